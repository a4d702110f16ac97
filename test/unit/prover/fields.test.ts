import type { Agreement } from "@baton/core/agreement";
import { compile, type Literal, type Test } from "@baton/core/condition";
import { compileAgreement } from "@baton/core/rules";
import { ruleOn } from "@baton/explain";
import { NoExample } from "@baton/prover/fields/field";
import { Circuit } from "@baton/prover/model/circuit";
import { leadsFor } from "@baton/prover/model/leads";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checked, PUBLISHED, people, small } from "../../helpers/agreements.ts";

const base = checked(
  small({
    people: people({ ana: {}, Ben: {}, sam: { manager: undefined } }),
    teams: { sales: { members: ["ana", "Ben"] } },
    sources: {
      web: { provider: "form", auth: { token: "WEB" } },
      fair: { provider: "form", auth: { token: "WEB" } },
      Ads: { provider: "form", auth: { token: "WEB" } },
    },
    fields: {
      employees: { type: "number" },
      budget: { type: "number", min: 0, max: 100 },
      seats: { type: "number", min: 2, values: [1, 5, 10, 25] },
      none: { type: "number", min: 10, max: 5 },
      tier: { type: "string" },
      interest: { type: "string", values: ["Demo", "pricing", "Straße", " "] },
      demo: { type: "boolean" },
      renewal: { type: "instant" },
    },
  }),
);

/** Operators that a value of the vocabulary can stand behind. */
type Operators = "plain" | "ordered" | "textual";

interface Vocabulary {
  operators: Operators;
  /** What tests name. */
  named: readonly Literal[];
  /** Values of leads besides those, as a lead brings them. */
  leads?: readonly unknown[];
}

const numbers = [-1, 0, 0.1, 0.30000000000000004, 0.3, 1, 2, 5, 10, 25, 50, 100, 1e15, -1e16];
const instants = [
  "2026-11-24T09:00:00Z",
  "2026-11-24T09:00:00.001Z",
  "2025-02-28T23:30:00-05:00",
  "+012026-01-01T00:00:00Z",
];
const moments = instants.map((text) => Date.parse(text));
const texts = ["straße", "STRASSE", "istanbul", "İstanbul", "ΟΔΟΣ", "café", "a", "ab", "aba", "b", "x-ray", " de ", ""];
const addresses = [
  "a@gmail.com",
  "ab@GMail.com",
  "b@mailinator.com",
  "ab@firm.example",
  "straße@firm.example",
  "nobody",
  "a@@b.example",
];
const pieces = [
  "@",
  "a",
  "ab@",
  "@gmail",
  "gmail",
  ".com",
  "@firm.example",
  "firm",
  "example",
  "l.c",
  ".",
  " ",
  "a@b@c",
];

const kinds: Record<string, Record<string, Vocabulary>> = {
  country: {
    country: {
      operators: "textual",
      named: ["DE", "de", "UK", "GB", "D", "E", "xx", ""],
      leads: ["Germany", "UK", "USA", "CH"],
    },
  },
  language: {
    language: {
      operators: "textual",
      named: ["de", "en", "DEU", "gsw", "e", "de-AT", ""],
      leads: ["en-GB", "de_AT", "fil", "zzz"],
    },
  },
  source: { source: { operators: "textual", named: ["web", "fair", "Ads"] } },
  owners: {
    "person.owner": { operators: "textual", named: ["ana", "Ben", "sam"], leads: ["somebody-else"] },
    "person.known": { operators: "plain", named: [true, false] },
  },
  accounts: {
    "account.owner": { operators: "textual", named: ["ana", "Ben", "a", "so"], leads: ["somebody-else"] },
    "account.known": { operators: "plain", named: [true, false] },
  },
  booleans: {
    demo: { operators: "plain", named: [true, false], leads: ["yes", "off", "perhaps"] },
    test: { operators: "plain", named: [true, false] },
  },
  "declared values": {
    interest: { operators: "textual", named: ["Demo", "PRICING", "strasse", "i", "e"], leads: ["other"] },
  },
  "free text": { title: { operators: "textual", named: texts }, tier: { operators: "textual", named: texts } },
  names: {
    name: { operators: "textual", named: ["Ada", "Ada Lovelace", "a"] },
    firstName: { operators: "textual", named: ["Ada", "A"] },
    lastName: { operators: "textual", named: ["Lovelace", "e"] },
  },
  phone: {
    phone: {
      operators: "textual",
      named: ["+49301234567", "+49", "30", "+1", "7", "abc", "+", "030 1234", "67"],
      leads: ["+49 30 1234567", "030 1234567", "+1 (202) 555-0143"],
    },
  },
  numbers: { employees: { operators: "ordered", named: numbers, leads: ["1,200", "12.5", 1e-15, 1e16, 7] } },
  "numbers within limits": {
    budget: { operators: "ordered", named: numbers, leads: [99, 101] },
    none: { operators: "ordered", named: [0, 5, 7, 10] },
  },
  "numbers of a list": { seats: { operators: "ordered", named: numbers, leads: [7] } },
  instants: {
    renewal: { operators: "ordered", named: moments, leads: [...instants, "soon"] },
    receivedAt: { operators: "ordered", named: moments, leads: instants },
  },
  "e-mail": {
    email: {
      operators: "textual",
      named: [...addresses, ...pieces],
      leads: ["x@yahoo.com", "jane@company.test", "mailto:b@gmx.de"],
    },
    "email.domain": {
      operators: "textual",
      named: ["gmail.com", "GMAIL.com", "mailinator.com", "firm.example", "mail", ".", "com", "-"],
    },
    "email.free": { operators: "plain", named: [true, false] },
    "email.disposable": { operators: "plain", named: [true, false] },
  },
};

const plain = ["eq", "ne", "in", "notIn", "exists"] as const;
const operators = {
  plain,
  ordered: [...plain, "lt", "lte", "gt", "gte"],
  textual: [...plain, "contains", "startsWith", "endsWith"],
} as const;

function testOn(field: string, { operators: allowed, named }: Vocabulary): fc.Arbitrary<Test> {
  const value = fc.constantFrom(...named);
  return fc.constantFrom(...operators[allowed]).chain((op): fc.Arbitrary<Test> => {
    if (op === "exists") return fc.boolean().map((value) => ({ field, op, value }));
    if (op === "in" || op === "notIn") return fc.array(value, { maxLength: 3 }).map((value) => ({ field, op, value }));
    return value.map((value) => ({ field, op, value }) as Test);
  });
}

const isMoment = (field: string) => field === "renewal" || field === "receivedAt";

/** A value of a lead: what tests name, or other things, or nothing. */
function broughtAs(field: string, { named, leads = [] }: Vocabulary): fc.Arbitrary<unknown> {
  const own = isMoment(field)
    ? []
    : named.filter((value) => !["email.domain", "email.free", "email.disposable"].includes(field) && value !== "");
  return fc.option(fc.constantFrom(...own, ...leads, undefined), { nil: undefined });
}

/** An agreement whose only rule asks these tests. */
const asking = (tests: readonly Test[]): Agreement => ({
  ...base,
  routing: [{ ...base.routing[0]!, when: { all: [...tests] } }],
});

/** What the world knows goes together: whoever has an owner is known. */
function possibleWorld(lead: Record<string, unknown>): Record<string, unknown> {
  const known = Object.fromEntries(
    ["person", "account"].flatMap((who) => (lead[`${who}.owner`] === undefined ? [] : [[`${who}.known`, true]])),
  );
  const given = Object.entries({ ...lead, ...known }).filter(([, value]) => value !== undefined);
  return { source: "web", ...Object.fromEntries(given) };
}

/** Examples asked for, and those that there were none of. */
const counts = { examples: 0, missing: 0 };

for (const [kind, fields] of Object.entries(kinds)) {
  const vocabularies = Object.entries(fields);
  const tests = fc.array(fc.oneof(...vocabularies.map(([field, vocabulary]) => testOn(field, vocabulary))), {
    minLength: 1,
    maxLength: 7,
  });
  const wishes = fc.array(fc.array(fc.constantFrom(true, false, undefined), { minLength: 7, maxLength: 7 }), {
    minLength: 4,
    maxLength: 4,
  });
  const lead = fc
    .tuple(...vocabularies.map(([field, vocabulary]) => broughtAs(field, vocabulary)))
    .map((values) => possibleWorld(Object.fromEntries(vocabularies.map(([field], n) => [field, values[n]]))));

  test(`${kind}: examples answer every test as the solver says, and whatever a lead answers is possible to the solver`, async () => {
    await fc.assert(
      fc.asyncProperty(tests, wishes, fc.array(lead, { minLength: 8, maxLength: 8 }), async (tests, wishes, leads) => {
        const agreement = asking(tests);
        const rulebook = compileAgreement(agreement, 1);
        const circuit = await Circuit.open({ conflicts: 10_000 });
        try {
          const solver = await leadsFor(circuit, [{ all: tests }], { ...agreement, at: PUBLISHED });
          const truths = tests.map((test) => ({ test, lit: solver.meet(test), holds: compile(test) }));
          for (const wish of wishes) {
            const wanted = truths.flatMap(({ lit }, n) => (wish[n] === undefined ? [] : [wish[n] ? lit : -lit]));
            if (circuit.ask(...wanted) !== "possible") continue;
            counts.examples++;
            try {
              const example = await solver.example();
              const { facts } = await ruleOn(rulebook, example, PUBLISHED);
              for (const { test, lit, holds } of truths)
                expect([example, test, holds(facts)]).toEqual([example, test, circuit.holds(lit)]);
            } catch (error) {
              if (!(error instanceof NoExample)) throw error;
              counts.missing++;
            }
          }
          for (const lead of leads) {
            const { facts } = await ruleOn(rulebook, lead, PUBLISHED);
            const answers = truths.map(({ lit, holds }) => (holds(facts) ? lit : -lit));
            expect([lead, circuit.ask(...answers)]).toEqual([lead, "possible"]);
          }
        } finally {
          circuit.close();
        }
      }),
      { numRuns: Number(process.env.BATON_FIELD_RUNS ?? 25) },
    );
  }, 60_000);
}

test("of nearly all that the solver thinks possible there is an example", () => {
  expect(counts.examples).toBeGreaterThan(500);
  expect(counts.missing / counts.examples).toBeLessThan(0.02);
});
