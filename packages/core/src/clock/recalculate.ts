import type { Stage } from "../agreement/model.ts";
import { format } from "../duration/index.ts";
import { BatonError } from "../error/index.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { type Clock, type ClockStep, heldBack, inOrder, pause, stageOf, start } from "./index.ts";

/** What a clock does not know of its lead. */
export interface Circumstances {
  /** The lead's owner. */
  holder: string;
  /** The lead's own time zone, where it is known. */
  zone?: string | undefined;
  /** A manager holds it because nobody else could. */
  held: boolean;
  /** Pauses that the holder asked for in this stage, first to last, epoch ms. */
  pauses: readonly { at: number; until: number }[];
  /** Whether anybody was told that this window has ended. */
  told: boolean;
}

/** The clock by another version, or why it keeps its own. */
export type Recalculated = { clock: Clock } | { kept: string };

const ms = (text: string): number => Date.parse(text);

/**
 * Lays a running clock out by another version, from its own start and with its pauses. What fired has happened, whatever the other
 * version says of when. A step whose instant the change puts into the past is skipped, so that a change makes nobody write; but if
 * the window has ended by it and nobody was told, the furthest escalation is due at once, or without any the last reassignment.
 * After a reassignment the first breach is where it was, and so is every step that is bound to it in both versions.
 * @param before the rules of the clock's own version
 * @param now epoch ms
 */
export function recalculateClock(
  before: Rulebook,
  after: Rulebook,
  clock: Clock,
  circumstances: Circumstances,
  now: number,
): Recalculated {
  if (clock.endsAt !== undefined) return { kept: "It ends on a day that somebody set, and no version moves that." };
  const policy = after.agreement.sla[clock.policy];
  if (!policy) return { kept: `There is no policy "${clock.policy}" any more.` };
  const stage = stageOf(after, clock);
  if (!stage) return { kept: `Policy "${clock.policy}" has no stage "${clock.stage}" any more.` };
  if (policy.calendar === "owner" && !after.agreement.people[circumstances.holder])
    return { kept: `It runs in the working time of "${circumstances.holder}", who has left.` };

  const restarted = clock.firstRespondBy !== clock.respondBy;
  const laid = laidOut(after, stage, clock, circumstances, restarted);
  if (typeof laid === "string") return { kept: laid };

  const known = knownSteps(clock, stageOf(before, clock));
  const nameOf = namesOf(stage);
  const steps = laid.steps
    .map((step) => carriedOver(step, known.get(nameOf(step.id)), { bound: restarted && !step.within, now }))
    .filter((step) => !(circumstances.held && step.do === "reassign" && step.state !== "fired"));
  const names = new Set(laid.steps.map(({ id }) => nameOf(id)));
  const gone = [...known].flatMap(([name, step]): ClockStep[] =>
    step.state !== "fired" || names.has(name)
      ? []
      : [{ ...step, id: step.was === undefined ? `${step.id}@v${clock.version}` : step.id, was: name }],
  );

  const { holder: _holder, zone: _zone, ...rest } = clock;
  return {
    clock: {
      ...rest,
      version: after.version,
      ...(laid.holder !== undefined && { holder: laid.holder }),
      ...(laid.zone !== undefined && { zone: laid.zone }),
      respondBy: laid.respondBy,
      firstRespondBy: restarted ? clock.firstRespondBy : laid.firstRespondBy,
      steps: inOrder([
        ...clock.steps.filter(({ id }) => !ofThisWindow(id)),
        ...gone,
        ...(circumstances.told ? steps : telling(steps, laid.respondBy, now)),
      ]),
    },
  };
}

/** The clock as if the other version had been in force when it started; a text says why it cannot be. */
function laidOut(
  after: Rulebook,
  stage: Stage,
  clock: Clock,
  { holder, zone, pauses }: Circumstances,
  restarted: boolean,
): Clock | string {
  try {
    const fresh = start(after, {
      policy: clock.policy,
      stage,
      kind: clock.kind,
      attempts: clock.attempts,
      holder,
      zone,
      at: ms(clock.startedAt),
      ...(restarted && { firstBreach: ms(clock.firstRespondBy) }),
    });
    // Whoever lets a lead wait is on it, so the pauses come after.
    const held = clock.heldUntil === undefined ? fresh : heldBack(fresh, ms(clock.heldUntil));
    return pauses.reduce((paused, { at, until }) => pause(after, paused, at, until), held);
  } catch (error) {
    if (error instanceof BatonError && error.code === "calendar.empty") return error.message;
    throw error;
  }
}

/** A step as the other version lays it out, with what became of it. `bound`: to a first breach, so that it never moves. */
function carriedOver(
  step: ClockStep,
  old: ClockStep | undefined,
  { bound, now }: { bound: boolean; now: number },
): ClockStep {
  if (old && (bound || old.state === "fired")) {
    const { was: _was, ...as } = old;
    return { ...as, id: step.id };
  }
  // What has been overdue already was not put into the past by the change.
  if (ms(step.at) > now || (old?.state === "pending" && ms(old.at) <= now)) return step;
  const doneAt = old?.state === "skipped" ? old.doneAt! : new Date(now).toISOString();
  return { ...step, state: "skipped", doneAt };
}

/** The steps with those pending that tell of the broken promise, if it is: all of one instant, as they belong together. */
function telling(steps: ClockStep[], respondBy: string, now: number): ClockStep[] {
  const overdue = inOrder(
    steps.filter(
      ({ do: what, at, state }) => what !== "remind" && state !== "fired" && at >= respondBy && ms(at) <= now,
    ),
  );
  const last = overdue.findLast((step) => step.do === "escalate") ?? overdue.at(-1);
  return steps.map((step) => {
    if (!overdue.includes(step) || step.do !== last?.do || step.at !== last.at) return step;
    const { doneAt: _doneAt, ...pending } = step;
    return { ...pending, state: "pending" };
  });
}

/** Steps by what they are: by `at`, `do` and `to`, how many like it come before, and which repetition. */
function namesOf(stage: Stage): (id: string) => string {
  const counts = new Map<string, number>();
  const names = stage.steps.map((step) => {
    const at = "percent" in step.at ? `${step.at.percent}%` : `+${format(step.at.after)}`;
    const name = `${at} ${step.do} ${step.to ?? ""}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return `${name} ${count}`;
  });
  return (id) => {
    const [position = "", repetition = "0"] = id.split(".");
    return `${names[Number(position)] ?? position} ${repetition}`;
  };
}

/** What was done in an owner's earlier window has that window's start in its id. */
const ofThisWindow = (id: string): boolean => /^(\d+|try)(\.\d+)?(@v\d+)?$/.test(id);

/** The steps of the present window by what they are, with those that only an earlier version had. */
function knownSteps(clock: Clock, stage: Stage | undefined): Map<string, ClockStep> {
  const nameOf = stage ? namesOf(stage) : (id: string) => id;
  return new Map(clock.steps.filter(({ id }) => ofThisWindow(id)).map((step) => [step.was ?? nameOf(step.id), step]));
}
