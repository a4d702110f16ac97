import { type Clock, nextStepAt } from "../clock/index.ts";
import { DAY_MS } from "../duration/index.ts";
import type { Tally } from "../facts/tally.ts";
import type { Lead } from "./lead.ts";

/**
 * Every ladder ends, yet no open lead may be forgotten: so long after the last thing that happened to it, it is reviewed. What nobody
 * has grows cold by the day; what somebody has and does not answer is worth one word a week, not more, to be read at all.
 */
const REVIEW_MS = { unowned: DAY_MS, owned: 7 * DAY_MS };

/** How long after the last thing that happened to an open lead it is reviewed. */
export function reviewMs({ owner, stage }: Pick<Lead, "owner" | "stage">): number {
  // While details are fetched the delivery is what is tried again, and the operator knows.
  return owner === null && stage !== "fetching" ? REVIEW_MS.unowned : REVIEW_MS.owned;
}

/** The instant of the next step of the lead's clock, the end of the window being one of its steps, or of that for which it waits. */
export function nextStep(lead: Lead): number | undefined {
  const step = lead.clock && nextStepAt(lead.clock);
  return earliest(...unnoted(lead).map(({ at }) => at), step, lead.waiting && Date.parse(lead.waiting.until));
}

/** An end of a window that has not been noted. */
export interface Ending {
  /** Which of the lead's windows. */
  window: number;
  /** Epoch ms. */
  at: number;
}

/** Ends of windows in the stage a lead is in that have not been noted, whether they have come or not: its holder's, and the first one's. */
export function unnoted({ clock, tally }: Pick<Lead, "clock" | "tally">): Ending[] {
  return clock ? endsOf(clock, tally).filter(({ window }) => tally.windows[window]!.breachedAt === undefined) : [];
}

/** Ends of windows that a clock knows, the first one's first: steps that come after a window are bound to it, whoever has the lead by then. */
export function endsOf({ stage, respondBy, firstRespondBy }: Clock, { windows }: Tally): Ending[] {
  const own = windows.length - 1;
  const first = windows.findIndex(
    (window, n) =>
      n < own && window.stage === stage && window.respondBy === firstRespondBy && window.ended?.result !== "undone",
  );
  return [
    ...(first < 0 ? [] : [{ window: first, at: Date.parse(firstRespondBy) }]),
    { window: own, at: Date.parse(respondBy) },
  ];
}

/** When windows end by a clock that has changed: of two the first is the one to which the steps after the window are bound. */
export const movedBy = (
  ends: readonly Ending[],
  { respondBy, firstRespondBy }: Clock,
): { window: number; respondBy: string }[] =>
  ends.map(({ window }, n) => ({ window, respondBy: n === ends.length - 1 ? respondBy : firstRespondBy }));

/** When a lead comes back that was parked. */
const parkedUntil = ({ recycle }: Lead): number | undefined => (recycle ? Date.parse(recycle.at) : undefined);

/** When it is settled whether a rejection stands. */
export function settledAt({ tally: { closed } }: Pick<Lead, "tally">): number | undefined {
  const { is, until } = closed?.review ?? {};
  return until !== undefined && (is === "possible" || is === "marked") ? Date.parse(until) : undefined;
}

const earliest = (...instants: (number | undefined)[]): number | undefined => {
  const known = instants.filter((instant) => instant !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
};

/** The instant of what is planned next for an open lead: a step or, when none is left, its review; of one that is held without a clock nothing is. */
export const nextPlanned = (lead: Lead): number | undefined =>
  lead.closed
    ? earliest(parkedUntil(lead), settledAt(lead))
    : (nextStep(lead) ?? (lead.stage === "held" ? undefined : nextReview(lead)));

/** When an open lead on which no step is left is put before its manager. */
function nextReview(lead: Lead): number {
  const { clock } = lead;
  const happened = [
    lead.createdAt,
    lead.decision.at,
    lead.owners.at(-1)?.from,
    lead.responses.at(-1)?.at,
    clock?.respondBy,
    clock?.snoozedUntil,
    ...(clock?.steps ?? []).map(({ at, doneAt }) => doneAt ?? at),
  ].flatMap((instant) => (instant === undefined ? [] : [Date.parse(instant)]));
  return Math.max(Math.max(...happened) + reviewMs(lead), lead.reviewAt === undefined ? 0 : Date.parse(lead.reviewAt));
}

/** When a closed lead is deleted, epoch ms; undefined when never. */
export function expiresAt({ closed, keptDays }: Lead): number | undefined {
  return closed && keptDays !== undefined ? Date.parse(closed.at) + keptDays * DAY_MS : undefined;
}

/** The next instant at which something has to be done for the lead: a step, its review, or a notice that nobody has sent. */
export function dueAt(lead: Lead): number | undefined {
  return earliest(...lead.notices.map(({ retryAt }) => Date.parse(retryAt)), nextPlanned(lead));
}
