/** What all cannot have at once has by turns, one each in so long: the time between two sweeps. */
const TURN_MS = 300_000;

/** A list from another place on at every turn, `step` further each time, round and round. */
export function byTurns<T>(list: readonly T[], now: number, step = 1): T[] {
  const first = (Math.floor(now / TURN_MS) * step) % (list.length || 1);
  return [...list.slice(first), ...list.slice(0, first)];
}
