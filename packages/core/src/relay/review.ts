import { reviewMs } from "../lead/index.ts";
import type { Rulebook } from "../rulebook/index.ts";
import type { Change } from "./hand-over.ts";
import { addNotice } from "./notices.ts";
import { escalationRecipients } from "./recipients.ts";

/** Puts an open lead for which nothing more is planned before its manager, or whoever above is at work; if nobody is, when they are. */
export function review(rulebook: Rulebook, change: Change, now: number): void {
  const { lead } = change;
  const to = escalationRecipients(rulebook, lead, "manager", now)[0] ?? lead.owner;
  const work = to === null ? undefined : rulebook.workingTime(to);
  const atWork = work?.onDuty(now) ?? false;
  if (to !== null && atWork) {
    change.notices.push(
      addNotice(lead, { kind: "review", to, ...(lead.owner !== null && { other: lead.owner }) }, now),
    );
    const name = rulebook.agreement.people[to]?.name ?? to;
    change.events.push({ at: new Date(now).toISOString(), kind: "reviewed", text: `Still open: put before ${name}.` });
  }
  const opening = work && !atWork ? work.nextOpening(now) : now;
  // A leave without end has no opening after it.
  lead.reviewAt = new Date(opening > now ? opening : now + reviewMs(lead)).toISOString();
}
