import type { Rulebook } from "@baton/core/rules";
import { ruleOn } from "@baton/explain";
import { NoExample } from "../fields/field.ts";
import type { Circuit, Lit, Solution } from "./circuit.ts";
import type { Leads } from "./leads.ts";
import type { Touching } from "./touches.ts";

/** A lead, as a dry run takes it, that rules decide as was asked. */
export type Example = Record<string, unknown>;

export type FoundLead = { lead: Example } | Exclude<Solution, "possible">;

/** How often an example that the rules themselves do not bear out is replaced by another. */
const ATTEMPTS = 6;

/**
 * Finds leads for the solver's answers, and believes an answer only when the rules decide its lead as it says: the solver knows
 * what leads can be, the rules are what counts.
 */
export interface Witnesses {
  /**
   * A lead for which truths hold, at an instant (epoch ms), and that the rules bear out; or that there is none, which is proven,
   * or that it is unknown.
   */
  find(truths: readonly Lit[], at: number, bears: (lead: Example) => Promise<boolean>): Promise<FoundLead>;
}

/** @param over whether patience has ended, so that every question not yet asked is unknown */
export function witnesses(
  circuit: Circuit,
  leads: Leads,
  touching: Touching,
  over: () => boolean = () => false,
): Witnesses {
  const untouched = touching.lits().map((lit) => -lit);

  async function attempt(at: number, bears: (lead: Example) => Promise<boolean>): Promise<Example | undefined> {
    try {
      const touches = touching.example(at);
      const lead = { ...(await leads.example()), ...(touches.length > 0 && { touches }) };
      return (await bears(lead)) ? lead : undefined;
    } catch (error) {
      if (error instanceof NoExample) return undefined;
      throw error;
    }
  }

  return {
    async find(truths, at, bears) {
      const exclusions: Lit[] = [];
      for (let n = 0; n < ATTEMPTS; n++) {
        if (over()) return "unknown";
        const answer = circuit.ask(...truths, ...exclusions);
        if (answer !== "possible") return exclusions.length > 0 ? "unknown" : answer;
        // A lead of somebody who left no touches is plainer, if there is one.
        if (untouched.some((lit) => !circuit.holds(lit))) {
          if (circuit.ask(...truths, ...exclusions, ...untouched) !== "possible") circuit.ask(...truths, ...exclusions);
        }
        const lead = await attempt(at, bears);
        if (lead) return { lead };
        // From now on another one, for this question only.
        const other = circuit.fresh();
        circuit.require(-other, ...leads.tests.map(({ lit }) => (circuit.holds(lit) ? -lit : lit)));
        exclusions.push(other);
      }
      return "unknown";
    },
  };
}

/** Whether the rules send a lead to the rule at a position, or to none. */
export const isTakenBy =
  (rulebook: Rulebook, position: number | undefined, at: number) =>
  async (lead: Example): Promise<boolean> =>
    (await ruleOn(rulebook, lead, at)).route?.name ===
    (position === undefined ? undefined : rulebook.agreement.routing[position]!.name);
