/** Dates and offsets are kept from a year before, for clocks that started earlier, to three years after. */
export const YEARS_BEFORE = 1;
export const YEARS_AFTER = 3;

/** Whose holidays these are; another version may know others. */
export const HOLIDAY_LIBRARY = "date-holidays 3.37.0";

/** How far, and by what, holidays and time zones of an agreement were found out. */
export interface Resolved {
  /** The last year. */
  through: number;
  by: string;
}

/** What is to be known at an instant (epoch ms). */
export const resolvedAt = (at: number): Resolved => ({
  through: new Date(at).getUTCFullYear() + YEARS_AFTER,
  by: `${HOLIDAY_LIBRARY}, time zones ${process.versions.tz}`,
});

export const isResolved = (resolved: Resolved | undefined, at: number): boolean => {
  const { through, by } = resolvedAt(at);
  return resolved !== undefined && resolved.by === by && resolved.through >= through;
};
