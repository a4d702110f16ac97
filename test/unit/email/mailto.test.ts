import { mailtoLead, renderNotice, telLead } from "@baton/email";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hrefs, leadView, noticeView } from "../../helpers/views.ts";

/** Reads a `mailto:` link as RFC 6068 says. */
function parse(link: string): { to: string; headers: Record<string, string> } {
  const [to = "", query = ""] = link.replace(/^mailto:/, "").split("?");
  const headers = query.split("&").map((pair) => pair.split("=").map(decodeURIComponent) as [string, string]);
  return { to: decodeURIComponent(to), headers: Object.fromEntries(headers) };
}

describe("the button that writes to the lead", () => {
  test("is addressed to them, with a clean subject and opening", () => {
    const { to, headers } = parse(mailtoLead(leadView())!);
    expect(to).toBe("jane.doe@globex.example");
    expect(headers).toEqual({
      subject: "Your enquiry",
      body: "Hello Jane,\r\n\r\nthank you for getting in touch.\r\n\r\n",
    });
  });

  test.each([
    ["de", "Ihre Anfrage", "Guten Tag Jane,\r\n\r\nvielen Dank für Ihre Anfrage.\r\n\r\n"],
    ["fr-CA", "Votre demande", "Bonjour Jane,\r\n\r\nmerci de nous avoir contactés.\r\n\r\n"],
    ["tlh", "Your enquiry", "Hello Jane,\r\n\r\nthank you for getting in touch.\r\n\r\n"],
    ["constructor", "Your enquiry", "Hello Jane,\r\n\r\nthank you for getting in touch.\r\n\r\n"],
  ])("is in the lead's language, or in English: %s", (language, subject, body) => {
    expect(parse(mailtoLead(leadView({ language }))!).headers).toEqual({ subject, body });
  });

  test("puts Baton in blind copy where it receives mail, and says so", () => {
    const copyTo = "lead_01jd8zk3q0000000000000000@in.leads.acme.example";
    const { to, headers } = parse(mailtoLead(leadView({ copyTo }))!);
    expect(to).toBe("jane.doe@globex.example");
    expect(headers).toMatchObject({ bcc: copyTo, subject: "Your enquiry" });
    const { html, text } = renderNotice(noticeView({ lead: { copyTo } }));
    expect(hrefs(html).filter((href) => href.startsWith("mailto:") && parse(href).headers.bcc === copyTo)).not.toEqual(
      [],
    );
    const says = "puts us in blind copy, so that your mail counts as your response";
    for (const written of [html, text]) expect(written.replace(/\s+/g, " ")).toContain(says);
    expect(renderNotice(noticeView()).text.replace(/\s+/g, " ")).not.toContain("blind copy");
    expect(renderNotice(noticeView({ lead: { copyTo, email: undefined } })).text).not.toContain("blind copy");
  });

  test("leaks nothing internal", () => {
    const { html } = renderNotice(noticeView());
    const links = hrefs(html).filter((href) => href.startsWith("mailto:"));
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) {
      expect(decodeURIComponent(link)).not.toMatch(
        /85|hot|Enterprise|Company size|lead_|baton|secret-token|http|fewest/i,
      );
    }
  });

  test.each([
    "a@b.example?bcc=x@y.example",
    "a@b.example&bcc=x@y.example",
    "a?bcc=x@y.example",
    "a&cc=x@y.example",
    "a%0D%0ABcc:x@y.example",
    "a@b.example\r\nBcc: x@y.example",
    "a@b.example,x@y.example",
    "a@b.example;x@y.example",
    "a@b@c.example",
    '"a b"@c.example',
    "<a@b.example>",
    "a@b",
    "a@-b.example",
    "a@b..example",
    ".a@b.example",
    "a@127.0.0.1",
    "jane",
    "",
    " ",
    `${"a".repeat(65)}@b.example`,
    `a@${"b".repeat(250)}.example`,
    "a@b.example\0",
    "\uD800@b.example",
  ])("does not appear for the address %j", (email) => {
    expect(mailtoLead(leadView({ email }))).toBeUndefined();
    expect(renderNotice(noticeView({ lead: { email } })).html).not.toContain("mailto:");
  });

  test.each([
    "jane+web@globex.example",
    "o'neil@globex.example",
    "zoë@müller.example",
    "user@例え.example",
    "x_y=z#1@a-b.co.uk",
  ])("appears for %s and arrives there", (email) => {
    expect(parse(mailtoLead(leadView({ email }))!).to).toBe(email);
  });

  test("has exactly one recipient and no header but subject and body, whatever a lead typed", () => {
    const part = fc.string({ unit: fc.constantFrom(..."ab.@?&=%,;:/#<>\"' \r\n\0é😀".split("")), maxLength: 12 });
    fc.assert(
      fc.property(part, part, fc.string({ unit: "binary", maxLength: 40 }), (local, domain, name) => {
        const link = mailtoLead(leadView({ email: `${local}@${domain}.example`, name, firstName: name }));
        if (link === undefined) return;
        expect(link).toMatch(/^mailto:[^?&,;\s]+@[^?&,;\s]+\?subject=[^&?\s]+&body=[^&?\s]+$/);
        expect(Object.keys(parse(link).headers)).toEqual(["subject", "body"]);
      }),
      { numRuns: 1000 },
    );
  });

  test("cannot be opened with lines of a lead's choosing", () => {
    const { headers } = parse(mailtoLead(leadView({ firstName: "Jane\r\n\r\nPay here: evil.example" }))!);
    expect(headers.body?.split("\r\n\r\n")).toHaveLength(3);
  });

  test("greets nobody by a company's name, an address or Someone", () => {
    for (const name of ["Globex GmbH", "jane.doe@globex.example", "Someone"]) {
      expect(parse(mailtoLead(leadView({ name, firstName: undefined }))!).headers.body).toMatch(/^Hello,/);
    }
    expect(parse(mailtoLead(leadView({ firstName: undefined }))!).headers.body).toMatch(/^Hello Jane Doe,/);
  });
});

describe("the button that calls the lead", () => {
  test.each([
    ["+493012345678", "tel:+493012345678"],
    ["+49 (0)30 / 123-45.67", "tel:+49301234567"],
    ["(030) 1234567", "tel:0301234567"],
    ["+49301234567 ext. 5", "tel:+49301234567;ext=5"],
  ])("dials %s", (phone, link) => expect(telLead(phone)).toBe(link));

  test.each(["", "n/a", "+49 30 1234567 ext. 5b", "123", "+1;phone-context=evil", "12345\n67890#31#", "1".repeat(16)])(
    "does not appear for %j",
    (phone) => expect(telLead(phone)).toBeUndefined(),
  );
});
