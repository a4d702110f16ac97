import type { Agreement } from "@baton/core/agreement";
import { type Condition, conditionInWords, type Literal, type Test } from "@baton/core/condition";
import { derivedFields, type FieldType, givenFields } from "@baton/core/fields";
import { and } from "../claims/listing.ts";
import { type Say, same } from "./compare.ts";

/** Says conditions of one agreement, whose declared fields may be instants. */
export type ConditionWords = (condition: Condition) => string;

export function conditionWords({ fields }: Pick<Agreement, "fields">): ConditionWords {
  const types: Record<string, FieldType | undefined> = {
    ...givenFields,
    ...derivedFields,
    ...Object.fromEntries(Object.entries(fields).map(([name, { type }]) => [name, type])),
  };
  return (condition) => conditionInWords(condition, (field) => types[field] === "instant");
}

/** The words of both agreements that are compared. */
export interface BothWords {
  before: ConditionWords;
  after: ConditionWords;
}

/** Conditions in words leave values of a long list out, so where only such lists differ, what they gained and lost is said. */
export function conditionChange(words: BothWords, changed: (from: string, to: string) => string): Say<Condition> {
  return (before, after) => {
    const edits = listEdits(before, after) ?? [];
    const said = edits.flatMap(({ field, gained, lost }) => [
      ...(gained.length > 0 ? [`the list of ${field} gains ${and(gained.map(String))}`] : []),
      ...(lost.length > 0 ? [`the list of ${field} loses ${and(lost.map(String))}`] : []),
    ]);
    if (said.length > 0 && edits.some(({ long }) => long)) return said;
    const [from, to] = [words.before(before), words.after(after)];
    return [from === to ? `the condition is put differently and still reads ${to}` : changed(from, to)];
  };
}

interface ListEdit {
  field: string;
  gained: Literal[];
  lost: Literal[];
  /** Too long to be said in full. */
  long: boolean;
}

/** How lists of values differ between conditions that are alike otherwise; undefined when they are not alike. */
function listEdits(before: Condition, after: Condition): ListEdit[] | undefined {
  if ("all" in before) return "all" in after ? editsOfEach(before.all, after.all) : undefined;
  if ("any" in before) return "any" in after ? editsOfEach(before.any, after.any) : undefined;
  if ("not" in before) return "not" in after ? listEdits(before.not, after.not) : undefined;
  if (same(before, after)) return [];
  if (!isList(before) || !("field" in after) || !isList(after)) return undefined;
  if (before.field !== after.field || before.op !== after.op) return undefined;
  return [
    {
      field: before.field,
      gained: missing(after.value, before.value),
      lost: missing(before.value, after.value),
      long: Math.max(before.value.length, after.value.length) > 6,
    },
  ];
}

function editsOfEach(before: readonly Condition[], after: readonly Condition[]): ListEdit[] | undefined {
  if (before.length !== after.length) return undefined;
  const edits = before.map((part, i) => listEdits(part, after[i]!));
  return edits.every((edit) => edit !== undefined) ? edits.flat() : undefined;
}

/** Those of `values` that `others` lacks. */
function missing(values: readonly Literal[], others: readonly Literal[]): Literal[] {
  const known = new Set(others);
  return values.filter((value) => !known.has(value));
}

const isList = (test: Test): test is Extract<Test, { op: "in" | "notIn" }> => test.op === "in" || test.op === "notIn";
