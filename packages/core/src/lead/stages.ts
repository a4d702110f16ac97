import type { Stage } from "../agreement/model.ts";
import { sideOf } from "../agreement/side.ts";
import { type Clock, spent, start } from "../clock/index.ts";
import { calendarMs } from "../duration/index.ts";
import { type Cause, type Closing, type Evidenced, kindOf, type Result } from "../facts/codes.ts";
import { running } from "../facts/tally.ts";
import type { Choice } from "../rules/choosing/choice.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { type Burst, causeOf } from "./cause.ts";
import { type Draft, note, notify } from "./change/draft.ts";
import { freeLoad } from "./change/load.ts";
import { unnoted } from "./due.ts";
import type { Lead } from "./lead.ts";

/** How a window, a stage or a lead ends. */
interface Ending<As> {
  /** Epoch ms. */
  at: number;
  result: As;
  by: string | null;
  evidence?: Evidenced;
}

/** Where a lead is, as far as that is known and its clock may ask. */
export const zoneOf = (rulebook: Rulebook, { fields }: Pick<Lead, "fields">): string | undefined =>
  rulebook.zoneOfLead(fields)?.zone;

/** When a window of it ends, where somebody set that for the whole of it; epoch ms. */
export const untilOf = ({ request }: Pick<Lead, "request">): number | undefined =>
  request?.due === undefined ? undefined : Date.parse(request.due);

/** Starts somebody's window, by a clock laid out for them: that of whoever has the lead, or covers for them. */
export function startWindow(rulebook: Rulebook, draft: Draft, clock: Clock, holder = draft.lead.owner): void {
  const { lead } = draft;
  const { stage, policy, version, respondBy } = clock;
  lead.clock = clock;
  lead.stage = stage;
  const side = sideOf(rulebook.agreement, holder);
  note(
    draft,
    { is: "stage.started", stage, kind: kindOf(stage), policy, version, holder, side, respondBy },
    { at: Date.parse(clock.startedAt) },
  );
}

/** Starts a stage of a policy for somebody, from now on or from another instant (epoch ms); the window is whose it says. */
export function startStage(
  rulebook: Rulebook,
  draft: Draft,
  { at = draft.now, ...given }: { policy: string; stage: Stage; holder: string | undefined; at?: number },
  whose = draft.lead.owner,
): void {
  const { lead } = draft;
  const clock = start(rulebook, {
    ...given,
    at,
    zone: zoneOf(rulebook, lead),
    until: untilOf(lead),
    noReassign: lead.held ?? false,
  });
  startWindow(rulebook, draft, clock, whose);
}

/** Has a lead wait for those whom its rule names first, until an instant (epoch ms): no window runs, and no manager hears of it. */
export function startWaiting(draft: Draft, until: number): void {
  const { lead } = draft;
  lead.waiting = { until: new Date(until).toISOString() };
  lead.stage = "waiting";
  note(draft, { is: "wait.started", until: lead.waiting.until });
}

/** Who may claim a lead by a choice. */
export const offeredTo = ({ candidates, offered }: Pick<Choice, "candidates" | "offered">): string[] =>
  candidates.flatMap(({ person, excluded }) =>
    excluded?.code === "offered" && excluded.team === offered ? [person] : [],
  );

/** Offers a lead to a team: those of it who can take it are told, and the first to claim it has it, until an instant (epoch ms). */
export function startOffer(rulebook: Rulebook, draft: Draft, team: string, to: readonly string[]): void {
  const { lead, now } = draft;
  const { claim } = rulebook.agreement.teams[team]!;
  const until = new Date(now + (claim ? calendarMs(claim.within) : 0)).toISOString();
  lead.waiting = { until, team };
  lead.offered = [...(lead.offered ?? []), team];
  lead.offeredTo = [...new Set([...(lead.offeredTo ?? []), ...to])];
  lead.stage = "offered";
  lead.notices = lead.notices.filter(({ kind }) => kind !== "offered");
  note(draft, { is: "wait.started", until, offered: { team, to: [...to] } });
  for (const person of to) notify(draft, { kind: "offered", to: person });
}

/** The wait is over, and nobody has the lead: from now on its window runs, and the top manager is told. */
export function endWaiting(rulebook: Rulebook, draft: Draft): void {
  delete draft.lead.waiting;
  note(draft, { is: "wait.ended" });
  leaveUnrouted(rulebook, draft);
}

/** Nobody has a lead by its decision: its window runs, and the top manager is told. */
export function leaveUnrouted(rulebook: Rulebook, draft: Draft): void {
  const { lead } = draft;
  lead.stage = "unrouted";
  const policy = lead.decision.policy;
  const stage = rulebook.agreement.sla[policy ?? ""]?.stages[0];
  const holder = rulebook.topManager;
  if (policy !== null && stage) startStage(rulebook, draft, { policy, stage, holder });
  if (holder !== undefined) notify(draft, { kind: "unowned", to: holder });
}

/** Ends the window that runs, if one does; that it had broken its promise by then is noted first. */
export function endWindow(rulebook: Rulebook, draft: Draft, { at, result, by, evidence }: Ending<Result>): void {
  const { clock, tally } = draft.lead;
  const open = running(tally);
  if (!clock || !open) return;
  noteBreaches(rulebook, draft, at - 1);
  const { stage, holder, startedAt } = open.window;
  const end = Math.max(at, Date.parse(startedAt));
  note(
    draft,
    { is: "stage.ended", stage, holder, result, by, ...spent(rulebook, clock, end), ...(evidence && { evidence }) },
    { at: end },
  );
}

/** Notes which windows have ended by an instant (epoch ms) without a response, and why; answers when each did. */
export function noteBreaches(
  rulebook: Rulebook,
  draft: Draft,
  until: number,
  bursts: ReadonlyMap<number, Burst> = new Map(),
): number[] {
  const { windows } = draft.lead.tally;
  const ended = unnoted(draft.lead).filter(({ at }) => at <= until);
  for (const { window, at } of ended) {
    const { stage, holder } = windows[window]!;
    const cause = causeOf(rulebook, draft.lead, window, bursts.get(window));
    note(draft, { is: "stage.breached", stage, window, holder, ...cause }, { at });
  }
  return ended.map(({ at }) => at);
}

/** Ends the stage: the next one begins then, or the lead closes. */
export function endStage(rulebook: Rulebook, draft: Draft, ending: Ending<"accepted" | "contacted">): void {
  const { lead } = draft;
  const { clock } = lead;
  const stages = clock ? (rulebook.agreement.sla[clock.policy]?.stages ?? []) : [];
  const next = stages[stages.findIndex(({ name }) => name === lead.stage) + 1];
  if (!clock || !next) {
    close(rulebook, draft, ending);
    return;
  }
  endWindow(rulebook, draft, ending);
  dropReminders(lead);
  const holder = lead.owner ?? rulebook.topManager;
  startStage(rulebook, draft, { policy: clock.policy, stage: next, holder, at: ending.at });
}

/** The person has been spoken to: whatever was to lead there is done. */
export function passContact(rulebook: Rulebook, draft: Draft, ending: Omit<Ending<"contacted">, "result">): void {
  const { lead } = draft;
  const contacted = { ...ending, result: "contacted" as const };
  if (lead.stage === "accept") endStage(rulebook, draft, contacted);
  if (!lead.closed && lead.stage !== "disposition") endStage(rulebook, draft, contacted);
}

/** Ends the lead. A closed lead is no load, and notices that nobody needs any more are not sent. */
export function close(
  rulebook: Rulebook,
  draft: Draft,
  {
    reason,
    cause,
    recycleAt,
    markUntil,
    into,
    words,
    ...ending
  }: Ending<Closing> & {
    reason?: string;
    cause?: Cause;
    /** When it comes back, epoch ms. */
    recycleAt?: number;
    /** Until when marketing may ask to look at it together, epoch ms. */
    markUntil?: number | undefined;
    into?: string;
    /** What somebody wrote to it. */
    words?: Record<string, string>;
  },
): void {
  const { lead } = draft;
  const { at, result: as, by } = ending;
  if (as !== "test") endWindow(rulebook, draft, { ...ending, result: as });
  freeLoad(draft);
  delete lead.clock;
  delete lead.waiting;
  lead.stage = "closed";
  const how = { as, ...(reason !== undefined && { reason }), ...(into !== undefined && { into }) };
  lead.closed = { at: new Date(at).toISOString(), ...how };
  delete lead.recycle;
  const back = recycleAt === undefined ? undefined : new Date(recycleAt).toISOString();
  if (back !== undefined && reason !== undefined && by !== null) lead.recycle = { at: back, reason, by };
  const more = {
    ...(cause && { cause }),
    ...(back !== undefined && { recycleAt: back }),
    ...(markUntil !== undefined && { markUntil: new Date(markUntil).toISOString() }),
  };
  note(draft, { is: "lead.closed", by, ...how, ...more }, { at, ...(words && { words }) });
  dropReminders(lead);
}

/** A reminder of what has just been done would be wrong by the time it is read. */
export function dropReminders(lead: Lead): void {
  lead.notices = lead.notices.filter(({ kind }) => kind !== "reminder");
}
