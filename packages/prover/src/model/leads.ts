import { type Condition, type Test, testsOf } from "@baton/core/condition";
import { wholeName } from "@baton/core/fields";
import { TABLE_FIELD } from "@baton/core/tables";
import type { Declared } from "../fields/declared.ts";
import { type EmailField, emailFields } from "../fields/email.ts";
import { NoExample } from "../fields/field.ts";
import { fieldModels } from "../fields/index.ts";
import type { Circuit, Lit } from "./circuit.ts";
import type { Scoring } from "./scoring.ts";

/** A test, and its truth. */
export interface Asked {
  test: Test;
  lit: Lit;
}

/** All leads there can be, as far as some conditions tell them apart. */
export interface Leads {
  /** The truth of a condition; `scoring` answers what it asks of the score. */
  meet(condition: Condition, scoring?: Scoring): Lit;
  /** The truth of every test that is asked of a field. */
  tests: readonly Asked[];
  /** Whether it came by a source, as every real lead does; a dry run's need not, so it may reach what no other one reaches. */
  sourced: Lit;
  /** The lead of the solver's last example, as a dry run takes it. Throws `NoExample`. */
  example(): Promise<Record<string, unknown>>;
}

export async function leadsFor(circuit: Circuit, conditions: readonly Condition[], declared: Declared): Promise<Leads> {
  const tests = new Map<string, Test[]>();
  for (const test of conditions.flatMap(testsOf)) {
    if (test.field === "score" || test.field === "band") continue;
    const found = tests.get(test.field);
    if (found) found.push(test);
    else tests.set(test.field, [test]);
  }
  const fields = await fieldModels(circuit, tests, declared);

  const meet = (condition: Condition, scoring?: Scoring): Lit => {
    if ("all" in condition) return circuit.and(condition.all.map((part) => meet(part, scoring)));
    if ("any" in condition) return circuit.or(condition.any.map((part) => meet(part, scoring)));
    if ("not" in condition) return -meet(condition.not, scoring);
    return scoring && (condition.field === "score" || condition.field === "band")
      ? scoring.test(condition)
      : fields.get(condition.field)!.test(condition);
  };
  const asked = [...tests.values()].flatMap((own) =>
    distinct(own).map((test) => ({ test, lit: fields.get(test.field)!.test(test) })),
  );
  return {
    meet,
    tests: asked,
    sourced: (Object.keys(declared.sources).length > 0 && fields.get("source")?.present) || circuit.yes,
    async example() {
      const lead: Record<string, unknown> = {};
      for (const [name, field] of fields) {
        if (name !== "email" && emailFields.includes(name as EmailField)) continue;
        const value = await field.value();
        if (value !== undefined && !(value === false && assumed.has(name))) lead[name] = value;
        // Else it would be looked up.
        else if (name.startsWith(TABLE_FIELD)) lead[name] = null;
      }
      completeName(lead, (field) => fields.has(field));
      // The source would fill it in; what is no country keeps it from that.
      if (typeof lead.source === "string" && lead.country === undefined && declared.sources[lead.source]?.country)
        lead.country = "none";
      return lead;
    },
  };
}

/** Of a name beside one part of it, the other part would be made, and the whole: so a lead that shows them apart has both parts. */
function completeName(lead: Record<string, unknown>, isAsked: (field: string) => boolean): void {
  const made = wholeName(lead);
  if (lead.name === undefined || Object.keys(made).length === 0) return;
  const parts = ["firstName", "lastName"].filter((part) => lead[part] === undefined);
  if (parts.some(isAsked)) throw new NoExample();
  for (const part of parts) lead[part] = "Jo";
}

/** What is false of a lead unless it says otherwise. */
const assumed = new Set(["test", "person.known", "account.known"]);

export const distinct = (tests: readonly Test[]): Test[] => [
  ...new Map(tests.map((test) => [JSON.stringify(test), test])).values(),
];
