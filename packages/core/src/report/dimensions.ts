import type { Row } from "../lead/row.ts";
import type { TeamNaming } from "../visibility/teams.ts";
import { addDays, countDays, mondayOf } from "../zone/days.ts";
import type { Counting } from "./measure.ts";

/** By what numbers are split. */
export const dimensions = [
  "campaign",
  "source",
  "team",
  "person",
  "policy",
  "rule",
  "reason",
  "segment",
  "region",
  "motion",
  "cause",
  "side",
] as const;
export type Dimension = (typeof dimensions)[number];

export const periods = ["week", "month"] as const;
export type Period = (typeof periods)[number];

/** A row's value of a dimension. The person of a lead is the first salesperson it was handed to; a side is that of whoever had a window. */
export function keyOf(row: Row, dimension: Dimension): string | null {
  if (dimension === "side") return row.is === "window" || row.is === "effort" ? row.side : null;
  if (dimension !== "person") return row[dimension] ?? null;
  return row.is === "lead" ? (row.sales?.person ?? null) : row.person;
}

/** What a row says of its campaign: the name that it carries, and the source, by which a campaign may be known too. */
export type Carried = readonly [campaign: string | null, source: string | null];

/** Which campaign something belongs to, by the name that it carries and its source. */
export type Naming = (...carried: Carried) => string | null;

/** Where no campaign is described, each is called what it carries. */
export const asCarried: Naming = (campaign) => campaign;

/** A row's value of a dimension, campaigns by their ids, teams as they may be called. */
export function namedKey(row: Row, dimension: Dimension, naming: Naming, teams: TeamNaming): string | null {
  if (dimension === "campaign") return naming(row.campaign, row.source);
  const key = keyOf(row, dimension);
  return dimension === "team" ? teams(key) : key;
}

export const countingBy = (dimension: Dimension | undefined): Counting =>
  dimension === "person" ? "holders" : "leads";

/** `2026-11`, or the ISO 8601 week `2026-W48`: a week belongs to the year that its Thursday is in. */
export function periodOf(day: string, period: Period): string {
  if (period === "month") return day.slice(0, 7);
  const thursday = addDays(mondayOf(day), 3);
  const week = Math.ceil(countDays(`${thursday.slice(0, 4)}-01-01`, thursday) / 7);
  return `${thursday.slice(0, 4)}-W${String(week).padStart(2, "0")}`;
}
