import { type Calendar, type Interval, type Weekday, weekdayOf, weekdays, weekOn } from "../calendar/index.ts";
import type { Side } from "../facts/codes.ts";
import type { FieldType } from "../fields/builtin.ts";
import { tableOf } from "../tables/fields.ts";
import { type Catalogue, catalogueOf, readCondition } from "./conditions.ts";
import type { Path, ReportFinding } from "./finding.ts";
import {
  type Agreement,
  type AgreementCalendar,
  type Commitment,
  type Goal,
  type RolloutMode,
  type Rota,
  type Route,
  rolloutModes,
  type TableColumn,
  type TableKey,
  type TableSpec,
} from "./model.ts";
import { date } from "./scalars.ts";
import { days, type Written } from "./schema.ts";
import { didYouMean } from "./suggest.ts";

/** How long a review is, where nobody says it. */
const REVIEW_MINUTES = 30;

/** Spells out what an agreement's shorthand means. Conditions and weekdays are read here, because they depend on other parts. */
export function build(written: Written, report: ReportFinding): Agreement {
  const tables = Object.fromEntries(Object.entries(written.tables).map(([name, table]) => [name, buildTable(table)]));
  const catalogue = catalogueOf(written.fields, tables, {
    sources: Object.keys(written.sources),
    bands: Object.keys(written.score.bands),
    people: Object.keys(written.people),
    teams: Object.keys(written.teams),
    calendars: Object.keys(written.calendars),
    segments: written.segments.map(({ name }) => name),
  });
  for (const [name, table] of Object.entries(tables)) checkTable(table, ["tables", name], catalogue, report);
  const when = (value: unknown, path: Path) => readCondition(value ?? {}, path, catalogue, report);
  // Score and band come of the score's own rules, which therefore cannot ask about them.
  const { segment: _segment, value: _value, ...sortable } = catalogue;
  const { motion: _motion, ...movable } = catalogue;
  const { score: _score, band: _band, motion: _none, ...scorable } = sortable;
  const target = (value: number | { amount: number; share: boolean } | undefined) =>
    typeof value === "number" ? value : value?.amount;
  const targeted = <Of extends Pick<Written["goals"][number], "atLeast" | "atMost">>({
    atLeast,
    atMost,
    ...rest
  }: Of) => ({
    ...rest,
    ...(atLeast !== undefined && { atLeast: target(atLeast) }),
    ...(atMost !== undefined && { atMost: target(atMost) }),
    share: typeof (atLeast ?? atMost) === "object",
  });
  const commitments = (side: Side) =>
    written.commitments[side].map(
      ({ needs, ...commitment }): Commitment => ({ ...targeted(commitment), ...(needs.length > 0 && { needs }) }),
    );

  return {
    name: written.name,
    timezone: written.timezone,
    manager: written.manager,
    operator: written.operator,
    signed: written.signed,
    ...(written.signers && { signers: written.signers }),
    calendars: Object.fromEntries(
      Object.entries(written.calendars).map(([name, calendar]) => [
        name,
        buildCalendar(calendar, written.timezone, ["calendars", name], report),
      ]),
    ),
    rotas: Object.fromEntries(
      Object.entries(written.rotas).map(([name, rota]) => [name, buildRota(rota, written, ["rotas", name], report)]),
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
    ...(Object.keys(tables).length > 0 && { tables }),
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
    ...(written.segments.length > 0 && {
      segments: written.segments.map((segment, i) => ({
        ...segment,
        when: readCondition(segment.when ?? {}, ["segments", i, "when"], withoutMotion(sortable), report),
      })),
    }),
    ...(written.motion.length > 0 && {
      motion: written.motion.map((motion, i) => ({
        ...motion,
        when: readCondition(motion.when ?? {}, ["motion", i, "when"], movable, report),
      })),
    }),
    routing: written.routing.map(
      ({ to, else: others = [], ...route }, i): Route => ({
        ...route,
        when: when(route.when, ["routing", i, "when"]),
        to:
          typeof to === "string"
            ? to
            : to.map(({ team, share }) => ({
                team,
                share: typeof share === "number" ? share : Number((share.amount * 100).toFixed(4)),
              })),
        else: typeof others === "string" ? [others] : others,
      }),
    ),
    sla: Object.fromEntries(
      Object.entries(written.sla).map(([name, policy]) => [
        name,
        {
          ...policy,
          ...(policy.contactHours && {
            contactHours: buildWeek(policy.contactHours, ["sla", name, "contactHours"], report),
          }),
          stages: Object.entries(policy.stages).map(([stage, { playbook, ...spec }]) => ({
            name: stage,
            ...spec,
            ...(playbook.length > 0 && { playbook }),
          })),
        },
      ]),
    ),
    ...(written.contactHours && { contactHours: buildWeek(written.contactHours, ["contactHours"], report) }),
    reasons: written.reasons,
    ...(written.requests.length > 0 && { requests: written.requests }),
    ...(written.rollout && { rollout: buildRollout(written.rollout, report) }),
    ...(written.handover && { handover: written.handover }),
    ...(written.recycling && { recycling: written.recycling }),
    ...(written.lostReasons.length > 0 && { lostReasons: written.lostReasons }),
    ...(written.crm && { crm: written.crm }),
    ...(written.messages.length > 0 && { messages: written.messages }),
    ...(written.survey && {
      survey: {
        every: written.survey.every,
        ...(written.survey.atLeast && { atLeast: written.survey.atLeast.amount }),
      },
    }),
    ...(written.currency && { currency: written.currency }),
    ...(written.attribution && { attribution: written.attribution }),
    commitments: { marketing: commitments("marketing"), sales: commitments("sales") },
    ...(written.review && {
      review: {
        everyWeeks: written.review.every,
        on: written.review.on,
        at: written.review.at,
        with: written.review.with,
        minutes: written.review.minutes ?? REVIEW_MINUTES,
        ...(written.review.from !== undefined && { from: written.review.from }),
      },
    }),
    ...(written.rideAlongs && {
      rideAlongs: {
        per: written.rideAlongs.per,
        marketing: written.rideAlongs.marketing ?? 0,
        sales: written.rideAlongs.sales ?? 0,
      },
    }),
    ...(written.goals.length > 0 && { goals: written.goals.map((goal): Goal => targeted(goal)) }),
    ...(written.retention && { retention: written.retention }),
    ...(written.reroute !== "on-qualified" && { reroute: written.reroute }),
    ...(written.visibility && { visibility: written.visibility }),
  };
}

/** `from` and `remind` are days, and everything else a mode. */
function buildRollout(written: NonNullable<Written["rollout"]>, report: ReportFinding): Agreement["rollout"] {
  const modes: Record<string, RolloutMode> = {};
  const days: { from?: string; remind?: string } = {};
  for (const [name, value] of Object.entries(written)) {
    const mode = rolloutModes.find((one) => one === value);
    const isDay = name === "from" || name === "remind";
    if (isDay ? mode : !mode)
      report(
        ["rollout", name],
        "schema.value",
        isDay ? "expected a day" : `expected one of ${rolloutModes.join(", ")}`,
      );
    else if (mode) modes[name] = mode;
    else if (isDay) days[name] = value;
  }
  const { from, remind } = days;
  if (remind !== undefined && from === undefined)
    report(
      ["rollout", "remind"],
      "schema.required",
      "remind counts only until a day: from says when the rest begins; to remind for good, give default: remind",
    );
  else if (remind !== undefined && from !== undefined && remind > from)
    report(
      ["rollout", "remind"],
      "schema.value",
      `owners are reminded before the rest begins: ${remind} is after ${from}, the day given by from`,
    );
  return { ...days, modes };
}

/** What segments may ask about: motions may ask about segments in turn. */
const withoutMotion = ({ motion: _motion, ...rest }: Catalogue): Catalogue => rest;

const buildTable = ({ by, gives }: Written["tables"][string]): TableSpec => ({
  by: Object.entries(by).map(([field, how]) => ({ field, how })),
  gives: Object.entries(gives).map(([column, spec]): TableColumn => {
    if (typeof spec === "string") return { column, type: spec };
    const isNumeric = spec.values.every((value) => typeof value === "number");
    return { column, type: isNumeric ? "number" : "string", values: isNumeric ? spec.values : spec.values.map(String) };
  }),
});

/** Fields that say who somebody is. */
const SOMEBODYS: ReadonlySet<string> = new Set(["email", "phone", "name", "firstName", "lastName", "message"]);

/** How rows may be found by a field. */
const ways: Record<FieldType, readonly TableKey["how"][]> = {
  string: ["key", "prefix", "range"],
  number: ["key", "range"],
  boolean: ["key"],
  instant: [],
};

function checkTable({ by, gives }: TableSpec, path: Path, catalogue: Catalogue, report: ReportFinding): void {
  for (const [what, entries] of Object.entries({ by, gives }))
    if (entries.length === 0) report([...path, what], "schema.value", `a table needs something under ${what}`);
  for (const { field, how } of by) {
    const spec = Object.hasOwn(catalogue, field) ? catalogue[field] : undefined;
    const here = [...path, "by", field];
    if (!spec)
      report(here, "schema.field", `unknown field "${field}"${didYouMean(field, Object.keys(catalogue))}`, {
        atKey: true,
      });
    else if (field === "score" || field === "band" || tableOf(field) !== undefined)
      report(here, "schema.field", `"${field}" comes of rules and tables themselves; give what a lead is known by`, {
        atKey: true,
      });
    else if (SOMEBODYS.has(field))
      report(
        here,
        "schema.field",
        `rows stay when a person is erased, so none is found by "${field}"; import whose customer they are instead`,
        {
          atKey: true,
        },
      );
    else if (!ways[spec.type].includes(how))
      report(
        here,
        "schema.value",
        `"${field}" is ${spec.type === "instant" ? "an" : "a"} ${spec.type}, which ${ways[spec.type].length === 0 ? "no row is found by" : `is found by ${ways[spec.type].join(" or ")}`}`,
      );
    if (gives.some(({ column }) => column === field))
      report([...path, "gives", field], "schema.duplicate", `"${field}" is a column under by`, { atKey: true });
  }
}

function buildCalendar(
  { timezone, week, weeks, holidays, dates }: Written["calendars"][string],
  zone: string,
  path: Path,
  report: ReportFinding,
): AgreementCalendar {
  if (!week && !weeks) report(path, "schema.required", '"week" is missing', { atKey: true });
  if (week && weeks)
    report([...path, "weeks"], "schema.key", "a calendar has either week or weeks, not both", { atKey: true });
  const built = {
    timezone: timezone ?? zone,
    week: buildWeek(week ?? {}, [...path, "week"], report),
    ...(weeks && {
      weeks: {
        odd: buildWeek(weeks.odd, [...path, "weeks", "odd"], report),
        even: buildWeek(weeks.even, [...path, "weeks", "even"], report),
      },
    }),
    holidays: holidays.filter((holiday) => typeof holiday === "string"),
    regions: holidays.flatMap((holiday) => (typeof holiday === "string" ? [] : [holiday.region])),
  };
  const days = Object.entries(dates).map(([day, written]) => [
    day,
    buildDate(built, day, written, [...path, "dates", day], report),
  ]);
  return { ...built, ...(days.length > 0 && { dates: Object.fromEntries(days) as Calendar["dates"] }) };
}

/** The windows of one date: its own, or those of a weekday. */
function buildDate(
  calendar: Calendar,
  day: string,
  written: Interval[] | string,
  path: Path,
  report: ReportFinding,
): Interval[] {
  const read = date.safeParse(day);
  if (!read.success) {
    report(path, "schema.value", `expected a date such as 2026-12-24, found "${day}"`, { atKey: true });
    return [];
  }
  if (typeof written !== "string") return written;
  const like = written === "week" ? weekdayOf(day) : weekdays.find((weekday) => weekday === written.toLowerCase());
  if (!like) {
    report(path, "schema.value", `expected windows, week or a weekday such as fri, found "${written}"`);
    return [];
  }
  const windows = weekOn(calendar, day)[like] ?? [];
  if (windows.length === 0)
    report(
      path,
      "schema.value",
      `no hours are given for ${like}: give those of ${day}, or the weekday that it is like`,
    );
  return windows;
}

function buildRota(
  { of, every, from, order, timezone, hours }: Written["rotas"][string],
  written: Written,
  path: Path,
  report: ReportFinding,
): Rota {
  const everyDays = every.days + 7 * every.weeks;
  if (every.elapsed || every.ms > 0 || !Number.isInteger(everyDays))
    report([...path, "every"], "schema.value", "a turn takes whole days, such as 1d or 1w");
  const members = (Object.hasOwn(written.teams, of) ? written.teams[of]!.members : []).map((member) =>
    typeof member === "string" ? member : member.person,
  );
  const week = buildWeek(hours, [...path, "hours"], report);
  return {
    of,
    everyDays: Math.max(1, everyDays),
    from,
    order: order ?? members,
    hours: { timezone: timezone ?? written.timezone, week, holidays: [], regions: [] },
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
