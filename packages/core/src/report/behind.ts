import { BatonError } from "../error/index.ts";
import type { Row } from "../lead/row.ts";
import { type LeadSummary, summaryOf } from "../lead/summary.ts";
import type { Page } from "../ports/leads.ts";
import type { Store } from "../ports/relay.ts";
import type { RowsOfDay } from "../ports/reports.ts";
import { isShown } from "../visibility/fields.ts";
import { daysBetween } from "../zone/days.ts";
import { readPlace, writePlace } from "./cursor.ts";
import type { Folding } from "./fold.ts";
import type { Measure } from "./measure.ts";
import { judged, type Reader, type ReportQuestion, readQuery, readWhich } from "./query.ts";

/** A page ends when so many rows were looked at, however many of their leads it names. */
const MOST_ROWS = 20_000;

export interface AskedLeads extends ReportQuestion {
  /** The cell: a value of `by`, or nothing for what has none; all of them when it is absent. */
  key?: string | undefined;
  which?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

/**
 * The leads behind a number, in the order of their days, as they are now. A page may be empty while there are more, and a lead
 * comes again where several of its windows count. Of a lead that was deleted there is what reports keep.
 */
export async function leadsBehind(
  folding: Folding & { leads: Pick<Store, "lead"> },
  measure: Measure,
  asked: AskedLeads,
  reader: Reader,
): Promise<Page<LeadSummary>> {
  const query = readQuery(asked, reader, folding.time.now());
  const which = asked.which === undefined ? undefined : readWhich(asked.which);
  const key = asked.key === undefined ? undefined : asked.key || null;
  if (key !== undefined && query.by === undefined)
    throw new BatonError("report.key", "`key` is a value of `by`, which is missing.");
  const start = asked.cursor === undefined ? undefined : readPlace(asked.cursor);
  const found = new Map<string, Row>();
  let read = 0;
  let next: string | null = null;
  for await (const { day, place, rows } of rowsFrom(folding, query, start)) {
    for (const row of rows) {
      const about = judged(measure, query, day, row);
      const isMeant = about?.verdict && (which ?? about.verdict) === about.verdict;
      // What no lead led to has none behind it.
      if (isMeant && row.lead != null && (key === undefined || key === about.key)) found.set(row.lead, row);
    }
    read += rows.length;
    if (found.size === asked.limit || read >= MOST_ROWS) {
      next = writePlace({ day, place });
      break;
    }
  }
  const items = await Promise.all(
    [...found].map(async ([id, row]) => {
      const lead = await folding.leads.lead(id);
      const found = lead ? summaryOf(lead) : deleted(id, row);
      const owner = isShown("leads behind a measure", "owner", reader) ? found.owner : null;
      return { ...found, owner, team: query.teams(found.team) };
    }),
  );
  return { items, next };
}

async function* rowsFrom(
  { store }: Folding,
  { from, to }: { from: string; to: string },
  start: { day: string; place: string } | undefined,
): AsyncGenerator<RowsOfDay & { day: string }> {
  for (const day of daysBetween(start && start.day > from ? start.day : from, to)) {
    const after = start?.day === day ? start.place : undefined;
    for await (const found of store.rows(day, after)) yield { day, ...found };
  }
}

const deleted = (id: string, { source, campaign, team, segment, rule, at }: Row): LeadSummary => ({
  id,
  source: source ?? "",
  name: null,
  email: null,
  owner: null,
  stage: "deleted",
  score: null,
  rule,
  dueAt: null,
  respondBy: null,
  campaign,
  team,
  segment: segment ?? null,
  company: null,
  test: false,
  createdAt: at,
});
