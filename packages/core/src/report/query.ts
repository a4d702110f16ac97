import { didYouMean } from "../agreement/suggest.ts";
import { BatonError } from "../error/index.ts";
import type { Row } from "../lead/row.ts";
import type { TeamNaming } from "../visibility/teams.ts";
import { addDays, countDays, isDay } from "../zone/days.ts";
import { localDate } from "../zone/index.ts";
import {
  asCarried,
  countingBy,
  type Dimension,
  dimensions,
  type Naming,
  namedKey,
  type Period,
  periodOf,
  periods,
} from "./dimensions.ts";
import { type Measure, type Standing, standings } from "./measure.ts";

/** Three years, so that a year can be seen beside the one before. */
const MOST_DAYS = 3 * 366;
/** Both ends included, today the last of them. */
const DEFAULT_DAYS = 30;

/** What is asked, as it is written: days `2026-11-26`, `by` a dimension or period, `where` as `campaign:spring`. */
export interface ReportQuestion {
  from?: string | undefined;
  to?: string | undefined;
  by?: string | undefined;
  where?: string | undefined;
}

export interface Query {
  from: string;
  to: string;
  by?: Dimension | Period;
  where?: { dimension: Dimension; value: string | null };
  naming: Naming;
  teams: TeamNaming;
}

/** Whom a report is for. */
export interface Reader {
  /** The agreement's time zone, whose days are counted. */
  zone: string;
  /** Whether they may see numbers of single people. */
  names: boolean;
  /** Whether the agreement has been rolled out gently, so that there is something to compare with. */
  baseline?: boolean;
  /** What campaigns are called; as leads carry them, if absent. */
  naming?: Naming;
  /** What teams are called; as the agreement does, if absent. */
  teams?: TeamNaming;
  /** So many days of numbers of single people they may see; all, if absent. */
  personDays?: number;
}

export const isPeriod = (by: string | undefined): by is Period => periods.some((period) => period === by);

const asNamed: TeamNaming = (team) => team;

/** Throws `report.range`, `report.dimension`, `report.where` or `report.visibility`. */
export function readQuery(asked: ReportQuestion, reader: Reader, now: number): Query {
  const { from, to } = readRange(asked, reader, now);
  const by = asked.by === undefined ? undefined : known(asked.by, [...dimensions, ...periods]);
  const where = asked.where === undefined ? undefined : readWhere(asked.where);
  const isOfPeople = by === "person" || where?.dimension === "person";
  if (!reader.names && isOfPeople)
    throw new BatonError(
      "report.visibility",
      "Numbers of single people are for themselves and their managers; an API key gets them when the agreement says `visibility: names`.",
      { status: 403 },
    );
  const { personDays } = reader;
  const earliest = personDays === undefined ? from : addDays(localDate(reader.zone, now), 1 - personDays);
  if (isOfPeople && from < earliest)
    throw new BatonError(
      "report.visibility",
      `Numbers of single people end after ${personDays} days: ask from ${earliest} on.`,
      { status: 403 },
    );
  const teams = reader.teams ?? asNamed;
  const team = where?.dimension === "team" ? where.value : null;
  if (teams(team) !== team)
    throw new BatonError(
      "report.visibility",
      `"${team}" has too few people to be shown by itself: ask for team:${teams(team)}, with others of its side.`,
      { status: 403 },
    );
  return { from, to, ...(by && { by }), ...(where && { where }), naming: reader.naming ?? asCarried, teams };
}

/** Throws `report.range`. */
export function readRange(
  { from, to }: Pick<ReportQuestion, "from" | "to">,
  { zone }: Reader,
  now: number,
): { from: string; to: string } {
  for (const day of [from, to]) {
    if (day !== undefined && !isDay(day))
      throw new BatonError("report.range", `"${day}" is not a day such as 2026-11-26.`);
  }
  const last = to ?? laterOf(localDate(zone, now), from);
  const first = from ?? addDays(last, 1 - DEFAULT_DAYS);
  if (first > last) throw new BatonError("report.range", `${first} is after ${last}.`);
  if (countDays(first, last) > MOST_DAYS)
    throw new BatonError("report.range", `A report is of ${MOST_DAYS} days at most; ask for parts of that.`);
  return { from: first, to: last };
}

const laterOf = (day: string, other: string | undefined): string => (other !== undefined && other > day ? other : day);

function known<Name extends string>(name: string, names: readonly Name[]): Name {
  const found = names.find((one) => one === name);
  if (found !== undefined) return found;
  throw new BatonError(
    "report.dimension",
    `There is no dimension "${name}"${didYouMean(name, names) || `; there are ${names.join(", ")}`}`,
  );
}

/** `campaign:spring`; `campaign:` is what has none. */
function readWhere(text: string): NonNullable<Query["where"]> {
  const colon = text.indexOf(":");
  if (colon < 0) throw new BatonError("report.where", `"${text}" is not of the form DIMENSION:VALUE.`);
  return { dimension: known(text.slice(0, colon), dimensions), value: text.slice(colon + 1) || null };
}

/** Throws `report.which`. */
export function readWhich(which: string): Standing {
  const found = standings.find((one) => one === which);
  if (found) return found;
  throw new BatonError(
    "report.which",
    `There is no "${which}"${didYouMean(which, standings) || `; there are ${standings.join(", ")}`}`,
  );
}

/** What a row of a day says of a measure, and under which key; undefined when the question is not about it. */
export function judged(
  measure: Measure,
  { by, where, naming, teams }: Query,
  day: string,
  row: Row,
): { verdict: Standing | undefined; key: string | null } | undefined {
  if (where && namedKey(row, where.dimension, naming, teams) !== where.value) return undefined;
  const dimension = isPeriod(by) ? undefined : by;
  const counting = where?.dimension === "person" ? "holders" : countingBy(dimension);
  const verdict = measure.judge(row, counting);
  if (!verdict && !measure.looked?.(row) && !measure.money?.(row).length) return undefined;
  const key = by === undefined ? null : isPeriod(by) ? periodOf(day, by) : namedKey(row, by, naming, teams);
  return { verdict, key };
}
