/** Names that moved, in their new order, and where to: `before Hot`, `after Hot`. */
export interface Reordering {
  names: string[];
  where: string;
}

/**
 * What moved between two orders: as few names as possible, each with a neighbour that did not move and that it has passed.
 * Names of one order only are ignored.
 */
export function moves(before: readonly string[], after: readonly string[]): Reordering[] {
  const rank = new Map(before.map((name, i) => [name, i]));
  const kept = after.filter((name) => rank.has(name));
  const ranks = kept.map((name) => rank.get(name)!);
  const stays = longestIncreasing(ranks);
  const found: Reordering[] = [];
  let previous = -1;
  for (const [i, name] of kept.entries()) {
    if (stays.has(i)) {
      previous = i;
      continue;
    }
    // One of the two was passed: a name between both neighbours would not have had to move.
    const next = ranks.findIndex((_, at) => at > i && stays.has(at));
    const where = previous >= 0 && ranks[previous]! > ranks[i]! ? `after ${kept[previous]}` : `before ${kept[next]}`;
    const last = found.at(-1);
    if (last?.where === where) last.names.push(name);
    else found.push({ names: [name], where });
  }
  return found;
}

/** Positions of a longest increasing subsequence of distinct numbers, by patience sorting in O(n log n). */
function longestIncreasing(values: readonly number[]): Set<number> {
  const tops: number[] = [];
  const below: (number | undefined)[] = [];
  for (const [i, value] of values.entries()) {
    let low = 0;
    let high = tops.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[tops[middle]!]! < value) low = middle + 1;
      else high = middle;
    }
    below.push(tops[low - 1]);
    tops[low] = i;
  }
  const positions = new Set<number>();
  for (let at = tops.at(-1); at !== undefined; at = below[at]) positions.add(at);
  return positions;
}
