import type { Agreement, TableSpec } from "@baton/core/agreement";
import type { Facts } from "@baton/core/condition";
import { readTable, tableOfRows } from "@baton/core/tables";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checked, small } from "../../../helpers/agreements.ts";

/** Everything is asked of few values, so that all leads there can be are gone through. */
const agreement: Agreement = checked(
  small({
    fields: {
      plan: { type: "string", values: ["a", "b", "c"] },
      size: { type: "number", min: 0, max: 24 },
      code: { type: "string" },
    },
  }),
);

/** Values of a field, undefined for none: of sizes also those between whole ones, of codes also shorter and longer ones. */
const values: Record<string, (string | number | undefined)[]> = {
  plan: ["a", "b", "c", undefined],
  size: [...Array.from({ length: 50 }, (_, n) => n / 2), undefined],
  code: [...Array.from({ length: 30 }, (_, n) => String(n + 70)), "7", "70x", "abc", undefined],
};
const ways: Record<string, TableSpec["by"][number]["how"][]> = {
  plan: ["key"],
  size: ["range"],
  code: ["key", "prefix", "range"],
};

const item: Record<string, fc.Arbitrary<string>> = {
  key: fc.constantFrom("70", "75", "80", "99"),
  prefix: fc.constantFrom("7", "8", "70", "75", "9"),
  range: fc
    .tuple(fc.integer({ min: 70, max: 99 }), fc.integer({ min: 0, max: 29 }))
    .map(([from, more]) => `${from}-${Math.min(99, from + more)}`),
};
const sizes = fc
  .tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 8 }), fc.constantFrom("-", ".."))
  .map(([from, more, sign]) => (more === 8 ? `${from}${sign}` : `${from}${sign}${from + more}`));

const cellOf = ({ field, how }: TableSpec["by"][number]): fc.Arbitrary<string> => {
  const one = field === "plan" ? fc.constantFrom("a", "b", "c") : field === "size" ? sizes : item[how]!;
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant("") },
    { weight: 4, arbitrary: one },
    { weight: 1, arbitrary: fc.uniqueArray(one, { minLength: 2, maxLength: 2 }).map((two) => two.join("|")) },
  );
};

const table = fc
  .uniqueArray(fc.constantFrom("plan", "size", "code"), { minLength: 1, maxLength: 2 })
  .chain((names) => fc.tuple(...names.map((field) => fc.constantFrom(...ways[field]!).map((how) => ({ field, how })))))
  .chain((by) =>
    fc.record({
      by: fc.constant(by as TableSpec["by"]),
      rows: fc.array(fc.tuple(...by.map(cellOf)), { minLength: 1, maxLength: 6 }),
    }),
  );

type Key = TableSpec["by"][number];

/** What a part of a cell holds, of all values of the field. */
function held({ field, how }: Key, part: string): Set<string | number | undefined> {
  const takes = (value: string | number | undefined): boolean => {
    if (part === "") return true;
    if (value === undefined) return false;
    if (typeof value === "number") {
      const [, from = "", to = ""] = /^(\d+)(?:-|\.\.)(\d*)$/.exec(part)!;
      return value >= Number(from) && (to === "" || value < Number(to) + 1);
    }
    if (how === "key") return value === part;
    if (how === "prefix") return value.startsWith(part);
    const [from = "", to = ""] = part.split("-");
    const begins = value.slice(0, from.length);
    return begins.length === from.length && begins >= from && begins <= to;
  };
  return new Set(values[field]!.filter(takes));
}

/** Each combination of what a row's cells name. */
const entriesOf = (row: readonly string[]): string[][] =>
  row.reduce<string[][]>(
    (all, cell) => all.flatMap((before) => cell.split("|").map((part) => [...before, part])),
    [[]],
  );

/** Of two things that a column's cells name: −1 where the first lies within the other, 1 the other way round. */
function narrower(key: Key, one: string, other: string): -1 | 0 | 1 | "crossing" | "apart" {
  if (one === other) return 0;
  if (one === "" || other === "") return one === "" ? 1 : -1;
  const [a, b] = [held(key, one), held(key, other)];
  if (a.isDisjointFrom(b)) return "apart";
  if (a.isSubsetOf(b) && !b.isSubsetOf(a)) return -1;
  if (b.isSubsetOf(a) && !a.isSubsetOf(b)) return 1;
  return a.symmetricDifference(b).size === 0 ? 0 : "crossing";
}

/** Whether rows clash: alike, or crossing in the first column that tells them apart. */
function clash(by: readonly Key[], rows: readonly (readonly string[])[]): boolean {
  const all = rows.flatMap((row, n) => entriesOf(row).map((parts) => ({ n, parts })));
  return all.some((one, i) =>
    all.slice(i + 1).some((other) => {
      for (const [column, key] of by.entries()) {
        const relation = narrower(key, one.parts[column]!, other.parts[column]!);
        if (relation === "crossing") return true;
        if (relation !== 0) return false;
      }
      return one.n !== other.n;
    }),
  );
}

/** The row that takes a lead, by looking at every one. */
function naive(by: readonly Key[], rows: readonly (readonly string[])[], lead: Facts): number | undefined {
  const taking = rows
    .flatMap((row, n) => entriesOf(row).map((parts) => ({ n, parts })))
    .filter(({ parts }) => by.every((key, column) => held(key, parts[column]!).has(lead[key.field] as string)));
  taking.sort((one, other) => {
    for (const [column, key] of by.entries()) {
      const relation = narrower(key, one.parts[column]!, other.parts[column]!);
      if (typeof relation === "number" && relation !== 0) return relation;
    }
    return 0;
  });
  return taking[0]?.n;
}

const leadsOf = (by: readonly Key[]): Facts[] =>
  by.reduce<Facts[]>(
    (all, { field }) =>
      all.flatMap((lead) => values[field]!.map((value) => (value === undefined ? lead : { ...lead, [field]: value }))),
    [{}],
  );

/** Whether words such as `size 3-4` say something of a lead. */
function says(words: string, lead: Facts, named: ReadonlySet<unknown>): boolean {
  const absent = /^no (\w+)$/.exec(words);
  if (absent) return lead[absent[1]!] === undefined;
  const other = /^another (\w+), or none$/.exec(words);
  if (other) return !named.has(lead[other[1]!]);
  const [, field = "", what = ""] = /^(\w+) (.+)$/.exec(words)!;
  const value = lead[field];
  if (value === undefined) return false;
  if (typeof value !== "number") {
    const [from = "", to = from] = what.split("-");
    const begins = String(value).slice(0, from.length);
    return field === "code" && what.length > 1
      ? begins >= from && begins <= to && begins.length === from.length
      : value === what;
  }
  const [, from = "", to = ""] = /^(\d+)(?:-(\d+)| or more)?$/.exec(what) ?? [];
  if (what.startsWith("below ")) return value < Number(what.slice(6));
  if (what.endsWith(" or more")) return value >= Number(from);
  return what === "any number" || (value >= Number(from) && value < Number(to || from) + 1);
}

async function read(by: TableSpec["by"], rows: readonly (readonly string[])[]) {
  const spec: TableSpec = { by, gives: [{ column: "row", type: "number" }] };
  const records = [
    { line: 1, cells: [...by.map(({ field }) => field), "row"] },
    ...rows.map((cells, n) => ({ line: n + 2, cells: [...cells, String(n)] })),
  ];
  return readTable(agreement, spec, { records }, () => ({ problem: "nobody" }));
}

describe("tables, beside looking at every row", () => {
  test("refuse exactly the rows of which neither is the narrower one", async () => {
    await fc.assert(
      fc.asyncProperty(table, async ({ by, rows }) => {
        const { refused } = await read(by, rows);
        expect(refused.length > 0).toBe(clash(by, rows));
      }),
      { numRuns: 400 },
    );
  });

  test("give a lead the same row", async () => {
    await fc.assert(
      fc.asyncProperty(table, async ({ by, rows }) => {
        const { refused, content } = await read(by, rows);
        fc.pre(refused.length === 0);
        const open = tableOfRows(content);
        for (const lead of leadsOf(by)) expect([lead, open.find(lead)?.row]).toEqual([lead, naive(by, rows, lead)]);
      }),
      { numRuns: 250 },
    );
  });

  test("tell exactly the leads that no row takes", async () => {
    await fc.assert(
      fc.asyncProperty(table, async ({ by, rows }) => {
        const { refused, content, gaps, complete } = await read(by, rows);
        fc.pre(refused.length === 0);
        expect(complete).toBe(true);
        const open = tableOfRows(content);
        for (const lead of leadsOf(by)) {
          const told = gaps.some((gap) => gap.every((words) => says(words, lead, new Set())));
          const taken = open.find(lead) !== undefined;
          // What is another value than those named is told once for all of them; whatever is told otherwise is exact.
          if (!taken) expect([lead, gaps, told]).toEqual([lead, gaps, true]);
          const exact = gaps.filter((gap) => !gap.some((words) => words.startsWith("another ")));
          if (taken)
            expect([lead, exact.filter((gap) => gap.every((words) => says(words, lead, new Set())))]).toEqual([
              lead,
              [],
            ]);
        }
      }),
      { numRuns: 250 },
    );
  });
});
