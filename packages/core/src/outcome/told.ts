import { prettifyError } from "zod";
import type { DealChange } from "../delivery/index.ts";
import { BatonError } from "../error/index.ts";
import type { Task, TaskResult } from "../intake/task.ts";
import type { Relay } from "../ports/relay.ts";
import { recordOutcome } from "./report.ts";
import { outcomeOf, saidOutcome } from "./said.ts";

/** Another system tells what became of a deal. What cannot be read of it waits in quarantine, and says why. */
export async function recordDeal(relay: Relay, { found }: Task<DealChange>): Promise<TaskResult> {
  const said = saidOutcome.safeParse(found.said);
  if (!said.success) return { outcome: "quarantined", reason: `The deal cannot be read: ${prettifyError(said.error)}` };
  try {
    const { lead } = await recordOutcome(relay, outcomeOf(said.data, "webhook"));
    return { outcome: "touch", ...(lead !== null && { lead }) };
  } catch (error) {
    if (!(error instanceof BatonError) || error.status >= 500) throw error;
    return { outcome: "quarantined", reason: error.message };
  }
}
