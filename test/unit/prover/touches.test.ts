import type { Agreement } from "@baton/core/agreement";
import { type Condition, compile } from "@baton/core/condition";
import { parseDuration } from "@baton/core/duration";
import { compileAgreement } from "@baton/core/rules";
import { ruleOn } from "@baton/explain";
import { NoExample } from "@baton/prover/fields/field";
import { Circuit } from "@baton/prover/model/circuit";
import { scoring } from "@baton/prover/model/scoring";
import { touchFacts } from "@baton/prover/model/touch-facts";
import { touching } from "@baton/prover/model/touches";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checked, PUBLISHED, small } from "../../helpers/agreements.ts";

type TouchRule = Agreement["score"]["touches"][number];

const base = checked(small({ score: { bands: { hot: 10, Warm: 0.3, cold: -2 } } }));
const anything: Condition = { all: [] };

const rule = (kind: number): fc.Arbitrary<TouchRule> =>
  fc
    .record({
      points: fc.constantFrom(-10, -0.5, 0, 0.1, 0.25, 0.7, 1, 1.1, 3, 15),
      max: fc.constantFrom(undefined, undefined, 0, 2, 4.5, 40, 250.5),
      halfLife: fc.constantFrom(undefined, undefined, "14d", "2h"),
    })
    .map(({ points, max, halfLife }) => ({
      name: `Touch ${kind}`,
      touch: `kind-${kind}`,
      when: anything,
      points,
      ...(max !== undefined && { max }),
      ...(halfLife !== undefined && { halfLife: parseDuration(halfLife)! }),
    }));

/** A score rule that holds for leads with this title. */
const titled = (name: string, points: number): Agreement["score"]["rules"][number] => ({
  name,
  when: { field: "title", op: "eq", value: name },
  points,
});

const score = fc.record({
  touches: fc.tuple(rule(1), rule(2)),
  points: fc.array(fc.constantFrom(-10, -1, -0.1, 0.1, 0.2, 1, 3, 5, 0.123456), { minLength: 1, maxLength: 4 }),
});

const bounds = [-10, -2, -0.1, 0, 0.3, 0.30000000000000004, 1, 9.9, 10, 37, 250];
const tests = fc.oneof(
  fc.record({
    field: fc.constant("score"),
    op: fc.constantFrom("gte" as const, "gt" as const, "lt" as const, "lte" as const, "eq" as const, "ne" as const),
    value: fc.constantFrom(...bounds),
  }),
  fc.record({
    field: fc.constant("band"),
    op: fc.constantFrom("eq" as const, "ne" as const),
    value: fc.constantFrom("hot", "WARM", "cold"),
  }),
  fc.record({ field: fc.constant("band"), op: fc.constant("exists" as const), value: fc.boolean() }),
);

test("touches of an example are worth what the solver says, and scores and bands follow from it as in a decision", async () => {
  let examples = 0;
  let missing = 0;
  await fc.assert(
    fc.asyncProperty(
      score,
      fc.array(tests, { minLength: 1, maxLength: 4 }),
      fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
      async ({ touches, points }, tests, wanted) => {
        const rules = points.map((worth, n) => titled(`title-${n}`, worth));
        const spec = { ...base.score, rules, touches };
        const agreement: Agreement = { ...base, score: spec };
        const rulebook = compileAgreement(agreement, 1);
        const circuit = await Circuit.open({ conflicts: 10_000 });
        try {
          const lits = rules.map(() => circuit.fresh());
          circuit.requireAtMostOne(lits);
          const touched = touching(circuit);
          const { test: truth } = scoring(circuit, spec, lits, touched);
          const truths = tests.map((test) => ({ test, lit: truth(test) }));
          if (circuit.ask(...truths.map(({ lit }, n) => (wanted[n] ? lit : -lit))) !== "possible") return;
          examples++;
          const title = lits.findIndex((lit) => circuit.holds(lit));
          const example = touched.example(PUBLISHED);
          const lead = { ...(title >= 0 && { title: `title-${title}` }), touches: example };
          const { facts } = await ruleOn(rulebook, lead, PUBLISHED);
          for (const { test, lit } of truths)
            expect([touches, lead, test, compile(test)(facts)]).toEqual([touches, lead, test, circuit.holds(lit)]);
        } catch (error) {
          // Quarters of a point are rounded each time anew, and rules may ask for more touches together than a dry run takes.
          if (!(error instanceof NoExample)) throw error;
          missing++;
        } finally {
          circuit.close();
        }
      },
    ),
    { numRuns: 120 },
  );
  expect(examples).toBeGreaterThan(30);
  expect(missing).toBeLessThan(examples / 5);
}, 30_000);

test("whatever touches add up to is possible to the solver", async () => {
  const left = fc.record({
    kind: fc.constantFrom(1, 2),
    ageMs: fc.constantFrom(0, 1, 3_600_000, 86_400_000, 30 * 86_400_000),
  });
  await fc.assert(
    fc.asyncProperty(score, fc.array(left, { maxLength: 12 }), async ({ touches, points }, left) => {
      const rules = points.map((worth, n) => titled(`title-${n}`, worth));
      const spec = { ...base.score, rules, touches };
      const rulebook = compileAgreement({ ...base, score: spec }, 1);
      const lead = {
        title: "title-0",
        touches: left.map(({ kind, ageMs }) => ({
          touch: `KIND-${kind}`,
          at: new Date(PUBLISHED - ageMs).toISOString(),
        })),
      };
      const { score: scored } = await ruleOn(rulebook, lead, PUBLISHED);
      const circuit = await Circuit.open({ conflicts: 10_000 });
      try {
        const lits = rules.map(() => circuit.fresh());
        circuit.requireAtMostOne(lits);
        const { test: truth } = scoring(circuit, spec, lits, touching(circuit));
        const reached = truth({ field: "score", op: "eq", value: scored.total });
        const band =
          scored.band === null
            ? truth({ field: "band", op: "exists", value: false })
            : truth({ field: "band", op: "eq", value: scored.band });
        expect([spec, lead, scored, circuit.ask(lits[0]!, reached, band)]).toEqual([spec, lead, scored, "possible"]);
      } finally {
        circuit.close();
      }
    }),
    { numRuns: 80 },
  );
}, 30_000);

describe("facts of a touch", () => {
  test.each<[string, Condition, Condition[], unknown]>([
    ["say nothing when nothing is asked", anything, [], {}],
    [
      "lie within a range",
      {
        all: [
          { field: "n", op: "gte", value: 9.5 },
          { field: "n", op: "lt", value: 10 },
        ],
      },
      [],
      { n: 9.5 },
    ],
    [
      "lie strictly between bounds",
      {
        all: [
          { field: "n", op: "gt", value: 1 },
          { field: "n", op: "lt", value: 2 },
        ],
      },
      [],
      { n: 1.5 },
    ],
    [
      "start, contain and end as they should",
      {
        all: [
          { field: "path", op: "startsWith", value: "/pricing" },
          { field: "path", op: "contains", value: "plan" },
          { field: "path", op: "endsWith", value: ".html" },
        ],
      },
      [],
      { path: "/pricing plan .html" },
    ],
    ["are absent where they have to be", { not: { field: "path", op: "exists", value: true } }, [], {}],
    [
      "leave another rule out where they can",
      { field: "path", op: "exists", value: true },
      [{ field: "path", op: "startsWith", value: "/pricing" }],
      { path: "something" },
    ],
    [
      "are not found where there are none",
      {
        all: [
          { field: "n", op: "eq", value: 1 },
          { field: "n", op: "eq", value: 2 },
        ],
      },
      [],
      undefined,
    ],
  ])("%s", (_, condition, others, expected) => {
    expect(touchFacts(condition, others)).toEqual(expected);
  });
});
