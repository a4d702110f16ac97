import { compile, type Literal, literal, type Test } from "@baton/core/condition";
import type { Circuit, Lit } from "../model/circuit.ts";
import type { Field } from "./field.ts";

/**
 * A field with so many values and no others, such as a country. Values that no test tells apart count as one.
 * @param options.several whether a lead may have more than one of them, of which a test holds if it holds for one
 */
export function choice(
  circuit: Circuit,
  tests: readonly Test[],
  values: Iterable<Literal>,
  { present = circuit.fresh(), several = false }: { present?: Lit; several?: boolean } = {},
): Field {
  const distinct = [...new Map(tests.map((test) => [JSON.stringify(test), test])).entries()];
  const holding = distinct.map(([, test]) => compile(test));
  const classes = new Map<string, { lit: Lit; example: Literal; answers: boolean[] }>();
  for (const value of values) {
    const answers = holding.map((holds) => holds({ [distinct[0]![1].field]: literal(value) }));
    const key = answers.map(Number).join("");
    if (!classes.has(key)) classes.set(key, { lit: circuit.fresh(), example: value, answers });
  }
  const all = [...classes.values()];
  const lits = all.map(({ lit }) => lit);
  if (!several) circuit.requireAtMostOne(lits);
  circuit.require(-present, ...lits);
  for (const lit of lits) circuit.require(-lit, present);

  const truths = new Map(
    distinct.map(([key, test], n) => [
      key,
      test.op === "exists" && !test.value
        ? -present
        : circuit.or(all.filter(({ answers }) => answers[n]).map(({ lit }) => lit)),
    ]),
  );
  return {
    present,
    test: (test) => truths.get(JSON.stringify(test))!,
    async value() {
      const chosen = all.filter(({ lit }) => circuit.holds(lit)).map(({ example }) => example);
      return chosen.length > 1 ? chosen.map(String) : chosen[0];
    },
  };
}
