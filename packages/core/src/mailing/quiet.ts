import { windowMs } from "../clock/index.ts";
import { rulesOf } from "../lead/rules-of.ts";
import type { Relay } from "../ports/relay.ts";
import type { Unsent } from "./mail.ts";

/** While a window this short runs a reminder that waits for the morning is of no use. */
const URGENT_MS = 3_600_000;

/** Until when somebody who does not want to be disturbed is left alone with a notice, epoch ms; undefined when it may go out. */
export async function quietUntil(relay: Relay, { lead, notice }: Unsent, now: number): Promise<number | undefined> {
  const rulebook = await rulesOf(relay, lead);
  const person = rulebook.agreement.people[notice.to];
  if (!person?.quiet) return undefined;
  const work = rulebook.workingTime(notice.to);
  if (work.onDuty(now)) return undefined;
  if (lead.clock && windowMs(rulebook, lead.clock) < URGENT_MS) return undefined;
  return work.nextOpening(now);
}
