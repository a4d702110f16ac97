import type { Test } from "@baton/core/condition";
import type { Rulebook } from "@baton/core/rules";
import { isInstant } from "../fields/index.ts";
import { Circuit, Unbounded } from "./circuit.ts";
import { type Leads, leadsFor } from "./leads.ts";
import { conditionsOf, type Routing, routingOf } from "./routing.ts";
import { type Touching, touching } from "./touches.ts";
import { type Witnesses, witnesses } from "./witness.ts";

/** An agreement laid out for the solver. */
export interface Case {
  rulebook: Rulebook;
  circuit: Circuit;
  leads: Leads;
  routing: Routing;
  touching: Touching;
  witnesses: Witnesses;
  /** Epoch ms. */
  at: number;
  isInstant(field: string): boolean;
  /** Whether patience has ended. */
  over(): boolean;
  close(): void;
}

/** Throws `Unbounded` when the rules are too many to be laid out. */
export async function openCase(
  rulebook: Rulebook,
  options: {
    at: number;
    /** Dead ends after which a question counts as unknown. */
    conflicts: number;
    /** Whether patience has ended. */
    over(): boolean;
    /** Tests to be asked besides those of the rules. */
    also: readonly Test[];
  },
): Promise<Case> {
  const { agreement } = rulebook;
  const circuit = await Circuit.open(options);
  try {
    const leads = await leadsFor(circuit, [...conditionsOf(agreement), ...options.also], {
      ...agreement,
      at: options.at,
    });
    const touched = touching(circuit);
    const routing = routingOf(circuit, leads, touched, agreement);
    return {
      rulebook,
      circuit,
      leads,
      routing,
      touching: touched,
      witnesses: witnesses(circuit, leads, touched, options.over),
      at: options.at,
      isInstant: isInstant(agreement.fields),
      over: options.over,
      close: () => circuit.close(),
    };
  } catch (error) {
    circuit.close();
    // A sum of thousands of points goes deeper than the stack.
    if (error instanceof RangeError) throw new Unbounded("the score has too many rules to be added up in every order");
    throw error;
  }
}
