import type { TeamMember } from "../agreement/model.ts";
import { sideOf } from "../agreement/side.ts";
import type { Ask } from "../asks/model.ts";
import { BatonError } from "../error/index.ts";
import type { Side } from "../facts/codes.ts";
import type { Row } from "../lead/row.ts";
import type { Relay } from "../ports/relay.ts";
import { readPlace, writePlace } from "../report/cursor.ts";
import type { Folding } from "../report/fold.ts";
import { type ReportQuestion, readRange } from "../report/query.ts";
import type { Absence } from "../rules/people/absences.ts";
import type { Load } from "../rules/people/capacity.ts";
import { daysBetween } from "../zone/days.ts";

/** What is recorded of one person at work, besides what they did with leads. */
export interface EmployeeRecord {
  person: string;
  /** As the active version has them; null for somebody who has left. */
  agreement: TeamMember | null;
  side: Side | null;
  teams: string[];
  absences: Absence[];
  /** What they were asked, and what they said. */
  asks: Ask[];
  load: Load | null;
  /** Leads and requests that they have now. */
  holds: string[];
}

/** What they did with a lead or a request, under the day that it is counted on. */
export interface EmployeeLine {
  day: string;
  row: Row;
}

export interface EmployeePage {
  /** Only with the first page. */
  record?: EmployeeRecord;
  lines: EmployeeLine[];
  /** The cursor of what follows; null when it was all. */
  next: string | null;
}

/** A page ends when so many rows were looked at. */
const MOST_ROWS = 20_000;

/**
 * Everything that is recorded of somebody at work, page by page: what they are in the agreement, what they were asked and said, and every
 * row of some days that names them. Throws `employee.unknown` for somebody of whom nothing is known at all.
 */
export async function employeeRecord(
  { store, rulebooks }: Pick<Relay, "store" | "rulebooks">,
  folding: Folding,
  person: string,
  { cursor, ...asked }: Pick<ReportQuestion, "from" | "to"> & { cursor?: string | undefined },
): Promise<EmployeePage> {
  const { agreement } = await rulebooks.active();
  const { from, to } = readRange(asked, { zone: agreement.timezone, names: true }, folding.time.now());
  const start = cursor === undefined ? undefined : readPlace(cursor);
  const record = start ? undefined : await recordOf({ store, rulebooks }, person);
  const lines: EmployeeLine[] = [];
  let read = 0;
  for (const day of daysBetween(start && start.day > from ? start.day : from, to)) {
    for await (const { place, rows } of folding.store.rows(day, start?.day === day ? start.place : undefined)) {
      lines.push(...rows.filter((row) => names(row, person)).map((row) => ({ day, row })));
      read += rows.length;
      if (read >= MOST_ROWS) return { ...(record && { record }), lines, next: writePlace({ day, place }) };
    }
  }
  if (record && !record.agreement && record.asks.length + record.holds.length + lines.length === 0)
    throw new BatonError("employee.unknown", `Nothing is recorded of "${person}" in these days.`, { status: 404 });
  return { ...(record && { record }), lines, next: null };
}

async function recordOf(
  { store, rulebooks }: Pick<Relay, "store" | "rulebooks">,
  person: string,
): Promise<EmployeeRecord> {
  const { agreement } = await rulebooks.active();
  const [asks, loads, { roster }] = await Promise.all([store.asksOf(person), store.loads([person]), store.current()]);
  const holds: string[] = [];
  for await (const { id } of store.openLeads(person)) holds.push(id);
  const known = Object.hasOwn(agreement.people, person) ? agreement.people[person]! : null;
  return {
    person,
    agreement: known,
    side: sideOf(agreement, person),
    teams: Object.entries(agreement.teams).flatMap(([team, { members }]) =>
      members.some((member) => member.person === person) ? [team] : [],
    ),
    absences: roster.absences.filter((one) => one.person === person),
    asks: asks.map(withoutSaying),
    load: loads[person] ?? null,
    holds,
  };
}

/** What is said in a survey is told to nobody, so only that somebody answered stands here. */
const withoutSaying = (ask: Ask): Ask =>
  ask.answer && ask.subject.startsWith("survey/") ? { ...ask, answer: { at: ask.answer.at, text: "" } } : ask;

/** Whether a row says something of somebody: as holder, as whoever answered, or as the salesperson of a lead or deal. */
function names(row: Row, person: string): boolean {
  switch (row.is) {
    case "window":
      return row.person === person || row.ended?.by === person || row.contact?.by === person;
    case "lead":
      return row.sales?.person === person || row.contact?.by === person;
    default:
      return row.person === person;
  }
}
