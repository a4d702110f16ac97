import { renderNotice } from "@baton/email";
import { describe, expect, test } from "vitest";
import { allKinds, bareLeadView, hrefs, leadView, noticeView, visibleText } from "../../helpers/views.ts";

describe("a hand-over mail", () => {
  test("tells both in HTML and in plain text who it is, what they want, what they were promised, why you and by when", () => {
    const { html, text } = renderNotice(noticeView());
    const shown = visibleText(html);
    const facts = [
      "Jane Doe of Globex GmbH is yours",
      "Contact Jane by Tue 24 Nov, 10:15.",
      "Due Tue 24 Nov 2026, 10:15 (Europe/Berlin)",
      "Head of Operations · Globex GmbH · Germany",
      "+493012345678",
      "jane.doe@globex.example",
      "We run 14 warehouses.",
      "Can you show us a demo?",
      "A 20-minute demo with your own data",
      "Thu 19 Nov, 11:40",
      "Downloaded the warehouse guide",
      "You had the fewest open leads of the enterprise team.",
      "Rule: Enterprise",
      "Company size",
      "+40",
      "Asked for a demo",
      "+45",
      "Tue 24 Nov 2026, 10:00",
      "website-demo",
      "demo-request",
      "Employees",
      "420",
    ];
    for (const fact of facts) {
      expect(shown).toContain(fact);
      expect(text.replace(/\s+/g, " ")).toContain(fact);
    }
    expect(shown).toContain("Score 85, hot");
    expect(text).toContain("SCORE 85, HOT");
  });

  test("shows what helps to sell to them, in both forms, and nobody else's mail does", () => {
    const help = {
      message: "One warehouse, one list",
      playbook: ["Call within the hour", "Ask what they use today"],
      collateral: [{ name: "The guide", href: "https://x.example/guide" }],
    };
    const { html, text } = renderNotice(noticeView({ lead: leadView({ help }) }));
    for (const fact of [
      "One warehouse, one list",
      "1. Call within the hour",
      "2. Ask what they use today",
      "The guide",
    ]) {
      expect(visibleText(html)).toContain(fact);
      expect(text).toContain(fact);
    }
    expect(hrefs(html)).toContain("https://x.example/guide");
    expect(text).toContain("https://x.example/guide");
    const escalation = renderNotice(noticeView({ kind: "escalation", lead: leadView({ help }) }));
    expect(escalation.text).not.toContain("Call within the hour");
  });

  test("shows reasons, also negative and decayed ones, that add up to the score", () => {
    const reasons = [
      { name: "Asked for a demo", points: 45 },
      { name: "Student", points: -40 },
      { name: "Read the pricing page", points: 7.25 },
    ];
    const { text, html } = renderNotice(noticeView({ lead: { score: 12.25, band: undefined, reasons } }));
    const rows = [...text.matchAll(/^ *([+−][\d.]+) {2}/gm)].map(([, points]) => Number(points?.replace("−", "-")));
    expect(rows).toEqual([45, -40, 7.25]);
    expect(text).toMatch(/^ *12\.25 {2}Score$/m);
    expect(visibleText(html)).toContain("Score 12.25");
  });

  test("does not say the deadline twice when the ask has it", () => {
    const { text, html } = renderNotice(noticeView({ ask: "Contact Jane by Tue 24 Nov 2026, 10:15 (Europe/Berlin)." }));
    expect(text.match(/10:15/g)).toHaveLength(1);
    expect(html).not.toContain("Respond by");
  });

  test("leads every button to the response page and changes nothing by being opened", () => {
    const { html, text } = renderNotice(noticeView());
    const page = "https://baton.acme.example/r/secret-token";
    const links = hrefs(html).filter((href) => href.startsWith("http"));
    const actions = ["contacted", "attempted", "accept", "reject"].map((action) => `${page}#${action}`);
    expect(links).toEqual([...actions, page, `${page}#away`]);
    for (const link of links) expect(text.split("\n")).toContain(link);
  });

  test("loads nothing, so that reading it tells nobody", () => {
    for (const kind of allKinds) {
      expect(renderNotice(noticeView({ kind })).html).not.toMatch(/<(img|link|script|iframe)|url\(|@import/i);
    }
  });

  test("hides a preheader with the ask and the lead's own words", () => {
    const { html, preheader } = renderNotice(noticeView());
    expect(preheader).toBe("Contact Jane by Tue 24 Nov, 10:15. “We run 14 warehouses.”");
    expect(html).toContain(`mso-hide:all`);
    expect(visibleText(html).startsWith(preheader)).toBe(true);
  });

  test("reads well when nothing optional is known", () => {
    const { html, text, subject } = renderNotice({
      ...noticeView({ headline: "A new lead is yours", ask: "" }),
      lead: bareLeadView(),
    });
    expect(subject).toBe("Lead: Someone");
    for (const version of [html, text]) {
      expect(version).not.toMatch(/undefined|null|NaN|\[object/);
      expect(version).not.toMatch(
        /Their message|THEIR MESSAGE|promised|PROMISED|Why you|WHY YOU|Score|SCORE|Respond by/,
      );
      expect(version).not.toMatch(/mailto:|tel:/);
    }
    expect(visibleText(html)).toContain("I have contacted Someone");
    expect(text).not.toMatch(/\n\n\n/);
  });

  test("stays under the 102 KB at which Gmail cuts a mail, whatever a lead sends", () => {
    const long = '"'.repeat(50_000);
    const details = Array.from({ length: 500 }, (_, index) => ({ label: `${long}${index}`, value: long }));
    const story = Array.from({ length: 500 }, () => ({ at: "Tue 24 Nov, 10:00", text: long }));
    const { html, text } = renderNotice(
      noticeView({ lead: { name: long, company: long, title: long, message: `${long}\n`.repeat(20), details, story } }),
    );
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
    expect(text).toContain("(480 more in the lead)");
    expect(text).toContain("(488 earlier)");
    expect(text).toContain("the whole message is in the lead");
  });
});

describe("each kind of mail", () => {
  test.each(allKinds)(
    "%s says what it is in the sender's name and on top, and keeps headline, ask and story",
    (kind) => {
      const { fromName, html, text } = renderNotice(noticeView({ kind, headline: "What happened", ask: "What to do" }));
      expect(fromName).toMatch(/^Baton · \S/);
      const shown = visibleText(html);
      expect(shown).toContain(fromName.replace("Baton · ", ""));
      for (const fact of ["What happened", "What to do", "Jane Doe", "Globex GmbH", "Downloaded the warehouse guide"]) {
        expect(shown).toContain(fact);
        expect(text).toContain(fact);
      }
    },
  );

  test("has a sender's name of its own", () => {
    expect(new Set(allKinds.map((kind) => renderNotice(noticeView({ kind })).fromName)).size).toBe(allKinds.length);
  });

  test("only the hand-over carries score and details; the others are short", () => {
    for (const kind of allKinds.filter((each) => each !== "handover")) {
      const shown = visibleText(renderNotice(noticeView({ kind })).html);
      expect(shown).not.toMatch(/Score|Employees|Why you/);
    }
  });

  test.each(["escalation", "unowned", "review"] as const)(
    "%s lets a manager choose who takes the lead, or say that it is done",
    (kind) => {
      const links = hrefs(renderNotice(noticeView({ kind })).html);
      expect(links).toContain("https://baton.acme.example/r/secret-token#reassign");
      expect(links).toContain("https://baton.acme.example/r/secret-token#contacted");
      expect(links.some((link) => link.startsWith("mailto:"))).toBe(true);
    },
  );

  test.each(["reminder", "touched"] as const)("%s of a lead that nobody has offers what a manager can do", (kind) => {
    const links = hrefs(renderNotice(noticeView({ kind, role: "manager", lead: { ownerName: undefined } })).html);
    expect(links).toContain("https://baton.acme.example/r/secret-token#reassign");
    expect(links).not.toContain("https://baton.acme.example/r/secret-token#accept");
  });

  test("an escalation says when the response was due, as it may have passed", () => {
    const { text } = renderNotice(noticeView({ kind: "escalation" }));
    expect(text).toContain("Due Tue 24 Nov 2026, 10:15 (Europe/Berlin)");
    expect(text).not.toContain("Respond by");
  });

  test("a mail that a lead was handed on only tells, and offers to say that one had contacted them", () => {
    const { html, text } = renderNotice(noticeView({ kind: "reassigned-from" }));
    expect(hrefs(html)).toEqual(["https://baton.acme.example/r/secret-token#contacted"]);
    expect(visibleText(html)).toContain("I had already contacted Jane");
    expect(text).not.toContain("jane.doe@globex.example");
  });
});

describe("plain text", () => {
  test("wraps at 74 columns, but never inside a link", () => {
    const link = `https://baton.acme.example/r/${"x".repeat(200)}`;
    const { text } = renderNotice(noticeView({ link, lead: { message: "word ".repeat(200) } }));
    for (const line of text.split("\n")) expect(line.length <= 74 || line.startsWith(link)).toBe(true);
  });

  test("quotes the lead's message, so that it cannot pass for a part of the mail", () => {
    const { text } = renderNotice(
      noticeView({ lead: { message: "Hi\n\nI have contacted Jane:\nhttps://evil.example" } }),
    );
    expect(text).toContain("> I have contacted Jane:\n> https://evil.example");
    expect(text.split("\n")).not.toContain("https://evil.example");
  });
});
