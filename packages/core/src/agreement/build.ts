import type { Calendar, Weekday } from "../calendar/index.ts";
import { catalogueOf, readCondition } from "./conditions.ts";
import type { Path, ReportFinding } from "./finding.ts";
import type { Agreement, Commitment } from "./model.ts";
import { days, type Written } from "./schema.ts";

/** Spells out what an agreement's shorthand means. Conditions and weekdays are read here, because they depend on other parts. */
export function build(written: Written, report: ReportFinding): Agreement {
  const people = Object.keys(written.people);
  const catalogue = catalogueOf(written.fields, {
    sources: Object.keys(written.sources),
    bands: Object.keys(written.score.bands),
    people,
  });
  const when = (value: unknown, path: Path) => readCondition(value ?? {}, path, catalogue, report);
  // Score and band come of the score's own rules, which therefore cannot ask about them.
  const { score: _score, band: _band, ...scorable } = catalogue;
  const target = (value: number | { amount: number; share: boolean } | undefined) =>
    typeof value === "number" ? value : value?.amount;
  const commitments = (side: "marketing" | "sales") =>
    written.commitments[side].map(
      ({ atLeast, atMost, ...rest }): Commitment => ({
        ...rest,
        ...(atLeast !== undefined && { atLeast: target(atLeast) }),
        ...(atMost !== undefined && { atMost: target(atMost) }),
        share: typeof (atLeast ?? atMost) === "object",
      }),
    );

  return {
    name: written.name,
    timezone: written.timezone,
    manager: written.manager,
    operator: written.operator,
    signed: written.signed,
    calendars: Object.fromEntries(
      Object.entries(written.calendars).map(([name, calendar]) => [
        name,
        {
          timezone: calendar.timezone ?? written.timezone,
          week: buildWeek(calendar.week, ["calendars", name, "week"], report),
          holidays: calendar.holidays.filter((holiday) => typeof holiday === "string"),
          regions: calendar.holidays.flatMap((holiday) => (typeof holiday === "string" ? [] : [holiday.region])),
        },
      ]),
    ),
    people: written.people,
    teams: Object.fromEntries(
      Object.entries(written.teams).map(([name, team]) => [
        name,
        {
          ...team,
          members: team.members.map((member) => (typeof member === "string" ? { person: member, weight: 1 } : member)),
        },
      ]),
    ),
    sources: written.sources,
    fields: written.fields,
    score: {
      qualified: written.score.qualified,
      bands: Object.entries(written.score.bands)
        .map(([name, from]) => ({ name, from }))
        .sort((a, b) => b.from - a.from),
      rules: written.score.rules.map((rule, i) => ({
        ...rule,
        when: readCondition(rule.when ?? {}, ["score", "rules", i, "when"], scorable, report),
      })),
      touches: written.score.touches.map((touch, i) => ({
        ...touch,
        when: readCondition(touch.when ?? {}, ["score", "touches", i, "when"], undefined, report),
      })),
    },
    routing: written.routing.map((route, i) => ({ ...route, when: when(route.when, ["routing", i, "when"]) })),
    sla: Object.fromEntries(
      Object.entries(written.sla).map(([name, policy]) => [
        name,
        { ...policy, stages: Object.entries(policy.stages).map(([stage, spec]) => ({ name: stage, ...spec })) },
      ]),
    ),
    reasons: written.reasons,
    commitments: { marketing: commitments("marketing"), sales: commitments("sales") },
    ...(written.retention && { retention: written.retention }),
    ...(written.visibility && { visibility: written.visibility }),
  };
}

function buildWeek(written: Record<string, [number, number][]>, path: Path, report: ReportFinding): Calendar["week"] {
  const week: Partial<Record<Weekday, [number, number][]>> = {};
  for (const [key, windows] of Object.entries(written)) {
    const range = days.safeParse(key);
    if (!range.success)
      report([...path, key], "schema.value", `expected a weekday or a range such as mon-fri, found "${key}"`, {
        atKey: true,
      });
    for (const day of range.data ?? []) {
      if (week[day]) report([...path, key], "schema.duplicate", `${day} is given twice in this week`, { atKey: true });
      week[day] = windows;
    }
  }
  return week;
}
