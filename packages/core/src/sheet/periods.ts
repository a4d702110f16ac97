import type { Length } from "../agreement/model.ts";
import { periodOf } from "../report/dimensions.ts";
import { addDays, addMonths, mondayOf } from "../zone/days.ts";

/** A period by its name, with its first and last day: `2026-11-26`, `2026-W48`, `2026-11`, `2026-Q4` or `2026`. */
export interface Period {
  name: string;
  from: string;
  to: string;
}

const lastOf = (month: string): string => addDays(`${addMonths(month, 1)}-01`, -1);
const months = (name: string, first: string, count: number): Period => ({
  name,
  from: `${first}-01`,
  to: lastOf(addMonths(first, count - 1)),
});

/** The period that a day is in. A week begins on Monday, as in ISO 8601. */
export function periodAt(per: Length, day: string): Period {
  const [year = "", month = ""] = day.split("-");
  switch (per) {
    case "day":
      return { name: day, from: day, to: day };
    case "week": {
      const from = mondayOf(day);
      return { name: periodOf(day, "week"), from, to: addDays(from, 6) };
    }
    case "month":
      return months(`${year}-${month}`, `${year}-${month}`, 1);
    case "quarter": {
      const quarter = Math.ceil(Number(month) / 3);
      return months(`${year}-Q${quarter}`, `${year}-${String(quarter * 3 - 2).padStart(2, "0")}`, 3);
    }
    case "year":
      return months(year, `${year}-01`, 12);
  }
}

/** The last period that was over at the end of a day. */
export function lastWhole(per: Length, day: string): Period {
  const period = periodAt(per, day);
  return period.to <= day ? period : periodAt(per, addDays(period.from, -1));
}

/** A period and those before it, so many altogether, the earliest first. */
export function upTo(per: Length, last: Period, count: number): Period[] {
  const found = [last];
  while (found.length < count) found.unshift(periodAt(per, addDays(found[0]!.from, -1)));
  return found;
}
