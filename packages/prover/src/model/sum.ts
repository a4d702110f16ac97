import type { Circuit, Lit } from "./circuit.ts";

/** What a truth adds to a sum when it holds; a whole number, negative for what takes away. */
export interface Term {
  lit: Lit;
  weight: number;
}

/** More than so many partial sums are not told apart. */
const MOST_NODES = 200_000;

/**
 * When a weighted sum reaches a bound, as a decision diagram over partial sums (Eén & Sörensson, "Translating Pseudo-Boolean
 * Constraints into SAT", JSAT 2006), smallest when the terms with the finest weights come first. Undefined when that would grow
 * too large.
 */
export function sumOf(circuit: Circuit, given: readonly Term[]): (bound: number) => Lit | undefined {
  // Taking away is not adding, from a start that is lower by as much.
  const start = given.reduce((sum, { weight }) => sum + Math.min(0, weight), 0);
  const terms = given
    .filter(({ weight }) => weight !== 0)
    .map(({ lit, weight }) => (weight > 0 ? { lit, weight } : { lit: -lit, weight: -weight }));
  // From each term on: all that is left to add, and what every sum of it is a multiple of.
  const rest = [...terms.map(({ weight }) => weight), 0];
  const unit = [...terms.map(({ weight }) => weight), 0];
  for (let n = terms.length - 1; n >= 0; n--) {
    rest[n]! += rest[n + 1]!;
    unit[n] = commonDivisor(unit[n]!, unit[n + 1]!);
  }
  const known = terms.map(() => new Map<number, Lit>());
  let nodes = 0;

  const reaches = (n: number, bound: number): Lit | undefined => {
    if (bound <= 0) return circuit.yes;
    if (bound > rest[n]!) return circuit.no;
    const wanted = Math.ceil(bound / unit[n]!) * unit[n]!;
    const found = known[n]!.get(wanted);
    if (found !== undefined) return found;
    if (++nodes > MOST_NODES) return undefined;
    const { lit, weight } = terms[n]!;
    const without = reaches(n + 1, wanted);
    const including = reaches(n + 1, wanted - weight);
    if (without === undefined || including === undefined) return undefined;
    // What reaches the bound without the term does so with it.
    const whole = circuit.or([without, circuit.and([lit, including])]);
    known[n]!.set(wanted, whole);
    return whole;
  };
  return (bound) => reaches(0, bound - start);
}

/** Of two whole numbers; of one and nothing, that one. */
export const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));
