import { renderNotice } from "@baton/email";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allKinds, hrefs, noticeView, visibleText } from "../../helpers/views.ts";

const hostile = `"><img src=x onerror='alert(1)'></style></title><!-- & `;

/** Tags of a document without their text and attribute values: what hostile input must not be able to change. */
const skeleton = (html: string): string => [...html.matchAll(/<\/?[a-z0-9]+/gi)].map(([tag]) => tag).join("");

describe("what a lead typed", () => {
  const lead = {
    name: hostile,
    firstName: hostile,
    email: `${hostile}@x.example`,
    phone: hostile,
    company: hostile,
    title: hostile,
    country: hostile,
    message: hostile,
    details: [{ label: hostile, value: hostile }],
    source: hostile,
    campaign: hostile,
    promise: hostile,
    band: hostile,
    reasons: [{ name: hostile, points: 1 }],
    rule: hostile,
    why: hostile,
    ownerName: hostile,
    story: [{ at: hostile, text: hostile }],
  };

  test.each(allKinds)("is escaped wherever it stands in a %s mail", (kind) => {
    const { html } = renderNotice(
      noticeView({
        kind,
        lead,
        headline: hostile,
        ask: hostile,
        agreementName: hostile,
        recipient: { name: hostile, email: "c@acme.example" },
      }),
    );
    expect(html).not.toContain("<img");
    expect(html).not.toContain("alert(1)'");
    expect(html.match(/<\/style>/g)).toHaveLength(1);
    expect(visibleText(html)).toContain("<img src=x onerror='alert(1)'>");
  });

  test("never changes the structure of the mail, whatever it is", () => {
    const plain = skeleton(renderNotice(noticeView({ lead: { ...textLead("x") } })).html);
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 60 }), (text) => {
        // A letter keeps the field from counting as empty; line breaks are meant to become breaks.
        const word = `x${text.replace(/[\r\n\u0085\u2028\u2029]/g, "")}`;
        expect(skeleton(renderNotice(noticeView({ lead: { ...textLead(word) } })).html)).toBe(plain);
      }),
    );
  });

  test("cannot become a link of its own making", () => {
    const { html } = renderNotice(
      noticeView({
        lead: {
          phone: "javascript:alert(1)",
          email: "javascript:alert(1)",
          details: [{ label: "Page", value: "https://evil.example" }],
        },
      }),
    );
    expect(hrefs(html).every((href) => href.startsWith("https://baton.acme.example/"))).toBe(true);
  });

  test("cannot turn the text beside it around", () => {
    const { html, text } = renderNotice(
      noticeView({ lead: { name: "\u202Eenod", message: "a\u2067b", company: "\u202Dx" } }),
    );
    expect(html + text).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
  });

  test("survives in every script, in HTML and in plain text", () => {
    for (const name of ["كريم عبد الله", "李小龍", "👩‍👩‍👧‍👦 Zoë", "O’Neil & Söhne"]) {
      const { html, text } = renderNotice(noticeView({ lead: { name } }));
      expect(visibleText(html)).toContain(name);
      expect(text).toContain(name);
    }
  });
});

function textLead(text: string): { name: string; company: string; title: string; message: string; promise: string } {
  return { name: text, company: `c${text}`, title: text, message: text, promise: text };
}
