import type { Capacity } from "../../agreement/model.ts";
import { isoDate } from "../../calendar/index.ts";
import { DAY_MS } from "../../duration/index.ts";
import { localDate } from "../../zone/index.ts";

/**
 * Open leads of a counted person or team, and how many new ones they got on `day`, in `week` and in `month`, which are local dates of
 * theirs: a day, the Monday of its week, and its month as `2026-11`.
 */
export interface Load {
  open: number;
  day: string;
  today: number;
  week?: string;
  thisWeek?: number;
  month?: string;
  thisMonth?: number;
}

export const noLoad: Load = { open: 0, day: "", today: 0 };

/** The periods in which an instant lies, as loads name them. */
export type Periods = Required<Pick<Load, "day" | "week" | "month">>;

export function periodsAt(zone: string, at: number): Periods {
  const day = localDate(zone, at);
  const date = Date.parse(day);
  const monday = date - ((new Date(date).getUTCDay() + 6) % 7) * DAY_MS;
  return { day, week: isoDate(monday), month: day.slice(0, 7) };
}

/** Why somebody who has a load is at a limit, or undefined when they are at none. */
export function limitReached({ open, perDay, perWeek, perMonth }: Capacity, load: Load, now: Periods) {
  const today = load.day === now.day ? load.today : 0;
  const thisWeek = load.week === now.week ? (load.thisWeek ?? 0) : 0;
  const thisMonth = load.month === now.month ? (load.thisMonth ?? 0) : 0;
  if (open !== undefined && load.open >= open) return { code: "full", open: load.open, of: open } as const;
  if (perDay !== undefined && today >= perDay) return { code: "dayFull", today, of: perDay } as const;
  if (perWeek !== undefined && thisWeek >= perWeek) return { code: "weekFull", thisWeek, of: perWeek } as const;
  if (perMonth !== undefined && thisMonth >= perMonth) return { code: "monthFull", thisMonth, of: perMonth } as const;
  return undefined;
}

/** Whether there is any limit. */
export const isLimited = (capacity: Capacity): boolean => Object.values(capacity).some((limit) => limit !== undefined);
