import { composeMime, renderNoticeList } from "@baton/email";
import { simpleParser } from "mailparser";
import { describe, expect, test } from "vitest";
import { allKinds, hrefs, noticeView, visibleText } from "../../helpers/views.ts";

const hostile = `"><img src=x onerror='alert(1)'></style><script>alert(1)</script>`;
const numbered = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    noticeView({
      kind: "escalation",
      headline: `Ben Weiß has not recorded a response to Lead ${n} within 15 minutes of working time.`,
      link: `https://baton.acme.example/r/token-${n}`,
      lead: { name: `Lead ${n}`, company: "Globex GmbH" },
    }),
  );

describe("a mail that lists several notices", () => {
  test("says of each whom it is about, what happened and by when, with the reader's own link", () => {
    const { html, text, subject, fromName } = renderNoticeList(numbered(12));
    expect([subject, fromName]).toEqual(["Escalation: 12 leads", "Baton · Escalation"]);
    const shown = visibleText(html);
    for (let n = 0; n < 12; n++) {
      expect(hrefs(html)).toContain(`https://baton.acme.example/r/token-${n}`);
      expect(text.split("\n")).toContain(`https://baton.acme.example/r/token-${n}`);
      expect(text.split("\n")).toContain(`Lead ${n}, Globex GmbH`);
      for (const fact of [`Lead ${n}, Globex GmbH`, `response to Lead ${n} within`, "Due Tue 24 Nov 2026, 10:15"])
        expect(shown).toContain(fact);
    }
  });

  test("is named like the kind it lists", () => {
    for (const kind of allKinds) {
      const { fromName, subject } = renderNoticeList([noticeView({ kind }), noticeView({ kind })]);
      expect(subject).toBe(`${fromName.replace("Baton · ", "")}: 2 leads`);
    }
  });

  test("stays under the 102 KB at which Gmail cuts a mail, whatever fifty leads send, and escapes all of it", () => {
    const long = hostile.repeat(1000);
    const views = numbered(50).map((view) => ({
      ...view,
      headline: long,
      link: `https://baton.acme.example/r/${"x".repeat(220)}`,
      lead: { ...view.lead, name: long, company: `${long}!`, respondBy: long },
    }));
    const { html, subject } = renderNoticeList(views);
    expect(Buffer.byteLength(html)).toBeLessThan(102_000);
    expect(html).not.toMatch(/<script|<img/);
    expect(subject).toBe("Escalation: 50 leads");
  });

  test("is a thread of its own", async () => {
    const views = numbered(2);
    const raw = await composeMime({
      view: { recipient: views[0]!.recipient, list: "lead_1.3.list" },
      rendered: renderNoticeList(views),
      from: "baton@mail.acme.example",
      noticeId: "lead_1.3.list",
      at: Date.UTC(2026, 10, 24, 9),
    });
    const mail = await simpleParser(raw);
    expect(mail.messageId).toBe("<lead_1.3.list@mail.acme.example>");
    expect(mail.references).toBe("<list.lead_1.3.list@mail.acme.example>");
    expect([mail.to].flat()[0]?.value).toEqual([{ name: "Chloé Petit", address: "chloe@acme.example" }]);
  });
});
