import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";
import type { Lead } from "@baton/core/lead";
import fc from "fast-check";
import { expect, test } from "vitest";
import { leadItem, leadOfItem } from "../../../packages/aws/src/dynamo/items/lead-item.ts";
import { words } from "../../../packages/aws/src/dynamo/items/lead-words.ts";
import { lead } from "../../helpers/leads.ts";

test("The words that stored leads are read with are what they were", () => {
  expect(createHash("sha256").update(words).digest("hex")).toBe(
    "3c6ab81c0dbfe8d1b2f303400d05f4aee78dc4140811971ec4030d3d119e1796",
  );
});

test("A lead that was compressed with other words is not read as something else", () => {
  const item = {
    ...leadItem(lead()),
    lead: { B: deflateSync(JSON.stringify(lead()), { dictionary: Buffer.from("x") }) },
  };
  expect(() => leadOfItem(item)).toThrow("Bad dictionary");
});

test("Whatever is in a lead comes back as it was", () => {
  const texts = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("\u0000", "\ud83d", "__proto__", "👋🏽"));
  fc.assert(
    fc.property(fc.dictionary(texts, fc.oneof(texts, fc.double({ noNaN: true }), fc.boolean())), (fields) => {
      const one: Lead = lead({ fields: JSON.parse(JSON.stringify(fields)) });
      expect(leadOfItem(leadItem(one))).toEqual(one);
    }),
  );
});
