import { BatonError } from "../error/index.ts";
import type { BookStore } from "../ports/loop/books.ts";
import { addCell, type Cell, emptyCell } from "../report/cell.ts";
import type { ExportLine } from "../report/export.ts";
import type { Folding } from "../report/fold.ts";
import type { MeasureId } from "../report/ids.ts";
import type { Reader } from "../report/query.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { addDays, countDays } from "../zone/days.ts";
import { localDate } from "../zone/index.ts";
import { figureIn } from "./figures.ts";
import { Numbers } from "./numbers.ts";
import { lastWhole } from "./periods.ts";

/** Nobody is paid by numbers that have been counted for less. */
const MEASURED_WEEKS = 8;
/** How far back is looked for when counting began, in days. */
const BEFORE_DAYS = 400;

export const incentiveColumns = [
  "goal",
  "measure",
  "period",
  "closed",
  "version",
  "team",
  "atLeast",
  "atMost",
  "value",
  "n",
  "of",
  "met",
  "why",
] as const;

/**
 * What teams reached of the goals in their last whole periods, and by which version of the agreement: never what single people did.
 * Throws `goal.none`, and `goal.early` where a goal has been counted for less than eight weeks.
 */
export async function incentives(
  folding: Folding,
  store: BookStore,
  { agreement, version }: Rulebook,
  { teams = (team) => team }: Pick<Reader, "teams">,
): Promise<ExportLine[]> {
  const { goals = [], timezone } = agreement;
  if (goals.length === 0) throw new BatonError("goal.none", "The agreement has no goals.", { status: 404 });
  const yesterday = addDays(localDate(timezone, folding.time.now()), -1);
  const periods = goals.map((goal) => lastWhole(goal.per, yesterday));
  const from = periods.reduce((first, period) => (period.from < first ? period.from : first), yesterday);
  const numbers = await Numbers.read(folding, { from: addDays(from, -BEFORE_DAYS), to: yesterday }, timezone);
  const lines: ExportLine[] = [];
  for (const [n, goal] of goals.entries()) {
    const period = periods[n]!;
    const id = goal.measure as MeasureId;
    const first = numbers.known(id, addDays(period.to, 1))?.first;
    const weeks = first === undefined ? 0 : Math.floor(countDays(first, period.to) / 7);
    if (weeks < MEASURED_WEEKS)
      throw new BatonError(
        "goal.early",
        `"${goal.name}" has been counted for ${weeks} weeks by the end of ${period.name}: nobody is paid by less than ${MEASURED_WEEKS}.`,
        { status: 409 },
      );
    const book = (await store.books(goal.per, [period.name]))[period.name];
    const closed = book?.figures[`goals/${goal.name}`];
    const isClosed = closed?.measure === goal.measure && closed.teams !== undefined;
    const given = isClosed
      ? closed.teams!.map(([team, kept, missed, open]) => [team, { kept, missed, open }] as const)
      : numbers.by(id, "team", period);
    const cells = new Map<string | null, Cell>();
    for (const [team, cell] of given) {
      const sum = cells.get(teams(team)) ?? emptyCell();
      addCell(sum, cell);
      cells.set(teams(team), sum);
    }
    const { atLeast = null, atMost = null } = isClosed ? closed : goal;
    const { atLeast: _least, atMost: _most, ...promise } = goal;
    const target = { ...promise, ...(atLeast !== null && { atLeast }), ...(atMost !== null && { atMost }) };
    for (const [team, cell] of cells) {
      const { value, n, of, met, why } = figureIn(cell, target, { silent: "no data", before: true });
      const { name, measure } = goal;
      const counted = { period: period.name, closed: isClosed, version: isClosed ? book!.version : version };
      lines.push({ goal: name, measure, ...counted, team, atLeast, atMost, value, n, of, met, why: why ?? null });
    }
  }
  return lines;
}
