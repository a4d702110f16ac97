import { type Condition, literal } from "@baton/core/condition";
import { derivedFields, type FieldType, factsOf } from "@baton/core/fields";
import { compileAgreement, decide, noLoad } from "@baton/core/rules";
import { tableFacts } from "@baton/core/tables";
import { fold } from "@baton/core/text";
import { expect, test } from "vitest";
import { numeric, operators, textual } from "../../../../packages/core/src/agreement/conditions.ts";
import { indexed } from "../../../../packages/core/src/rules/search/rule-index.ts";
import { checked } from "../../../helpers/agreements.ts";
import {
  type RandomLead,
  randomAgreement,
  randomLead,
  randomOf,
  reference,
  worldOf,
} from "../../../helpers/random/random-agreements.ts";
import { seedsOf } from "../../../helpers/random/seeds.ts";

const AGREEMENTS = 200;
const seeds = seedsOf(10_000, { first: 0, slices: 4 });
/** How often whatever can be written has to occur in all agreements together. */
const OFTEN = 10;
/** One lead in so many also goes all the way through `decide`. */
const WHOLE = 500;

const lists = new Set(["email.free", "email.disposable"]);

const described = (agreement: number, lead: number, given: RandomLead, text: string) =>
  `agreement of seed ${agreement}, lead of seed ${lead}\n${JSON.stringify(given)}\n${text}\n`;

const agreements = Array.from({ length: AGREEMENTS }, (_, seed) => {
  const agreement = randomAgreement(randomOf(seed));
  return {
    text: agreement.text,
    rulebook: compileAgreement(checked(agreement.text), 1, { search: indexed }),
    expected: reference(agreement),
  };
});
const leads = seeds.map((seed) => randomLead(randomOf(seed)));

test(`${leads.length} random leads and ${AGREEMENTS} random agreements decide as the language has it`, async () => {
  const worlds = leads.map(worldOf);
  // All of them declare the same fields.
  const { fields: declared } = agreements[0]!.rulebook.agreement;
  const known = await Promise.all(leads.map(({ fields, known }) => factsOf(fields, known, lists, declared)));
  let taken = 0;
  const reached = new Set<string | null>();
  for (const [seed, { text, rulebook, expected }] of agreements.entries()) {
    const bands = new Map(rulebook.agreement.score.bands.map(({ name }) => [name, fold(name)]));
    for (const [n, facts] of known.entries()) {
      const wanted = expected(worlds[n]!);
      Object.assign(facts, rulebook.received(leads[n]!.known.receivedAt));
      for (const [field, value] of tableFacts(leads[n]!.known.tables ?? {})) facts[field] = literal(value);
      const { total, band } = rulebook.score(facts);
      facts.score = total;
      facts.band = band === null ? undefined : bands.get(band);
      const rule = rulebook.route(facts)?.name ?? null;
      if (rule !== null) taken++;
      reached.add(band);
      // Asked first, because so many expectations would take minutes.
      if (rule !== wanted.rule || total !== wanted.score || band !== wanted.band)
        expect({ rule, score: total, band }, described(seed, seeds[n]!, leads[n]!, text)).toEqual(wanted);
    }
  }
  // Were nearly all taken, or nearly none, little would have been compared.
  const share = taken / (AGREEMENTS * leads.length);
  expect(share).toBeGreaterThan(0.2);
  expect(share).toBeLessThan(0.9);
  expect(reached).toEqual(new Set(["hot", "Straße", "cold", null]));
}, 180_000);

test("they do so on the whole way from fields to a decision", async () => {
  for (const [seed, { text, rulebook, expected }] of agreements.entries()) {
    for (let n = seed % WHOLE; n < leads.length; n += WHOLE) {
      const { fields, known } = leads[n]!;
      const verdict = await decide(rulebook, fields, known, {
        at: known.receivedAt,
        known: {},
        turn: async () => ({ seq: 1, credits: {} }),
        loads: async (people) => Object.fromEntries(people.map((id) => [id, noLoad])),
      });
      const decided = { rule: verdict.route?.name ?? null, score: verdict.score.total, band: verdict.score.band };
      expect(decided, described(seed, seeds[n]!, leads[n]!, text)).toEqual(expected(worldOf(leads[n]!)));
    }
  }
}, 60_000);

test("every operator is asked of every derived field and every type, and conditions lie within each other", () => {
  const times = new Map<string, number>();
  const count = (what: string) => times.set(what, (times.get(what) ?? 0) + 1);
  const visit = (condition: Condition, within: string): void => {
    if ("field" in condition) {
      count(`${condition.field} ${condition.op}`);
      if (condition.op === "in" && condition.value.length === 0) count("empty list");
      return;
    }
    const [kind, parts] = Object.entries(condition)[0] as ["all" | "any" | "not", Condition | Condition[]];
    count(`${kind} within ${within}`);
    const inner = [parts].flat();
    if (inner.length === 0) count(`empty ${kind}`);
    for (const part of inner) visit(part, kind);
  };
  for (const { rulebook } of agreements) {
    const { routing, score } = rulebook.agreement;
    for (const { when } of [...routing, ...score.rules]) visit(when, "rule");
  }

  // What an agreement sorts leads by has a reference of its own: what its segments and motions mean, spelled out.
  const { segment: _segment, value: _value, motion: _motion, ...derived } = derivedFields;
  const fields: Record<string, FieldType> = {
    ...derived,
    ...{ email: "string", country: "string", employees: "number", demo: "boolean", renewal: "instant" },
  };
  const kinds = ["all", "any", "not"];
  const expected = [
    ...Object.entries(fields).flatMap(([field, type]) => operatorsOf(type).map((operator) => `${field} ${operator}`)),
    ...kinds.flatMap((kind) => ["rule", ...kinds].map((within) => `${kind} within ${within}`)),
    ...["empty list", "empty all", "empty any"],
  ];
  expect(expected.filter((what) => (times.get(what) ?? 0) < OFTEN)).toEqual([]);
});

function operatorsOf(type: FieldType): string[] {
  const isOrdered = type === "number" || type === "instant";
  return operators.filter(
    (operator) => (isOrdered || !numeric.includes(operator)) && (type === "string" || !textual.includes(operator)),
  );
}
