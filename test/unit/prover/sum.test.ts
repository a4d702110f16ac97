import { Circuit, type Lit } from "@baton/prover/model/circuit";
import { sumOf } from "@baton/prover/model/sum";
import fc from "fast-check";
import { expect, test } from "vitest";

const weights = fc.array(fc.integer({ min: -12, max: 12 }), { maxLength: 7 });

test("a sum reaches a bound for exactly those of its terms that add up to it", async () => {
  await fc.assert(
    fc.asyncProperty(weights, fc.integer({ min: -40, max: 40 }), async (weights, bound) => {
      const circuit = await Circuit.open({ conflicts: 10_000 });
      try {
        const lits: Lit[] = weights.map(() => circuit.fresh());
        const reached = sumOf(
          circuit,
          weights.map((weight, n) => ({ lit: lits[n]!, weight })),
        )(bound)!;
        for (let chosen = 0; chosen < 2 ** weights.length; chosen++) {
          const holding = weights.map((_, n) => (chosen & (1 << n)) !== 0);
          const sum = weights.reduce((sum, weight, n) => sum + (holding[n] ? weight : 0), 0);
          const assumed = lits.map((lit, n) => (holding[n] ? lit : -lit));
          const wanted = sum >= bound ? reached : -reached;
          expect([weights, bound, holding, circuit.ask(...assumed, wanted)]).toEqual([
            weights,
            bound,
            holding,
            "possible",
          ]);
          expect(circuit.ask(...assumed, -wanted)).toBe("impossible");
        }
      } finally {
        circuit.close();
      }
    }),
    { numRuns: 60 },
  );
});

test("one sum answers for many bounds", async () => {
  const circuit = await Circuit.open({ conflicts: 10_000 });
  const [a, b, c] = [circuit.fresh(), circuit.fresh(), circuit.fresh()];
  const sum = sumOf(circuit, [
    { lit: a, weight: 5 },
    { lit: b, weight: -3 },
    { lit: c, weight: 1 },
  ]);
  const answers = [-3, -2, 0, 1, 3, 5, 6].map((bound) => circuit.ask(a, b, -c, sum(bound)!));
  expect(answers).toEqual([..."yyyynnn"].map((answer) => (answer === "y" ? "possible" : "impossible")));
  expect([sum(-3), sum(7)]).toEqual([circuit.yes, circuit.no]);
  circuit.close();
});

test("a sum of too many different partial sums is not laid out", async () => {
  const circuit = await Circuit.open({ conflicts: 10_000 });
  const terms = Array.from({ length: 40 }, (_, n) => ({
    lit: circuit.fresh(),
    weight: 10 ** 9 + 7 ** (n % 11) * 31 + n,
  }));
  expect(sumOf(circuit, terms)(2 * 10 ** 10)).toBeUndefined();
  circuit.close();
});
