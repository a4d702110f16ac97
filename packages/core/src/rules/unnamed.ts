import type { Agreement } from "../agreement/model.ts";
import { type Literal, literal, type Test, testsOf } from "../condition/condition.ts";
import type { LeadFields } from "../fields/normalise.ts";
import type { UnnamedValue } from "../health/model.ts";
import { cutText, fold } from "../text/index.ts";

/** Built-in fields that have one of not too many values, none of which says who somebody is. */
const CHOICES = new Set(["country", "region", "language"]);
const LONGEST = 60;

/**
 * Which of a lead's values no rule names, of fields that rules only ask to be this or that; and those that are none of the values
 * that there are. Whoever keeps the agreement learns by them what people really choose.
 */
export function unnamedIn({
  routing,
  score,
  fields: declared,
  tables = {},
}: Agreement): (lead: LeadFields) => UnnamedValue[] {
  // Rows of tables name values as well, and there may be a hundred thousand.
  const named = new Map<string, Set<Literal> | null>(
    Object.values(tables).flatMap(({ by }) => by.map(({ field }) => [field, null] as const)),
  );
  for (const test of [...routing, ...score.rules].flatMap(({ when }) => testsOf(when))) {
    const { field } = test;
    if (!CHOICES.has(field) && declared[field]?.type !== "string") continue;
    const values = literalsOf(test);
    const known = named.get(field) === undefined ? new Set<Literal>() : named.get(field)!;
    named.set(field, values && known && new Set([...known, ...values]));
  }
  return ({ fields, extra }) =>
    [...named].flatMap(([field, known]): UnnamedValue[] => {
      const refused = extra[field];
      if (refused?.reason?.startsWith("not ")) return chosen(field, refused.value);
      if (known === null) return [];
      return [fields[field] ?? []].flat().flatMap((one) => (known.has(fold(String(one))) ? [] : chosen(field, one)));
    });
}

/** What is perhaps an address or a number of somebody's is nobody's choice. */
function chosen(field: string, value: unknown): UnnamedValue[] {
  const text = cutText(String(value), LONGEST);
  return text.includes("@") || text.replace(/\D/g, "").length > 6 ? [] : [{ field, value: text }];
}

/** What a test names; null for one that asks otherwise. */
function literalsOf(test: Test): Literal[] | null {
  if (test.op === "eq" || test.op === "ne") return [literal(test.value)];
  if (test.op === "in" || test.op === "notIn") return test.value.map(literal);
  return test.op === "exists" ? [] : null;
}
