import { cutText, fold, shorten } from "@baton/core/text";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("strings compare by Unicode case folding", () => {
  test.each([
    ["straße", "STRASSE"],
    ["straße", "STRAẞE"],
    ["ΟΔΟΣ", "οδος"],
    ["ΟΔΟΣ", "οδοσ"],
    ["İstanbul", "i\u0307stanbul"],
    ["Ŀ", "ŀ"],
    ["ﬃ", "FFI"],
    ["CAFÉ", "cafe\u0301"],
    ["  Acme \t", "acme"],
    ["\u00a0Acme\ufeff", "ACME"],
  ])("%j equals %j", (a, b) => {
    expect(fold(a)).toBe(fold(b));
  });

  test.each([
    ["ı", "i"],
    ["İ", "i"],
    ["ø", "o"],
    ["é", "e"],
    ["a b", "ab"],
  ])("%j is not %j", (a, b) => {
    expect(fold(a)).not.toBe(fold(b));
  });

  test("folding twice changes nothing more, and neither does writing it in capitals first", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(fold(fold(text))).toBe(fold(text));
        if (!text.includes("ı")) expect(fold(text.toUpperCase())).toBe(fold(text));
      }),
      { numRuns: 500 },
    );
  });
});

test.each([
  ["short", 10, "short"],
  ["abcdef", 3, "abc"],
  ["ab👩‍👧cd", 4, "ab"],
  ["cafe\u0301s", 4, "caf"],
  ["👩‍👧", 3, "👩\u200d"],
])("%j is cut to at most %i units between characters: %j", (text, most, expected) => {
  expect(cutText(text, most)).toBe(expected);
});

const characters = fc.array(
  fc.constantFrom("a", " ", "é", "e\u0301", "😀", "👍🏽", "👩‍👧", "🇩🇪", "한", "न्", "\ud83d"),
  { maxLength: 40 },
);

test("a text is cut where a character as people see it ends, and to no less than fits", () => {
  fc.assert(
    fc.property(characters, fc.nat(60), (parts, most) => {
      const text = parts.join("");
      let kept = "";
      for (const { segment } of new Intl.Segmenter("und", { granularity: "grapheme" }).segment(text)) {
        if (kept.length + segment.length > most) break;
        kept += segment;
      }
      expect(cutText(text, most)).toBe((kept || text.slice(0, most)).toWellFormed());
    }),
  );
});

test("a shortened text is never longer than it may be, and says when there was more", () => {
  fc.assert(
    fc.property(characters, fc.integer({ min: 1, max: 60 }), (parts, most) => {
      const text = parts.join("");
      const shown = shorten(text, most);
      expect(shown.length).toBeLessThanOrEqual(most);
      expect(shown.isWellFormed()).toBe(true);
      if (text.length <= most) expect(shown).toBe(text.toWellFormed());
      else expect(shown).toMatch(/…$/);
    }),
  );
});
