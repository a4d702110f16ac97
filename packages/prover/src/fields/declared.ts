import type { Agreement } from "@baton/core/agreement";

/** What conditions may ask about, besides the score, for the leads of an agreement. */
export type Declared = Pick<
  Agreement,
  "fields" | "tables" | "sources" | "people" | "teams" | "timezone" | "calendars"
> & {
  /** From which instant on leads are received, epoch ms. */
  at: number;
};
