import { readFileSync } from "node:fs";
import { compileBest } from "@baton/core/rules";
import { dryRun } from "@baton/explain";
import { check } from "@baton/prover";
import { expect, test } from "vitest";
import { checked, PUBLISHED } from "../../helpers/agreements.ts";

const text = readFileSync(new URL("../../../docs/examples/north-america.agreement.yaml", import.meta.url), "utf8");

test("the second example is short, holds, and is of seventeen people", async () => {
  expect(text.split("\n").length).toBeLessThanOrEqual(120);
  const parsed = await check(text, { at: PUBLISHED });
  expect(parsed.ok && Object.keys(parsed.agreement.people)).toHaveLength(17);
  expect(parsed.findings.map(({ code }) => code).filter((code) => code !== "duty.gap")).toEqual([]);
});

const demo = { source: "website", interest: "demo", email: "jo@globex.example" };
/** Central time: Tuesday, 24 November 2026. */
const tuesday = (time: string) => `2026-11-24T${time}:00-06:00`;

test.each<[what: string, lead: Record<string, unknown>, at: string, rule: string, owner: string, firstStep: string]>([
  ["a demo from California", { ...demo, region: "US-CA" }, tuesday("11:00"), "West", "ada", "2026-11-24T17:05:00.000Z"],
  [
    "one in Chinese",
    { ...demo, region: "US-WA", language: "zh" },
    tuesday("11:00"),
    "West",
    "cai",
    "2026-11-24T17:05:00.000Z",
  ],
  [
    "one from Texas",
    { ...demo, region: "US-TX", country: "US" },
    tuesday("11:00"),
    "East",
    "dee",
    "2026-11-24T17:05:00.000Z",
  ],
  [
    // The east closes in two minutes: who is still there answers sooner.
    "one from New York in the evening",
    { ...demo, region: "US-NY", country: "US" },
    "2026-11-24T17:58:00-05:00",
    "East",
    "dee",
    "2026-11-25T13:03:00.000Z",
  ],
  ["one in French", { ...demo, language: "fr" }, tuesday("09:00"), "French", "marc", "2026-11-24T15:05:00.000Z"],
  [
    "one from Québec at lunch",
    { ...demo, region: "CA-QC" },
    tuesday("12:00"),
    "French",
    "marc",
    "2026-11-24T18:05:00.000Z",
  ],
  [
    "one on Saturday",
    { ...demo, region: "US-NY", country: "US" },
    "2026-12-05T12:00:00-06:00",
    "Weekend",
    "bo",
    "2026-12-05T18:05:00.000Z",
  ],
  [
    // Nobody is on call by then: who starts first on Monday.
    "one on Sunday night",
    { ...demo, region: "US-CA" },
    "2026-12-06T20:00:00-06:00",
    "Weekend",
    "dee",
    "2026-12-07T13:05:00.000Z",
  ],
  [
    "a factory's",
    { ...demo, employees: 5000, industry: "manufacturing", country: "US" },
    tuesday("11:00"),
    "Large",
    "gus",
    "2026-11-24T17:05:00.000Z",
  ],
  ["a download", { ...demo, interest: "download" }, tuesday("11:00"), "Downloads", "ada", "2026-11-24T23:45:00.000Z"],
  [
    "a customer's",
    { ...demo, "account.csm": "mia", "account.ae": "gus" },
    tuesday("11:00"),
    "Customers",
    "mia",
    "2026-11-24T19:00:00.000Z",
  ],
  ["one from Japan", { ...demo, country: "JP" }, tuesday("11:00"), "Elsewhere", "dee", "2026-11-25T14:30:00.000Z"],
])("%s goes to whom the agreement says, in time", async (_, lead, at, rule, owner, firstStep) => {
  const rulebook = await compileBest(checked(text), 1);
  const decided = await dryRun(rulebook, { lead, at: Date.parse(at) });
  expect({ rule: decided.rule, owner: decided.owner, firstStep: decided.steps[0]?.at }).toEqual({
    rule,
    owner,
    firstStep,
  });
});
