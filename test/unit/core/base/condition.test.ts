import { type Condition, compile, type Facts, fieldsOf, type Test } from "@baton/core/condition";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const holds = (condition: Condition, facts: Facts): boolean => compile(condition)(facts);

describe("operators", () => {
  const facts: Facts = { country: "de", employees: 500, free: false, title: "head of sales" };
  test.each<[Test, boolean]>([
    [{ field: "country", op: "eq", value: " DE" }, true],
    [{ field: "country", op: "eq", value: "AT" }, false],
    [{ field: "country", op: "ne", value: "AT" }, true],
    [{ field: "country", op: "ne", value: "De" }, false],
    [{ field: "country", op: "in", value: ["AT", "DE"] }, true],
    [{ field: "country", op: "in", value: [] }, false],
    [{ field: "country", op: "notIn", value: ["AT"] }, true],
    [{ field: "country", op: "notIn", value: ["at", "de"] }, false],
    [{ field: "employees", op: "lt", value: 500 }, false],
    [{ field: "employees", op: "lte", value: 500 }, true],
    [{ field: "employees", op: "gt", value: 500 }, false],
    [{ field: "employees", op: "gte", value: 500 }, true],
    [{ field: "free", op: "eq", value: false }, true],
    [{ field: "title", op: "contains", value: "OF S" }, true],
    [{ field: "title", op: "startsWith", value: "Head" }, true],
    [{ field: "title", op: "endsWith", value: "Sales " }, true],
    [{ field: "title", op: "endsWith", value: "head" }, false],
    [{ field: "title", op: "exists", value: true }, true],
    [{ field: "title", op: "exists", value: false }, false],
  ])("%j is %s", (condition, expected) => {
    expect(holds(condition, facts)).toBe(expected);
  });

  test("a number is not the text that looks like it", () => {
    expect(holds({ field: "employees", op: "eq", value: "500" }, facts)).toBe(false);
    expect(holds({ field: "employees", op: "contains", value: "5" }, facts)).toBe(false);
    expect(holds({ field: "country", op: "gt", value: 0 }, facts)).toBe(false);
  });
});

describe("an absent field", () => {
  const any: Test[] = [
    { field: "x", op: "eq", value: "a" },
    { field: "x", op: "ne", value: "a" },
    { field: "x", op: "in", value: ["a"] },
    { field: "x", op: "notIn", value: ["a"] },
    { field: "x", op: "lt", value: 1 },
    { field: "x", op: "lte", value: 1 },
    { field: "x", op: "gt", value: -1 },
    { field: "x", op: "gte", value: -1 },
    { field: "x", op: "contains", value: "" },
    { field: "x", op: "startsWith", value: "" },
    { field: "x", op: "endsWith", value: "" },
    { field: "x", op: "exists", value: true },
  ];
  test.each(any)("makes %j false, and its negation true", (condition) => {
    for (const facts of [{}, { x: undefined }]) {
      expect(holds(condition, facts)).toBe(false);
      expect(holds({ not: condition }, facts)).toBe(true);
    }
  });

  test("makes only `exists: false` true", () => {
    expect(holds({ field: "x", op: "exists", value: false }, {})).toBe(true);
  });
});

describe("combinations", () => {
  test("no part at all: `all` holds, `any` does not", () => {
    expect(holds({ all: [] }, {})).toBe(true);
    expect(holds({ any: [] }, {})).toBe(false);
  });

  test("name every field they ask about", () => {
    const condition: Condition = {
      all: [{ field: "a", op: "exists", value: true }, { not: { any: [{ field: "b", op: "eq", value: 1 }] } }],
    };
    expect(fieldsOf(condition)).toEqual(["a", "b"]);
  });
});

/** The same language, read naively off its description; texts of the generator are ASCII, where folding is lower case. */
function naive(condition: Condition, facts: Facts): boolean {
  if ("all" in condition) return condition.all.filter((part) => !naive(part, facts)).length === 0;
  if ("any" in condition) return condition.any.filter((part) => naive(part, facts)).length > 0;
  if ("not" in condition) return !naive(condition.not, facts);
  const fact = facts[condition.field];
  if (condition.op === "exists") return condition.value === (fact !== undefined);
  if (fact === undefined) return false;
  const plain = (value: unknown) => (typeof value === "string" ? value.trim().toLowerCase() : value);
  const text = (test: (fact: string, value: string) => boolean) =>
    typeof fact === "string" && test(fact, plain(condition.value) as string);
  switch (condition.op) {
    case "eq":
      return fact === plain(condition.value);
    case "ne":
      return fact !== plain(condition.value);
    case "in":
      return condition.value.map(plain).includes(fact);
    case "notIn":
      return !condition.value.map(plain).includes(fact);
    case "lt":
      return typeof fact === "number" && fact < condition.value;
    case "lte":
      return typeof fact === "number" && fact <= condition.value;
    case "gt":
      return typeof fact === "number" && fact > condition.value;
    case "gte":
      return typeof fact === "number" && fact >= condition.value;
    case "contains":
      return text((fact, value) => fact.includes(value));
    case "startsWith":
      return text((fact, value) => fact.startsWith(value));
    case "endsWith":
      return text((fact, value) => fact.endsWith(value));
  }
}

describe("a compiled condition", () => {
  const field = fc.constantFrom("a", "b", "c");
  const word = fc.constantFrom("x", "X", "xy", " y", "Yx ", "z");
  const number = fc.constantFrom(-1, 0, 1, 1.5, 2);
  const literal = fc.oneof(word, number, fc.boolean());
  const one: fc.Arbitrary<Condition> = fc.oneof(
    fc.record({ field, op: fc.constantFrom("eq" as const, "ne" as const), value: literal }),
    fc.record({
      field,
      op: fc.constantFrom("in" as const, "notIn" as const),
      value: fc.array(literal, { maxLength: 3 }),
    }),
    fc.record({
      field,
      op: fc.constantFrom("lt" as const, "lte" as const, "gt" as const, "gte" as const),
      value: number,
    }),
    fc.record({
      field,
      op: fc.constantFrom("contains" as const, "startsWith" as const, "endsWith" as const),
      value: word,
    }),
    fc.record({ field, op: fc.constant("exists" as const), value: fc.boolean() }),
  );
  const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      one,
      fc.record({ all: fc.array(tie("tree"), { maxLength: 3 }) }),
      fc.record({ any: fc.array(tie("tree"), { maxLength: 3 }) }),
      fc.record({ not: tie("tree") }),
    ),
  }));
  const facts = fc.dictionary(field, fc.oneof(fc.constantFrom("x", "xy", "y", "yx"), number, fc.boolean()));

  test("decides like a naive evaluator", () => {
    fc.assert(
      fc.property(tree, facts, (condition, given) => {
        expect(holds(condition, given)).toBe(naive(condition, given));
      }),
      { numRuns: 2000 },
    );
  });
});
