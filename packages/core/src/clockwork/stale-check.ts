import { type Draft, note, notify } from "../lead/change/draft.ts";
import { reviewMs } from "../lead/due.ts";
import { escalationRecipients } from "../lead/recipients.ts";
import type { Rulebook } from "../rules/rulebook.ts";

/** Puts an open lead for which nothing more is planned before its manager, or whoever above is at work; if nobody is, when they are. */
export function staleCheck(rulebook: Rulebook, draft: Draft): void {
  const { lead, now } = draft;
  const to = escalationRecipients(rulebook, lead, "manager", now)[0] ?? lead.owner;
  const work = to === null ? undefined : rulebook.workingTime(to);
  const atWork = work?.onDuty(now) ?? false;
  if (to !== null && atWork) {
    note(draft, { is: "lead.reviewed", to });
    notify(draft, { kind: "review", to, other: lead.owner });
  }
  const opening = work && !atWork ? work.nextOpening(now) : now;
  // A leave without end has no opening after it.
  lead.reviewAt = new Date(opening > now ? opening : now + reviewMs(lead)).toISOString();
  draft.tidied = true;
}
