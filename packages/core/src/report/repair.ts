import { addDays } from "../zone/days.ts";
import { localDate } from "../zone/index.ts";
import { Cube } from "./cube.ts";
import { type Folding, isStale, markDays, onlyRows } from "./fold.ts";

/** A run of the check comes every so often; within a day each recent day has its turn, within a month each older one. */
const RUN_MS = 15 * 60_000;
const RUNS_A_DAY = 96;
const AHEAD_DAYS = 14;
const RECENT_DAYS = 35;
/** So far back older days are looked at. */
const MONTHS = 36;
const OLDER_DAYS = MONTHS * 30;

/** Whether the numbers of a day are other than its rows add up to, though no change is known. Such a day is marked. */
export async function checkDay(folding: Folding, day: string): Promise<boolean> {
  const { store } = folding;
  const [stored] = await store.days(day, day);
  if (stored && isStale(stored)) {
    if (stored.due !== undefined) return false;
  } else {
    const cube = await Cube.fold(onlyRows(store.rows(day)));
    if (String(cube) === (stored?.text ?? String(new Cube()))) return false;
  }
  await markDays(folding, [day]);
  return true;
}

/** Days to be checked by a run of a quarter of an hour: some of the recent ones and of those before. */
export function daysToCheck(zone: string, now: number): string[] {
  const today = localDate(zone, now);
  const run = Math.floor(now / RUN_MS);
  const recent = AHEAD_DAYS + RECENT_DAYS;
  const found: string[] = [];
  for (let n = run % RUNS_A_DAY; n < recent; n += RUNS_A_DAY) found.push(addDays(today, AHEAD_DAYS - n));
  const rounds = RUNS_A_DAY * 30;
  for (let n = run % rounds; n < OLDER_DAYS; n += rounds) found.push(addDays(today, -RECENT_DAYS - n));
  return found;
}

/**
 * Finds days whose numbers are not what their rows add up to, because a message was lost, and marks them. Also those of a month that
 * are known to have changed and are due nowhere, or whose numbers are of another version.
 *
 * @returns the days that were marked
 */
export async function checkDays(folding: Folding, zone: string): Promise<string[]> {
  const now = folding.time.now();
  const month = addDays(localDate(zone, now), 31 - 30 * (Math.floor(now / RUN_MS) % MONTHS));
  const known = await folding.store.days(`${month.slice(0, 7)}-01`, `${month.slice(0, 7)}-31`);
  const lost = known.filter((day) => isStale(day) && day.due === undefined).map(({ day }) => day);
  await markDays(folding, lost);
  const found = new Set(lost);
  for (const day of daysToCheck(zone, now)) if (!found.has(day) && (await checkDay(folding, day))) found.add(day);
  return [...found];
}
