import type { Policy } from "@baton/core/agreement";
import { type Interval, union, without } from "@baton/core/calendar";
import { calendarMs, format, humanMs } from "@baton/core/duration";
import type { Rulebook } from "@baton/core/rules";
import { formatInstant, localDate, offsetAt } from "@baton/core/zone";
import { HORIZON_MS } from "./horizon.ts";
import { hoursInWords } from "./hours.ts";
import { askedFor } from "./owners.ts";
import type { Problem } from "./problem.ts";

/** A policy under which leads go to a target, and the positions of the routing rules that say so. */
export interface Use {
  policy: string;
  target: string;
  routes: number[];
}

/**
 * Hours in the 400 days after `at` (epoch ms) in which a policy's clock runs and nobody of the target works, holidays and leave
 * included; where it runs in the owner's own time, for how long nobody works, if that is longer than the first window and the
 * shortest such time together, for the shortest window of those whose leads a target gets. One warning per use, or that there was no
 * time to look. A target that only a lead can name, or that
 * stands for nobody, has no hours.
 */
export function dutyGaps(
  rulebook: Rulebook,
  uses: readonly Use[],
  { at, over = () => false }: { at: number; over?(): boolean },
): Problem[] {
  const { sla, teams } = rulebook.agreement;
  const span: Interval = [at, at + HORIZON_MS];
  const strictest = strictestOf(rulebook, uses);
  return uses.flatMap(({ policy: name, target, routes }): Problem[] => {
    if (over())
      return [
        {
          path: ["sla", name],
          atKey: true,
          code: "duty.unproven",
          severity: "warning",
          message: `whether somebody of "${target}" works while the clock of "${name}" runs was not asked within the time`,
        },
      ];
    const policy = sla[name]!;
    const people = askedFor(rulebook, target, {});
    if (people.length === 0) return [];
    const who = teams[target] ? `nobody of "${target}" works` : `${people[0]} does not work`;
    if (runsWithOwner(policy)) {
      if (strictest.get(target) !== name) return [];
      const long = longAbsence(rulebook, policy, people, span);
      if (!long) return [];
      const zone = rulebook.zone(people[0]);
      const [from, to] = long;
      const when = `from ${formatInstant(zone, from, { withZone: false })} to ${formatInstant(zone, to)}`;
      const window = format(policy.stages[0]!.within);
      return [
        {
          path: ["sla", name],
          atKey: true,
          code: "duty.gap",
          severity: "warning",
          message: `${who} ${when}, for ${humanMs(to - from)}: a lead that comes then waits so long, though "${name}" gives it ${window}`,
          at: from,
          routes,
        },
      ];
    }
    const gaps = unattended(rulebook, policy, people, span);
    if (gaps.length === 0) return [];
    const inCalendar = !hasElapsedStage(policy);
    const zone = inCalendar ? rulebook.agreement.calendars[policy.calendar]!.timezone : rulebook.zone(people[0]);
    return [
      {
        ...(inCalendar ? { path: ["sla", name, "calendar"] } : { path: ["sla", name], atKey: true }),
        code: "duty.gap",
        severity: "warning",
        message: `${who} while the clock of "${name}" runs: ${hoursInWords(gaps, clockRuns(rulebook, policy, span), zone)}`,
        at: gaps[0]![0],
        routes,
      },
    ];
  });
}

/** Of the policies that run in the owner's time, the one with the shortest first window, by target. */
function strictestOf({ agreement: { sla } }: Rulebook, uses: readonly Use[]): Map<string, string> {
  const windowMs = (policy: string) => calendarMs(sla[policy]!.stages[0]!.within);
  const found = new Map<string, string>();
  for (const { target, policy } of uses) {
    const other = found.get(target);
    if (runsWithOwner(sla[policy]!) && (other === undefined || windowMs(policy) < windowMs(other)))
      found.set(target, policy);
  }
  return found;
}

/** The hours of a span in which a policy's clock runs and none of the people works. */
export function unattended(rulebook: Rulebook, policy: Policy, people: readonly string[], span: Interval): Interval[] {
  return without(clockRuns(rulebook, policy, span), worked(rulebook, people, span));
}

/** When one of the people works. */
function worked(rulebook: Rulebook, people: readonly string[], span: Interval): Interval[] {
  // People without leave share the working time of their calendar.
  const times = new Set(people.map((id) => rulebook.workingTime(id)));
  return union([...times].flatMap((time) => [...time.intervals(...span)]));
}

/**
 * The longest stretch of a span in which none of the people works, if that is longer than the first window and the shortest such
 * stretch between two days together: a night like every other is what a calendar means, and no news.
 */
function longAbsence(
  rulebook: Rulebook,
  { stages }: Policy,
  people: readonly string[],
  span: Interval,
): Interval | undefined {
  const zone = rulebook.zone(people[0]);
  // By the wall clock, by which a night in which clocks change is no longer than others.
  const length = ([from, to]: Interval) => to + offsetAt(zone, to) - from - offsetAt(zone, from);
  const gaps = without([span], worked(rulebook, people, span));
  // One that the span cuts off is longer than it looks.
  const whole = gaps.filter(([from, to]) => from > span[0] && to < span[1]);
  const nights = whole.filter(([from, to]) => localDate(zone, from) !== localDate(zone, to));
  const shortest = Math.min(...(nights.length > 0 ? nights : whole).map(length));
  const longest = Math.max(...gaps.map(length));
  return longest > shortest + calendarMs(stages[0]!.within) ? gaps.find((gap) => length(gap) === longest) : undefined;
}

/**
 * When a policy's clock runs, whoever holds the lead. Wall-clock stages run day and night; what runs in the owner's own working
 * time runs only while the owner works.
 */
function clockRuns(rulebook: Rulebook, policy: Policy, span: Interval): Interval[] {
  if (hasElapsedStage(policy)) return [span];
  return runsWithOwner(policy) ? [] : [...rulebook.clockTime(policy, {}).intervals(...span)];
}

/** Or where the lead is, which no calendar says. */
const runsWithOwner = (policy: Policy): boolean =>
  (policy.calendar === "owner" || policy.calendar === "lead") && !hasElapsedStage(policy);
const hasElapsedStage = ({ stages }: Policy): boolean => stages.some(({ within }) => within.elapsed);
