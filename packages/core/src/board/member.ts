import type { LeadSummary } from "../lead/summary.ts";
import { awayUntil } from "../rules/people/availability.ts";
import type { Rulebook } from "../rules/rulebook.ts";

/** Somebody whose leads others answer for. */
export interface Member {
  person: string;
  open: number;
  overdue: number;
  onDuty: boolean;
  /** The last day of the leave they are on. */
  awayUntil?: string;
}

/** How somebody stands at an instant, by the leads and requests that they have open. */
export function memberOf(rulebook: Rulebook, id: string, open: readonly LeadSummary[], now: number): Member {
  const until = awayUntil(rulebook, id, now);
  return {
    person: id,
    open: open.length,
    overdue: open.filter(({ respondBy }) => respondBy !== null && Date.parse(respondBy) <= now).length,
    onDuty: until === undefined && rulebook.workingTime(id).onDuty(now),
    ...(until !== undefined && { awayUntil: until }),
  };
}
