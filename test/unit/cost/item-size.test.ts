import { describe, expect, test } from "vitest";
import { type Item, sizeOf, storedBytes } from "../../cost/item-size.ts";

describe("size of an item", () => {
  test.each<[string, Item, number]>([
    ["names and texts count their bytes in UTF-8", { né: { S: "é€" } }, 3 + 5],
    ["a number takes a byte for two digits, and one", { n: { N: "12345" } }, 1 + 4],
    ["a minus sign takes one more", { n: { N: "-12345" } }, 1 + 5],
    ["zeros around the digits take nothing", { n: { N: "0.001234" } }, 1 + 3],
    ["bytes count themselves", { b: { B: new Uint8Array(100) } }, 1 + 100],
    ["null takes a byte", { n: { NULL: true } }, 1 + 1],
    ["a list takes three bytes and one for each element", { l: { L: [{ N: "1" }, { S: "abc" }, { L: [] }] } }, 1 + 14],
    [
      "a map takes three bytes and one for each pair",
      { m: { M: { a: { N: "1" }, bb: { M: { c: { BOOL: true } } } } } },
      1 + 16,
    ],
    ["a set takes the sum of its elements", { s: { SS: ["a", "bcd"] } }, 1 + 4],
  ])("%s", (_, item, bytes) => expect(sizeOf(item)).toBe(bytes));
});

describe("storage of an item", () => {
  const pk = { S: "LEAD#1" };
  const sk = { S: "LEAD" };

  test("an item in no index takes itself and the overhead", () => {
    const item = { pk, sk, lead: { S: "x".repeat(500) } };
    expect(storedBytes(item)).toBe(sizeOf(item) + 100);
  });

  test("an index takes the keys and what it projects, and the overhead again", () => {
    const owner = { ownerKey: { S: "@ana#open" }, createdKey: { S: "2026" }, summary: { S: "short" } };
    const item = { pk, sk, ...owner, lead: { S: "x".repeat(500) } };
    expect(storedBytes(item)).toBe(sizeOf(item) + 100 + sizeOf({ pk, sk, ...owner }) + 100);
  });

  test("an index that projects keys only takes nothing else", () => {
    const due = { dueShard: { S: "0" }, due: { S: "2026#LEAD#1" } };
    const item = { pk, sk, ...due, summary: { S: "short" } };
    expect(storedBytes(item)).toBe(sizeOf(item) + 100 + sizeOf({ pk, sk, ...due }) + 100);
  });
});
