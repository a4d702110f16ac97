import { randomBytes } from "node:crypto";
import { tooWeak } from "@baton/core/signed";
import fc from "fast-check";
import { expect, test } from "vitest";

const bytes = fc.integer({ min: 0, max: 64 });
const encoding = fc.constantFrom("hex" as const, "base64" as const, "base64url" as const);

test("a key of 32 random bytes is taken and one of fewer is not, however it is written", () => {
  fc.assert(
    fc.property(bytes, encoding, (size, written) => {
      const key = randomBytes(size).toString(written);
      // Padding and rounding up to whole characters are worth less than two bytes.
      if (size >= 32) expect(tooWeak("LinkKey", key)).toBeUndefined();
      else if (size < 30) expect(tooWeak("LinkKey", key)).toContain("LinkKey: key 1 holds");
    }),
  );
});

test.each([
  ["nothing", "", 1],
  ["only commas", " , ", 1],
  ["a long text of one letter", "a".repeat(99), 1],
  ["the second of two", `${randomBytes(32).toString("hex")}, summer2026`, 2],
  ["one that has scopes", `summer2026:read+report+outcomes+operate`, 1],
])("%s is no key, and the message tells which", (_, value, place) => {
  expect(tooWeak("ApiKey", value)).toMatch(new RegExp(`^ApiKey: key ${place} holds \\d bytes`));
});

test("keys with scopes and keys that take each other's place are taken", () => {
  const [one, other] = [randomBytes(32).toString("hex"), randomBytes(32).toString("base64")];
  expect(tooWeak("ApiKey", `${one},${other}:read+report`)).toBeUndefined();
});
