import type { Literal, Test } from "@baton/core/condition";
import type { Lit } from "../model/circuit.ts";

/** A lead field as the solver sees it: a truth for every test that is asked of it, and a value for every example. */
export interface Field {
  /** Whether the field has a value. */
  readonly present: Lit;
  /** The truth of one of the tests that the field was made for. */
  test(test: Test): Lit;
  /** A value that answers all tests as the solver's last example does; undefined for none. Throws `NoExample`. */
  value(): Promise<Literal | string[] | undefined>;
}

/** The solver's example is one that no value bears out: it knew less of values than there is to know. */
export class NoExample extends Error {}

/** The last instant there is, epoch ms; the first is as long before 1970. */
export const LAST_INSTANT = 8.64e15;
