import type { Row } from "../lead/row.ts";
import type { Queues } from "../ports/queues.ts";
import type { Day, ReportStore, RowsOfDay } from "../ports/reports.ts";
import type { Time } from "../ports/runtime.ts";
import { CUBES_VERSION, Cube } from "./cube.ts";

/** What folding works with. */
export interface Folding {
  store: ReportStore;
  time: Pick<Time, "now">;
}

/** Marked days are folded at the quarters of an hour, so that what changes meanwhile is folded once. */
const QUARTER_MS = 15 * 60_000;
const nextQuarter = (now: number): number => (Math.floor(now / QUARTER_MS) + 1) * QUARTER_MS;

/** Whether a day changed since its numbers were folded, as far as is known. */
export const isStale = ({ dirty, folded, version }: Day): boolean =>
  folded === undefined ? dirty > 0 : folded < dirty || version !== CUBES_VERSION;

/** A message names so many days at most. */
const MOST_DAYS = 25;

/** Has days noted in which rows changed. */
export async function queueDays(queues: Pick<Queues, "days">, days: readonly string[]): Promise<void> {
  const messages = Array.from({ length: Math.ceil(days.length / MOST_DAYS) }, (_, n) => ({
    message: { changed: days.slice(n * MOST_DAYS, (n + 1) * MOST_DAYS) },
  }));
  if (messages.length > 0) await queues.days(messages);
}

/** Notes that rows of some days changed. */
export async function markDays({ store, time }: Folding, days: readonly string[]): Promise<void> {
  const due = nextQuarter(time.now());
  await Promise.all(days.map((day) => store.markDay(day, due)));
}

export async function* onlyRows(placed: AsyncIterable<RowsOfDay>): AsyncGenerator<Row> {
  for await (const { rows } of placed) yield* rows;
}

/**
 * Folds a day whose rows changed. What changes while it is folded is marked after the mark that is read here, so the day stays due;
 * of two folds at once that of the later mark holds.
 *
 * @param known the day as it was just read; by default it is read
 * @param refresh folds a day also when no change is known
 * @returns whether its numbers were replaced
 */
export async function foldDay(
  { store, time }: Folding,
  day: string,
  { refresh = false }: { refresh?: boolean } = {},
): Promise<boolean> {
  const state: Day = (await store.day(day)) ?? { day, dirty: 0 };
  const { dirty, due } = state;
  const now = time.now();
  const settle = async () => {
    if (due !== undefined) await store.settleDay(day, dirty, nextQuarter(now));
  };
  if (!refresh && !isStale(state)) {
    await settle();
    return false;
  }
  const at = new Date(now).toISOString();
  const cube = await Cube.fold(onlyRows(store.rows(day)));
  const replaced = await store.putFold(day, { dirty, at, version: CUBES_VERSION, text: String(cube) });
  await settle();
  return replaced;
}
