import type { LeadRow, Row, WindowRow } from "@baton/core/lead";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = "2026-11-24";

/** An instant so long after nine on the usual day. */
export const at = (ms: number): string => new Date(Date.parse(`${DAY}T09:00:00.000Z`) + ms).toISOString();

/** A qualified lead of a campaign, which a salesperson has. */
export const leadRow = (changes: Partial<LeadRow> = {}): LeadRow => ({
  v: 1,
  is: "lead",
  lead: "lead_1",
  source: "web",
  campaign: "spring",
  team: "emea",
  policy: "hot",
  rule: "Hot",
  reason: null,
  at: at(0),
  version: 1,
  score: 90,
  band: "hot",
  qualified: true,
  out: null,
  sales: { person: "ben", at: at(0), lacks: [] },
  contact: null,
  closed: null,
  silent: false,
  ...changes,
});

/** The first contact window of a salesperson, a quarter of an hour long, which runs. */
export const windowRow = (changes: Partial<WindowRow> = {}): WindowRow => ({
  v: 1,
  is: "window",
  lead: "lead_1",
  source: "web",
  campaign: "spring",
  team: "emea",
  policy: "hot",
  rule: "Hot",
  reason: null,
  window: 0,
  at: at(15 * MINUTE),
  stage: "contact",
  kind: "contact",
  person: "ben",
  side: "sales",
  first: true,
  out: null,
  startedAt: at(0),
  promisedBy: at(15 * MINUTE),
  respondBy: at(15 * MINUTE),
  over: false,
  breached: false,
  ended: null,
  answered: null,
  contact: null,
  ...changes,
});

/** How a window ends after so long. */
export const endedAfter = (
  ms: number,
  result: NonNullable<WindowRow["ended"]>["result"] = "contacted",
): NonNullable<WindowRow["ended"]> => ({
  at: at(ms),
  result,
  by: "ben",
  workedMs: ms,
  elapsedMs: ms,
  pausedMs: 0,
  lateMs: Math.max(0, ms - 15 * MINUTE),
  evidence: "claimed",
});

/** That the lead was contacted so long after it came. */
export const contactedAfter = (ms: number, workedMs = ms): Partial<WindowRow> => ({
  answered: { at: at(ms), as: "contacted" },
  contact: { at: at(ms), by: "ben", evidence: "claimed", workedMs, elapsedMs: ms },
  ended: endedAfter(ms),
});

/** Where a row's key sorts it. */
export function keyOfRow(row: Row): string {
  const of = row.is === "window" ? row.window : row.is === "deal" ? row.deal : row.is === "spend" ? row.campaign : "";
  return `${row.at}#${row.lead}${of === "" ? "" : `#${of}`}`;
}
