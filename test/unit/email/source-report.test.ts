import type { IncidentKind, SourceReportView } from "@baton/core/health";
import { composeMime, renderSourceReport } from "@baton/email";
import { simpleParser } from "mailparser";
import { describe, expect, test } from "vitest";
import { hrefs, visibleText } from "../../helpers/views.ts";

const view = (changes: Partial<SourceReportView> = {}): SourceReportView => ({
  source: "website-demo",
  provider: "form",
  kind: "quiet",
  message: "Usually about 23 deliveries a day come; since its last delivery 12 would have been usual.",
  since: "Tue 24 Nov 2026, 10:15 (Europe/Berlin)",
  secrets: { proof: ["WEBSITE_TOKEN"] },
  recipient: { name: "Olga Ops", email: "olga@acme.example" },
  agreementName: "Acme rules of engagement",
  ...changes,
});
const kinds = Object.keys({ quiet: 1, refused: 1, token: 1, details: 1 } satisfies Record<
  IncidentKind,
  1
>) as IncidentKind[];
const squeezed = (text: string): string => text.replace(/\s+/g, " ");

describe("a report about a source", () => {
  test.each([
    ["quiet", "Baton: website-demo went quiet", "Baton · Source quiet"],
    ["refused", "Baton: website-demo fails authentication", "Baton · Source refused"],
    ["token", "Baton: website-demo cannot be read", "Baton · Access token refused"],
  ] as const)("of kind %s says so in its subject and its sender", (kind, subject, fromName) => {
    expect(renderSourceReport(view({ kind }))).toMatchObject({ subject, fromName });
  });

  test.each(kinds)("of kind %s says what, since when and what to do, the same in HTML and text", (kind) => {
    const { html, text } = renderSourceReport(view({ kind }));
    for (const whole of [visibleText(html), squeezed(text)]) {
      expect(whole).toContain(view().message);
      expect(whole).toContain("Tue 24 Nov 2026, 10:15 (Europe/Berlin)");
      expect(whole).toMatch(/what to do 1\. /i);
      expect(whole).toContain("Sent to Olga Ops");
    }
    expect(hrefs(html)).toEqual([]);
    expect(text.split("\n").filter((line) => line.length > 78)).toEqual([]);
  });

  test("names the secrets to look at, and the public key where there is none", () => {
    const of = (kind: IncidentKind, secrets: SourceReportView["secrets"]) =>
      squeezed(renderSourceReport(view({ kind, secrets })).text);
    expect(of("refused", { proof: ["HOOK", "HOOK_OLD"] })).toContain("has as HOOK, HOOK_OLD in");
    expect(of("refused", { proof: [] })).toContain("public key");
    expect(of("token", { proof: ["META"], accessToken: "META_TOKEN" })).toContain("Set it as META_TOKEN in");
  });

  test("escapes what others have named, and keeps it on its line", () => {
    const evil = '<img src=x onerror="alert(1)">\r\nBcc: all@example.com';
    const { html, subject, text } = renderSourceReport(
      view({
        source: evil,
        provider: evil,
        message: evil,
        agreementName: evil,
        since: evil,
        secrets: { proof: [evil] },
      }),
    );
    expect(html).not.toContain("<img");
    expect(subject).not.toMatch(/[\r\n]/);
    expect(text).not.toMatch(/^Bcc:/m);
  });

  test("threads with those of its source, goes to the operator only and has no lead's header", async () => {
    const compose = async (kind: IncidentKind) => {
      const one = view({ kind });
      const noticeId = `source.website-demo.${kind}.1`;
      const raw = await composeMime({
        view: one,
        rendered: renderSourceReport(one),
        from: "baton@mail.acme.example",
        noticeId,
        at: 0,
      });
      return simpleParser(raw);
    };
    const [quiet, refused] = [await compose("quiet"), await compose("refused")];
    expect(quiet.messageId).toBe("<source.website-demo.quiet.1@mail.acme.example>");
    expect(quiet.references).toBe(refused.references);
    expect(quiet.headers.get("x-baton-source")).toBe("website-demo");
    expect(quiet.headers.get("x-baton-lead")).toBeUndefined();
    expect([quiet.to].flat()[0]?.value).toEqual([{ name: "Olga Ops", address: "olga@acme.example" }]);
    expect(quiet.replyTo).toBeUndefined();
  });
});
