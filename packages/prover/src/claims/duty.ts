import type { Policy } from "@baton/core/agreement";
import { type Interval, union, without } from "@baton/core/calendar";
import type { Rulebook } from "@baton/core/rules";
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
 * included: one warning per use, or that there was no time to look. A target that only a lead can name, or that stands for nobody, has
 * no hours.
 */
export function dutyGaps(
  rulebook: Rulebook,
  uses: readonly Use[],
  { at, over = () => false }: { at: number; over?(): boolean },
): Problem[] {
  const { sla, teams } = rulebook.agreement;
  const span: Interval = [at, at + HORIZON_MS];
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
    const gaps = people.length === 0 ? [] : unattended(rulebook, policy, people, span);
    if (gaps.length === 0) return [];
    const inCalendar = !hasElapsedStage(policy);
    const zone = inCalendar ? rulebook.agreement.calendars[policy.calendar]!.timezone : rulebook.zone(people[0]);
    const who = teams[target] ? `nobody of "${target}" works` : `${people[0]} does not work`;
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

/** The hours of a span in which a policy's clock runs and none of the people works. */
export function unattended(rulebook: Rulebook, policy: Policy, people: readonly string[], span: Interval): Interval[] {
  // People without leave share the working time of their calendar.
  const times = new Set(people.map((id) => rulebook.workingTime(id)));
  const worked = [...times].flatMap((time) => [...time.intervals(...span)]);
  return without(clockRuns(rulebook, policy, span), union(worked));
}

/**
 * When a policy's clock runs, whoever holds the lead. Wall-clock stages run day and night; what runs in the owner's own working
 * time runs only while the owner works.
 */
function clockRuns(rulebook: Rulebook, policy: Policy, span: Interval): Interval[] {
  if (hasElapsedStage(policy)) return [span];
  return policy.calendar === "owner" ? [] : [...rulebook.clockTime(policy, undefined).intervals(...span)];
}

const hasElapsedStage = ({ stages }: Policy): boolean => stages.some(({ within }) => within.elapsed);
