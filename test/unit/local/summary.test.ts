import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { startAgreement } from "../../../packages/local/src/agreement.ts";
import { simulatedClock } from "../../../packages/local/src/clock/clock.ts";
import { summary } from "../../../packages/local/src/summary.ts";
import { acme, PUBLISHED, small } from "../../helpers/agreements.ts";

const settings = { dataDir: "/data", agreementPath: "/a.yaml", inboundDomain: undefined, speed: 1, now: undefined };

function linesFor(text: string, secrets: Record<string, string>): string[] {
  const { sources } = startAgreement(text, "a.yaml", PUBLISHED);
  const urls = { url: "http://localhost:3000", inboxUrl: "http://localhost:8005", sqsUrl: "http://127.0.0.1:1" };
  const stack = { ...urls, apiKey: "key", secrets, sources, clock: simulatedClock() };
  const lines = summary(stack, settings).split("\n");
  expect(lines.slice(-2)).toEqual(["ready http://localhost:3000", ""]);
  expect(lines.filter((line) => line.startsWith("ready "))).toHaveLength(1);
  return lines;
}

/** The command that stands right before the last line, as a shell splits it. */
function wordsToTry(lines: string[]): string[] {
  expect(lines.slice(-6, -4)).toEqual(["", "Try it"]);
  const { stdout, status } = spawnSync("sh", ["-c", `for word in ${lines.at(-4)}; do printf '%s\\n' "$word"; done`], {
    encoding: "utf8",
  });
  expect(status).toBe(0);
  return stdout.trimEnd().split("\n");
}

describe("the summary ends with a command to try", () => {
  test("which sends the example's form a lead that it can decide by", () => {
    const words = wordsToTry(linesFor(acme, { WEBSITE_TOKEN: "token-1" }));
    expect(words.slice(0, 2)).toEqual(["curl", "http://localhost:3000/hooks/website-demo/token-1"]);
    expect(words.filter((word) => word !== "-d").slice(2)).toEqual([
      "your-email=jane@firma.example",
      "name=Jane+Doe",
      "company=Firma+GmbH",
      "country=Germany",
      "company_size=600",
      "interest=demo",
    ]);
  });

  test("which a shell takes as it is meant, whatever a form calls its fields", () => {
    const sources = { web: { provider: "form", auth: { token: "WEB" }, fields: { "Jane's $HOME; `mail`": "email" } } };
    const words = wordsToTry(linesFor(small({ sources }), { WEB: "t" }));
    const posted = new URLSearchParams(
      words
        .filter((word) => word !== "-d")
        .slice(2)
        .join("&"),
    );
    expect(posted.get("Jane's $HOME; `mail`")).toBe("jane@firma.example");
  });

  test("which asks the API where there is no form", () => {
    const sources = { ads: { provider: "google-ads", auth: { key: "ADS" } } };
    expect(wordsToTry(linesFor(small({ sources }), { ADS: "k" }))).toEqual([
      "curl",
      "http://localhost:3000/api/sources",
      "-H",
      "authorization: Bearer key",
    ]);
  });
});
