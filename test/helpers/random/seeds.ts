const DAY_MS = 86_400_000;

/**
 * Which seeds random tests try: `2026-11-26` the slice of a day, `all` every one, `12,13` or `1-20000` exactly these. The
 * configuration of the tests sets it to today, once for all processes.
 */
const chosen = process.env.SEEDS || today();

export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** The seeds that a test tries in this run, of `count` from `first` on; a day has one of `slices` equal parts of them. */
export function seedsOf(count: number, options: { first: number; slices: number }, of: string = chosen): number[] {
  const { first, slices } = options;
  if (of === "all") return range(first, first + count - 1);
  if (isDay(of)) {
    const size = Math.ceil(count / slices);
    const from = (dayOf(of) % slices) * size;
    return range(first + from, first + Math.min(from + size, count) - 1);
  }
  return listed(of);
}

/** The seed of everything that takes only one, as fast-check does. */
export function oneSeed(of: string = chosen): number {
  if (of === "all") return dayOf(today());
  return isDay(of) ? dayOf(of) : listed(of)[0]!;
}

/** Whether the seeds were named one by one: then there may be too few to see everything that happens in a slice. */
export const named: boolean = chosen !== "all" && !isDay(chosen);

/** How to try one seed again, as the end of a failure. */
export const again = (seed: number, file: string): string => `Again: SEEDS=${seed} npm test -- ${file}`;

function isDay(of: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(of);
}
const dayOf = (day: string): number => Math.floor(Date.parse(day) / DAY_MS);
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, n) => from + n);

function listed(of: string): number[] {
  return of.split(",").flatMap((part) => {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part.trim()) ?? [];
    if (from === undefined || Number(to) < Number(from))
      throw new Error(`SEEDS=${of}: expected all, a day like 2026-11-26, or seeds like 12,13 or 1-20000.`);
    return range(Number(from), Number(to));
  });
}
