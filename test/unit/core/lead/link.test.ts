import { LINK_DAYS, links } from "@baton/core/signed";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const T = Date.parse("2026-11-24T09:00:00.500Z");
const DAY = 86_400_000;
const claim = { lead: "lead_01JDCHZ", person: "chloé" };
const code = (code: string) => expect.objectContaining({ code });

describe("a link", () => {
  const signed = links("first-key");
  const token = signed.sign(claim, T);

  test("gives back whom and what it was signed for", () => {
    expect(signed.verify(token, T)).toEqual(claim);
  });

  test("is safe in a URL's path", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: "grapheme" }), (lead, person) => {
        const token = signed.sign({ lead, person }, T);
        expect(token).toMatch(/^[\w-]+\.[\w-]+$/);
        expect(signed.verify(token, T)).toEqual({ lead, person });
      }),
    );
  });

  test(`is valid for ${LINK_DAYS} days and not an instant longer`, () => {
    const last = Math.floor(T / 1000) * 1000 + LINK_DAYS * DAY;
    expect(signed.verify(token, last - 1)).toEqual(claim);
    expect(() => signed.verify(token, last)).toThrow(code("link.expired"));
  });

  test("for another lead, person or time is refused when it was not signed so", () => {
    const [payload, signature] = token.split(".") as [string, string];
    const parts = JSON.parse(Buffer.from(payload, "base64url").toString()) as unknown[];
    for (const [i, value] of [
      [0, "lead_other"],
      [1, "vera"],
      [2, 9_999_999_999],
    ] as const) {
      const forged = parts.with(i, value);
      const other = Buffer.from(JSON.stringify(forged)).toString("base64url");
      expect(() => signed.verify(`${other}.${signature}`, T)).toThrow(code("link.forged"));
    }
  });

  test("with any character changed is refused", () => {
    // The last character of the signature carries two bits that mean nothing.
    for (let i = 0; i < token.length - 1; i++) {
      const other = token[i] === "A" ? "B" : "A";
      const tampered = token.slice(0, i) + other + token.slice(i + 1);
      expect(() => signed.verify(tampered, T)).toThrow(code("link.forged"));
    }
  });

  test.each(["", ".", "a.b", "a", "..", "💥.💥"])("%j is refused and does not crash", (garbage) => {
    expect(() => signed.verify(garbage, T)).toThrow(code("link.forged"));
  });

  test("with something after it is refused", () => {
    expect(() => signed.verify(`${token}.${token}`, T)).toThrow(code("link.forged"));
  });

  test("signed with another key is refused", () => {
    expect(() => links("other-key").verify(token, T)).toThrow(code("link.forged"));
  });
});

describe("keys in rotation", () => {
  test("the first signs, all verify, and a removed one does not", () => {
    const old = links("old").sign(claim, T);
    const both = links(" new , old ");
    expect(both.verify(old, T)).toEqual(claim);
    expect(links("new").verify(both.sign(claim, T), T)).toEqual(claim);
    expect(() => links("new").verify(old, T)).toThrow(code("link.forged"));
  });

  test("no key at all is our own mistake, not a link that everybody can sign", () => {
    expect(() => links(" , ")).toThrow(expect.objectContaining({ code: "link.noKey", status: 500 }));
  });
});
