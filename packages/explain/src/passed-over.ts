import { type Condition, compile, conditionInWords, type Facts, type Test } from "@baton/core/condition";
import type { FieldValue } from "@baton/core/fields";
import type { Rulebook, Ruling } from "@baton/core/rules";
import { type Shown, typeOf } from "./shown.ts";

/** A routing rule that did not take a lead, and the tests it failed by. A rule that can take nothing has none. */
export interface PassedOver {
  rule: string;
  failed: { field: string; expected: string; found: FieldValue | null }[];
}

/** The rules before the one that took the lead; all of them when none did. */
export function passedOver(rulebook: Rulebook, { facts, route }: Ruling, shown: Shown): PassedOver[] {
  const { routing } = rulebook.agreement;
  const before = route ? routing.slice(0, routing.indexOf(route)) : routing;
  const isInstant = (field: string) => typeOf(field, rulebook.agreement) === "instant";
  return before.map(({ name, when }) => ({
    rule: name,
    failed: unmet(when, facts).map((said) => {
      const { field } = "not" in said ? said.not : said;
      return { field, expected: conditionInWords(said, isInstant), found: shown[field] ?? null };
    }),
  }));
}

/** A test that should hold, or should not. */
export type Said = Test | { not: Test };

/** The tests by which a condition does not hold, each as it should have been; empty when it holds. */
export function unmet(condition: Condition, facts: Facts): Said[] {
  return against(condition, facts, true) ?? [];
}

/** What keeps a condition from being as wanted; undefined when nothing does. */
function against(condition: Condition, facts: Facts, wanted: boolean): Said[] | undefined {
  if ("not" in condition) return against(condition.not, facts, !wanted);
  if ("all" in condition || "any" in condition) {
    const parts = "all" in condition ? condition.all : condition.any;
    const each = parts.map((part) => against(part, facts, wanted));
    const every = "all" in condition === wanted;
    const met = (found: Said[] | undefined) => found === undefined;
    return (every ? each.every(met) : each.some(met)) ? undefined : each.flatMap((found) => found ?? []);
  }
  if (compile(condition)(facts) === wanted) return undefined;
  return [wanted ? condition : { not: condition }];
}
