import { renderNotice } from "@baton/email";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allKinds, noticeView } from "../../helpers/views.ts";

const subjectOf = (lead: { name: string; company?: string }): string => renderNotice(noticeView({ lead })).subject;

describe("the subject", () => {
  test("names lead and company", () => {
    expect(subjectOf({ name: "Jane Doe", company: "Globex" })).toBe("Lead: Jane Doe, Globex");
  });

  test("does not say a company twice when it is all that is known", () => {
    expect(subjectOf({ name: "Globex", company: "Globex" })).toBe("Lead: Globex");
  });

  test("is the same for all mails of a lead but for one Re:, so that Gmail threads them", () => {
    const subjects = allKinds.map((kind) => renderNotice(noticeView({ kind })).subject);
    expect(new Set(subjects)).toEqual(new Set(["Lead: Jane Doe, Globex GmbH", "Re: Lead: Jane Doe, Globex GmbH"]));
    // What comes first: a lead that is theirs, or is offered to them.
    expect(subjects.filter((subject) => !subject.startsWith("Re: "))).toHaveLength(2);
  });

  test("says what they want and how urgent it is, however long the name", () => {
    const stem = { name: "Jane Doe", company: "Globex", wants: "demo", within: "15 minutes" };
    const { subject } = renderNotice(noticeView({ lead: { subject: stem } }));
    expect(subject).toBe("Lead: Jane Doe, Globex – demo, within 15 minutes");
    const long = renderNotice(noticeView({ lead: { subject: { ...stem, name: "J".repeat(300) } } })).subject;
    expect(long).toMatch(/…? – demo, within 15 minutes$/);
    expect(long.length).toBeLessThanOrEqual(120);
    const { within: _within, ...calm } = stem;
    expect(renderNotice(noticeView({ lead: { subject: calm } })).subject).toBe("Lead: Jane Doe, Globex – demo");
  });

  test("is one line without control characters and bidi overrides", () => {
    expect(subjectOf({ name: "Jane\r\nBcc: x@evil.example\0", company: "\u202Egnp.exe\u2066 \t Ltd" })).toBe(
      "Lead: Jane Bcc: x@evil.example, gnp.exe Ltd",
    );
  });

  test("is cut at 120 UTF-16 units, between characters as people see them", () => {
    for (const character of ["😀", "👩‍👧", "e\u0301", "x"]) {
      const subject = subjectOf({ name: character.repeat(200) });
      expect(subject).toMatch(new RegExp(`^Lead: (?:${character})+…$`, "u"));
      expect(subject.length).toBeLessThanOrEqual(120);
      expect(subject.length).toBeGreaterThan(120 - character.length);
    }
  });

  test("calls a lead whose name is invisible Someone", () => {
    expect(subjectOf({ name: "\u200B\u200D\uFEFF", company: "\n" })).toBe("Lead: Someone");
  });

  test("keeps names of every script, with joiners and marks", () => {
    for (const name of ["كريم عبد الله", "李小龍", "Zoë Müller-Ångström", "👩‍👩‍👧‍👦 Family", "नमस्ते"]) {
      expect(subjectOf({ name, company: undefined })).toBe(`Lead: ${name}`);
    }
  });

  test("is printable and bounded for any name and company", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 300 }),
        fc.string({ unit: "binary", maxLength: 300 }),
        (name, company) => {
          const subject = subjectOf({ name, company });
          expect(subject).toMatch(/^Lead: \S/u);
          expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u);
          expect(Array.from(subject).length).toBeLessThanOrEqual(120);
        },
      ),
    );
  });
});
