import { type Clock, type ClockStep, lateness, pausedBy } from "../clock/index.ts";
import type { Breach, Lead, Response } from "../lead/index.ts";
import type { Rulebook } from "../rulebook/index.ts";
import type { Change } from "./hand-over.ts";
import { addNotice } from "./notices.ts";

/** Notes who is told by a step that the window has ended without a response, if it has. `clock` is the one the step is of. */
export function breached(lead: Lead, clock: Clock, step: ClockStep, told: readonly (string | null)[]): void {
  // A step that stays bound to the first breach may come while the next owner's window runs.
  const at = [clock.respondBy, clock.firstRespondBy].find((end) => end <= step.at);
  const people = told.filter((person) => person !== null);
  if (at === undefined || people.length === 0) return;
  const { stage, holder } = clock;
  const before = lead.breaches?.find((breach) => breach.stage === stage && breach.at === at);
  const breach: Breach = before ?? { stage, at, ...(holder !== undefined && { holder }), told: [] };
  lead.breaches = [
    ...(lead.breaches ?? []).filter((one) => one !== before),
    { ...breach, told: [...new Set([...breach.told, ...people])] },
  ];
}

/** Breaches that were none, because there was a response at an instant. */
export function disproved({ breaches = [] }: Lead, at: number): Breach[] {
  return breaches.filter(
    (breach) => breach.withdrawnAt === undefined && breach.stage !== "disposition" && at <= Date.parse(breach.at),
  );
}

/**
 * Withdraws breaches that turned out to be none, as `by` had responded: later responses to the same are late no more, and
 * everybody who was told of the breach is told of this.
 */
export function withdrawBreaches(change: Change, wrong: readonly Breach[], by: string, now: number): void {
  const [first] = wrong;
  if (!first) return;
  const { lead } = change;
  const at = new Date(now).toISOString();
  const stages = wrong.map(({ stage }) => stage);
  lead.breaches = lead.breaches!.map((breach) => (wrong.includes(breach) ? { ...breach, withdrawnAt: at } : breach));
  lead.responses = lead.responses.map(({ lateMs, ...response }) =>
    lateMs === undefined || stages.includes(response.stage) ? response : { ...response, lateMs },
  );
  change.events.push({
    at,
    kind: "corrected",
    text: `There was a response before ${first.at}: that breach is withdrawn.`,
  });
  for (const to of new Set(wrong.flatMap(({ told }) => told)))
    change.notices.push(addNotice(lead, { kind: "in-time", to, other: by }, now));
}

/**
 * How late a response to a stage is, and how long the clock had stood still by then, in working time. Before the present owner's
 * window began another one's ran, which had ended or had not.
 */
export function timing(
  rulebook: Rulebook,
  { clock, breaches = [] }: Lead,
  stage: string,
  at: number,
): Pick<Response, "lateMs" | "pausedMs"> {
  if (!clock) return {};
  const earlier = breaches.findLast(
    (breach) => breach.withdrawnAt === undefined && breach.stage === stage && Date.parse(breach.at) < at,
  );
  const before = at < Date.parse(clock.startedAt);
  const window = before && earlier ? { ...clock, stage, respondBy: earlier.at, holder: earlier.holder } : clock;
  const lateMs = lateness(rulebook, window, at);
  const pausedMs = before ? 0 : pausedBy(rulebook, clock, at);
  return { ...(lateMs > 0 && { lateMs }), ...(pausedMs > 0 && { pausedMs }) };
}
