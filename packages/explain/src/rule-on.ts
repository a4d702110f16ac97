import type { Rulebook } from "@baton/core/rules";
import { judge, type Ruling } from "@baton/core/rules";
import { readDryLead, touchesOfState } from "./read-lead.ts";
import { withCarried } from "./state.ts";

/** What the rules say of a dry run's lead at an instant (epoch ms), whoever is there to take it. Throws as `dryRun` does. */
export async function ruleOn(rulebook: Rulebook, given: Record<string, unknown>, at: number): Promise<Ruling> {
  const { lead, state } = withCarried(given, {});
  const { fields, known } = await readDryLead(rulebook, lead, state, touchesOfState(state), at);
  return judge(rulebook, fields, known, at);
}
