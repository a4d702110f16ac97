import { loggable } from "../error/index.ts";
import { delaySeconds } from "../lead/change/dispatch.ts";
import type { WeeklyMessage } from "../ports/queues.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { addDays } from "../zone/days.ts";
import { dayStart, localDate } from "../zone/index.ts";

/** The first instant after another (epoch ms) at which somebody begins to work in a week of theirs. */
export function firstOfWeek(rulebook: Rulebook, person: string, after: number): number {
  const zone = rulebook.zone(person);
  const today = localDate(zone, after);
  const weekday = (new Date(today).getUTCDay() + 6) % 7;
  for (let week = 0; ; week++) {
    const monday = dayStart(zone, addDays(today, 7 * week - weekday));
    const first = rulebook.workingTime(person).nextOpening(monday);
    if (first > after) return first;
  }
}

/** The version for which everybody's was planned by this process. */
let planned: Rulebook | undefined;

/** Plans the next Weekly of everybody, once for each version: who is new has one, and where working time has changed it moves. */
export async function planWeeklies({ store, time, log }: Relay, rulebook: Rulebook): Promise<void> {
  if (planned?.version === rulebook.version && planned.agreement.people === rulebook.agreement.people) return;
  const now = time.now();
  const people = Object.keys(rulebook.agreement.people);
  try {
    const known = await store.weeklies(people);
    for (const person of people) {
      const due = firstOfWeek(rulebook, person, now);
      const before = known[person];
      // What is overdue is seen to first.
      if (before && (Date.parse(before.due) <= now || Date.parse(before.due) === due)) continue;
      await store.planWeekly(person, due, before?.due);
    }
    planned = rulebook;
  } catch (error) {
    log("warn", "the weeks of some people are not planned yet", loggable(error));
  }
}

/** Somebody's week has begun: their Weekly is queued, and the next one planned. A message that is early or old changes nothing. */
export async function beginWeek(relay: Relay, { weekly: person, dueAt }: WeeklyMessage): Promise<void> {
  const { store, time, queues } = relay;
  const plan = (await store.weeklies([person]))[person];
  if (plan?.due !== dueAt) return;
  const now = time.now();
  const due = Date.parse(dueAt);
  if (due > now) {
    const delay = delaySeconds(time, due);
    if (delay !== undefined)
      await queues.checks([{ message: { weekly: person, dueAt }, delaySeconds: Math.max(1, delay) }]);
    return;
  }
  const rulebook = await relay.rulebooks.active();
  const isThere = Object.hasOwn(rulebook.agreement.people, person);
  if (isThere) await queues.notices([{ message: { weekly: person, dueAt } }]);
  // Whoever has left comes up once a year, in case they are back.
  await store.planWeekly(person, isThere ? firstOfWeek(rulebook, person, now) : now + 365 * 86_400_000, dueAt);
}
