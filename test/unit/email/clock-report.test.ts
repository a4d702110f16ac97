import type { ClockReportView } from "@baton/core/health";
import { composeMime, renderClockReport } from "@baton/email";
import { simpleParser } from "mailparser";
import { describe, expect, test } from "vitest";
import { hrefs, visibleText } from "../../helpers/views.ts";

const view: ClockReportView = {
  message: "What was due more than ten minutes ago is not done for 2 leads; lead_01 waits longest.",
  since: "Tue 24 Nov 2026, 10:15 (Europe/Berlin)",
  recipient: { name: "Olga Ops", email: "olga@acme.example" },
  agreementName: "Acme rules of engagement",
};

describe("a report that clocks stand still", () => {
  test("says what, since when and what to do, the same in HTML and text", () => {
    const { html, text, subject } = renderClockReport(view);
    expect(subject).toBe("Baton: clocks stand still");
    for (const whole of [visibleText(html), text.replace(/\s+/g, " ")]) {
      expect(whole).toContain(view.message);
      expect(whole).toContain(`Due since: ${view.since}`);
      expect(whole).toMatch(/what to do 1\. .*SweepClocks.* 2\. .*ChecksQueue/i);
      expect(whole).toContain("Sent to Olga Ops");
    }
    expect(hrefs(html)).toEqual([]);
    expect(text.split("\n").filter((line) => line.length > 78)).toEqual([]);
  });

  test("is a thread of its own, to the operator only", async () => {
    const raw = await composeMime({
      view: { recipient: view.recipient, report: "clocks.overdue.1" },
      rendered: renderClockReport(view),
      from: "baton@mail.acme.example",
      noticeId: "clocks.overdue.1",
      at: 0,
    });
    const mail = await simpleParser(raw);
    expect(mail.references).toBe("<report.clocks.overdue.1@mail.acme.example>");
    expect([mail.to].flat()[0]?.value).toEqual([{ name: "Olga Ops", address: "olga@acme.example" }]);
    expect(mail.headers.get("x-baton-lead")).toBeUndefined();
  });
});
