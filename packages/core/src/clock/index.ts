import type { Policy, Stage, Step } from "../agreement/model.ts";
import type { WorkingTime } from "../calendar/index.ts";
import { ceilMs, type Duration, toMs } from "../duration/index.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { type Span, spanOf, type WindowKind } from "./span.ts";

export { cadenceOf, spanOf, type WindowKind } from "./span.ts";

/** A lead's running clock: the stage it is in and the absolute instants of that stage's steps, all ISO 8601. */
export interface Clock {
  /** Agreement version the clock runs by; it keeps it when the agreement changes. */
  version: number;
  policy: string;
  stage: string;
  /** Which of the stage's windows it is; its own, when absent. */
  kind?: WindowKind;
  /** Tries to reach somebody that were made in this stage, under whichever owner. */
  attempts?: number;
  /** Whose working time an `owner` clock runs in; undefined when the policy names a calendar or nobody is there. */
  holder?: string;
  /** Where the lead is whose contact hours a `lead` clock runs in; undefined when that is not known. */
  zone?: string;
  startedAt: string;
  /** End of `within`: when the promise breaks. */
  respondBy: string;
  /** The first end of `within` in this stage; steps after it stay bound to it when the lead is reassigned. */
  firstRespondBy: string;
  /** It ends at an instant that somebody set, however long that is; else its window is as long as the policy says. */
  endsAt?: string;
  steps: ClockStep[];
  /** Until then `reassign` is held back: somebody said "I am on it". */
  heldUntil?: string;
  snoozedUntil?: string;
  /** When the lead was first snoozed in this stage by this owner: the cap counts from here. */
  snoozedFrom?: string;
  /**
   * How long the clock has stood still in this stage, under whichever owner; a pause that still runs counts to its end. In the
   * clock's working time, for an elapsed window in wall-clock time.
   */
  pausedMs?: number;
}

export interface ClockStep {
  /** Position in the policy's stage, or `try`, with `.n` for the n-th repetition. */
  id: string;
  do: Step["do"];
  to?: string;
  at: string;
  /** Whether the step lies within the promised window, and so starts again for a new owner. */
  within: boolean;
  /** Wall-clock steps are not stretched by working time when the clock pauses. */
  elapsed: boolean;
  /** What it was, when it fired by a version that had it and the clock's version has not: should it come back, it has happened. */
  was?: string;
  state: "pending" | "fired" | "skipped";
  /** When it fired or was skipped. */
  doneAt?: string;
}

const iso = (instant: number): string => new Date(instant).toISOString();
const ms = (text: string): number => Date.parse(text);

export function stageOf(rulebook: Rulebook, clock: Pick<Clock, "policy" | "stage">): Stage | undefined {
  return rulebook.agreement.sla[clock.policy]?.stages.find(({ name }) => name === clock.stage);
}

/** The window a clock runs; undefined when the rules have no such stage. */
function runs(rulebook: Rulebook, clock: Pick<Clock, "policy" | "stage" | "kind" | "attempts">): Span | undefined {
  const stage = stageOf(rulebook, clock);
  return stage && spanOf(stage, clock.kind, clock.attempts);
}

/** How long a clock's window is; undefined when the rules have no such stage. */
export function withinOf(rulebook: Rulebook, clock: Clock): Duration | undefined {
  const policy = rulebook.agreement.sla[clock.policy];
  if (clock.endsAt === undefined || !policy) return runs(rulebook, clock)?.within;
  return workingUntil(rulebook.clockTime(policy, clock), ms(clock.startedAt), ms(clock.endsAt));
}

/** The working time between two instants, as a duration; by the wall clock, where there is none. */
function workingUntil(time: WorkingTime, from: number, until: number): Duration {
  const worked = time.elapsed(from, until);
  return { ms: worked > 0 ? worked : Math.max(0, until - from), days: 0, weeks: 0, elapsed: worked === 0 };
}

/**
 * Starts a stage: every step gets its instant now. `reassign` is left out for a manager who holds the lead because nobody else could.
 * Steps after the window are bound to `firstBreach` where there was one, else to its end.
 */
export function start(
  rulebook: Rulebook,
  options: {
    policy: string;
    stage: Stage;
    kind?: WindowKind | undefined;
    attempts?: number | undefined;
    holder: string | undefined;
    /** The lead's own time zone, where it is known. */
    zone?: string | undefined;
    at: number;
    /** Its end, where somebody set one (epoch ms) that is still to come. */
    until?: number | undefined;
    noReassign?: boolean;
    firstBreach?: number;
  },
): Clock {
  const policy = rulebook.agreement.sla[options.policy]!;
  const time = rulebook.clockTime(policy, options);
  const { stage, kind, attempts } = options;
  const until = options.until !== undefined && options.until > options.at ? options.until : undefined;
  const { within, steps } = spanOf(stage, kind, attempts);
  const span = { steps, within: until === undefined ? within : workingUntil(time, options.at, until) };
  const respondBy = after(time, options.at, span.within);
  const firstBreach = options.firstBreach ?? respondBy;
  return {
    version: rulebook.version,
    policy: options.policy,
    stage: stage.name,
    ...(kind && { kind }),
    ...(attempts !== undefined && { attempts }),
    ...(policy.calendar === "owner" && options.holder !== undefined && { holder: options.holder }),
    ...(policy.calendar === "lead" && options.zone !== undefined && { zone: options.zone }),
    startedAt: iso(options.at),
    respondBy: iso(respondBy),
    firstRespondBy: iso(firstBreach),
    ...(until !== undefined && { endsAt: iso(until) }),
    steps: inOrder(
      layOut(time, span, { at: options.at, respondBy, firstBreach }).filter(
        (step) => !(options.noReassign && step.do === "reassign"),
      ),
    ),
  };
}

/** `duration` after an instant, in working or wall-clock time as the duration says. */
function after(time: WorkingTime, at: number, duration: Duration): number {
  return duration.elapsed ? at + time.length(duration) : time.due(at, time.length(duration));
}

function layOut(
  time: WorkingTime,
  { within, steps }: Span,
  { at, respondBy, firstBreach }: { at: number; respondBy: number; firstBreach: number },
): ClockStep[] {
  return steps.flatMap((step) => {
    const first =
      "percent" in step.at ? atPercent(time, at, within, step.at.percent) : after(time, firstBreach, step.at.after);
    const instants = [first];
    // `times` counts the repetitions: with `times: 3` a step fires four times.
    for (let n = 0; n < (step.repeat?.times ?? 0); n++)
      instants.push(after(time, instants.at(-1)!, step.repeat!.every));
    return instants.map(
      (instant, n): ClockStep => ({
        id: n === 0 ? step.id : `${step.id}.${n}`,
        do: step.do,
        ...(step.to !== undefined && { to: step.to }),
        at: iso(instant),
        within: "percent" in step.at && instant <= respondBy,
        elapsed: "percent" in step.at ? within.elapsed : step.at.after.elapsed,
        state: "pending",
      }),
    );
  });
}

function atPercent(time: WorkingTime, at: number, within: Duration, percent: number): number {
  const part = ceilMs((time.length(within) * percent) / 100);
  return within.elapsed ? at + part : time.due(at, part);
}

/** Earlier first; the order written among equals. */
export const inOrder = (steps: ClockStep[]): ClockStep[] => steps.sort((a, b) => ms(a.at) - ms(b.at));

/** The instant of the next step, if any. */
export function nextStepAt(clock: Clock): number | undefined {
  const next = clock.steps.find(({ state }) => state === "pending");
  return next && ms(next.at);
}

/** Steps to fire now, in order, and those they overtake. */
export interface Due {
  fire: ClockStep[];
  skip: ClockStep[];
}

/**
 * What is due, in order. Of steps overdue for several instants only those of one speak, that of the furthest escalation, else of
 * the furthest step: after an outage nobody wants five mails. The last of overdue reassignments happens besides, because who has
 * the lead is no message that a later one makes stale. Steps of the same instant belong together.
 */
export function due(clock: Clock, now: number): Due | undefined {
  const overdue = clock.steps.filter((step) => step.state === "pending" && ms(step.at) <= now);
  const last = (what: Step["do"]) => overdue.findLast((step) => step.do === what);
  const reassignment = last("reassign");
  const furthest = last("escalate") ?? reassignment ?? overdue.at(-1);
  if (!furthest) return undefined;
  const fires = (step: ClockStep) => (step.do === "reassign" ? step === reassignment : step.at === furthest.at);
  return { fire: overdue.filter(fires), skip: overdue.filter((step) => !fires(step)) };
}

/** The clock with steps marked as fired or skipped. */
export function mark(clock: Clock, done: Due, now: number): Clock {
  const among = (steps: ClockStep[], { id }: ClockStep) => steps.some((step) => step.id === id);
  const steps = clock.steps.map((step): ClockStep => {
    if (among(done.fire, step)) return { ...step, state: "fired", doneAt: iso(now) };
    if (among(done.skip, step)) return { ...step, state: "skipped", doneAt: iso(now) };
    return step;
  });
  return { ...clock, steps };
}

/**
 * The clock for a new owner in the middle of a stage: the window and the steps within it start again in the new owner's
 * working time, the later ones stay bound to the first breach.
 */
export function restart(
  rulebook: Rulebook,
  clock: Clock,
  options: { holder: string; zone?: string | undefined; at: number; noReassign?: boolean },
): Clock {
  const stage = stageOf(rulebook, clock);
  if (!stage) return clock;
  const { policy, attempts } = clock;
  // Whoever comes to it in the middle of a cadence has not tried yet.
  const kind = clock.kind === "answer" ? clock.kind : undefined;
  const until = clock.endsAt === undefined ? undefined : ms(clock.endsAt);
  const zone = options.zone ?? clock.zone;
  const fresh = start(rulebook, { policy, stage, kind, attempts, until, ...options, zone });
  const later = clock.steps.filter(
    (step) => !step.within && !(options.noReassign && step.do === "reassign" && step.state === "pending"),
  );
  const past = clock.steps
    .filter((step) => step.within && step.state !== "pending")
    .map((step) => ({ ...step, id: `${step.id}@${clock.startedAt}` }));
  return {
    ...fresh,
    firstRespondBy: clock.firstRespondBy,
    ...(clock.pausedMs !== undefined && { pausedMs: pausedBy(rulebook, clock, options.at) }),
    steps: inOrder([...past, ...fresh.steps.filter((step) => step.within), ...later]),
  };
}

/** "I am on it" at `now`: a pending reassignment waits at least `acceptHolds`, in working time. Once per stage and owner: saying it again does not hold the lead for ever. */
export function hold(rulebook: Rulebook, clock: Clock, now: number): Clock {
  const policy = rulebook.agreement.sla[clock.policy];
  if (!policy || clock.heldUntil !== undefined) return clock;
  return heldBack(clock, after(rulebook.clockTime(policy, clock), now, policy.acceptHolds));
}

/** The clock with no pending reassignment before an instant. */
export function heldBack(clock: Clock, until: number): Clock {
  const steps = clock.steps.map((step) =>
    step.do === "reassign" && step.state === "pending" && ms(step.at) < until ? { ...step, at: iso(until) } : step,
  );
  return { ...clock, heldUntil: iso(until), steps: inOrder(steps) };
}

/** The furthest instant a snooze may reach, or undefined when the policy has none. */
export function snoozeLimit(rulebook: Rulebook, clock: Clock, now: number): number | undefined {
  const policy: Policy | undefined = rulebook.agreement.sla[clock.policy];
  const from = clock.snoozedFrom === undefined ? now : ms(clock.snoozedFrom);
  return policy?.snooze && after(rulebook.clockTime(policy, clock), from, policy.snooze.max);
}

/** Pauses the clock from now until an instant: what was left of each pending step is left then. A pause that still runs is replaced. */
export function pause(rulebook: Rulebook, clock: Clock, now: number, until: number): Clock {
  const policy = rulebook.agreement.sla[clock.policy];
  if (!policy) return clock;
  const time = rulebook.clockTime(policy, clock);
  const from = Math.max(now, clock.snoozedUntil === undefined ? now : ms(clock.snoozedUntil));
  const move = (at: string, elapsed: boolean): string => {
    const instant = ms(at);
    if (instant <= now) return at;
    return iso(elapsed ? until + Math.max(0, instant - from) : time.due(until, time.elapsed(from, instant)));
  };
  return {
    ...moved(rulebook, clock, move),
    snoozedUntil: iso(until),
    pausedMs: pausedBy(rulebook, clock, now) + running(rulebook, clock, now, until),
    snoozedFrom: clock.snoozedFrom ?? iso(now),
  };
}

/** Ends a pause that runs: what would have been left of each pending step when it ended is left from now on. */
export function resume(rulebook: Rulebook, clock: Clock, now: number): Clock {
  const policy = rulebook.agreement.sla[clock.policy];
  const until = clock.snoozedUntil === undefined ? now : ms(clock.snoozedUntil);
  if (!policy || until <= now) return clock;
  const time = rulebook.clockTime(policy, clock);
  const move = (at: string, elapsed: boolean): string => {
    const instant = ms(at);
    if (instant < until) return at;
    return iso(elapsed ? now + instant - until : time.due(now, time.elapsed(until, instant)));
  };
  return { ...moved(rulebook, clock, move), snoozedUntil: iso(now), pausedMs: pausedBy(rulebook, clock, now) };
}

/** A clock whose ends, and what is still to come of its steps, are moved; those promised by the wall clock say so. */
function moved(rulebook: Rulebook, clock: Clock, move: (at: string, elapsed: boolean) => string): Clock {
  const elapsed = withinOf(rulebook, clock)?.elapsed ?? false;
  return {
    ...clock,
    respondBy: move(clock.respondBy, elapsed),
    firstRespondBy: move(clock.firstRespondBy, elapsed),
    steps: inOrder(
      clock.steps.map((step) => (step.state === "pending" ? { ...step, at: move(step.at, step.elapsed) } : step)),
    ),
  };
}

/** How long the clock had stood still in this stage by an instant, without what is left of a pause that runs then. In ms. */
export function pausedBy(rulebook: Rulebook, clock: Clock, at: number): number {
  const paused = clock.pausedMs ?? 0;
  const left = clock.snoozedUntil === undefined ? 0 : running(rulebook, clock, at, ms(clock.snoozedUntil));
  return Math.max(0, paused - left);
}

/** How late a response at `at` is, in the clock's working time; 0 when in time. In ms. */
export function lateness(rulebook: Rulebook, clock: Clock, at: number): number {
  return running(rulebook, clock, ms(clock.respondBy), at);
}

/** How far the window runs between two instants: working time, or wall-clock time where it is promised in that; 0 when `to` is not after `from`. */
function running(rulebook: Rulebook, clock: Clock, from: number, to: number): number {
  const policy = rulebook.agreement.sla[clock.policy];
  if (!policy || to <= from) return 0;
  return withinOf(rulebook, clock)?.elapsed ? to - from : rulebook.clockTime(policy, clock).elapsed(from, to);
}

/** How long a clock's window runs between two instants (epoch ms), ms: in its working time, or by the wall clock where it is promised in that. */
export const ranFor = running;

/** What a window took that ends at `at`: worked and late in the clock's working time, pauses left out. In ms. */
export function spent(
  rulebook: Rulebook,
  clock: Clock,
  at: number,
): { workedMs: number; elapsedMs: number; pausedMs: number; lateMs: number } {
  const from = ms(clock.startedAt);
  const pausedMs = pausedBy(rulebook, clock, at);
  return {
    workedMs: Math.max(0, running(rulebook, clock, from, at) - pausedMs),
    elapsedMs: Math.max(0, at - from),
    pausedMs,
    lateMs: lateness(rulebook, clock, at),
  };
}

/** Length of the promised window, for people; wall-clock ms of a working duration in this clock's calendar. */
export function windowMs(rulebook: Rulebook, clock: Clock): number {
  const within = withinOf(rulebook, clock);
  const policy = rulebook.agreement.sla[clock.policy];
  return within && policy ? toMs(within, rulebook.clockTime(policy, clock)) : 0;
}
