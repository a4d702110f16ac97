import type { Agreement } from "../agreement/model.ts";
import { sideOf } from "../agreement/side.ts";
import { BatonError } from "../error/index.ts";
import type { Side } from "../facts/codes.ts";
import { awayUntil } from "../rules/people/availability.ts";
import { inWorkingDays } from "../rules/people/working-days.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { mayStandIn } from "../signing/signers.ts";

/** Working days in which people answer, and then in which the wordings are put together. */
const DAYS = 10;
/** In their place for whoever never works. */
const CALENDAR_MS = 14 * 86_400_000;

/** When a survey closes that begins at an instant (epoch ms): when the half of those asked have worked for ten days. */
export function closesAfter(rulebook: Rulebook, asked: Record<Side, string[]>, now: number): number {
  const ends = Object.values(asked).flatMap((people) => people.map((id) => tenDaysOf(rulebook, id, now)));
  return ends.sort((a, b) => a - b)[Math.floor((ends.length - 1) / 2)]!;
}

/** When somebody has worked for ten days from an instant on, epoch ms. */
export function tenDaysOf(rulebook: Rulebook, person: string, now: number): number {
  try {
    return inWorkingDays(rulebook, person, now, DAYS);
  } catch (error) {
    if (error instanceof BatonError && error.code === "calendar.empty") return now + CALENDAR_MS;
    throw error;
  }
}

/**
 * Who puts the wordings together for a side: its signer; without signers its first manager, else the first who was asked. Their deputy,
 * while they are away. Undefined where nobody of the side is left.
 */
export function mergerOf(rulebook: Rulebook, side: Side, asked: readonly string[], now: number): string | undefined {
  const { agreement } = rulebook;
  const person = agreement.signers?.[side] ?? firstManager(agreement, side) ?? asked.find((id) => agreement.people[id]);
  if (person === undefined) return undefined;
  return (
    mayStandIn(rulebook, { person, side }).find((id) => awayUntil(rulebook, id, now) === undefined) ??
    (agreement.people[person] && person)
  );
}

function firstManager(agreement: Agreement, side: Side): string | undefined {
  const { people, teams, manager } = agreement;
  const managers = new Set([
    manager,
    ...Object.values(people).map((person) => person.manager),
    ...Object.values(teams).map((team) => team.manager),
  ]);
  return Object.keys(people).find((id) => managers.has(id) && sideOf(agreement, id) === side);
}
