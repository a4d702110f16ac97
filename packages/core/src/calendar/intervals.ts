/** A stretch of time in epoch ms, `[start, end)`. */
export type Interval = [start: number, end: number];

/** What any of the intervals covers: sorted, disjoint, none touching the next. */
export function union(intervals: readonly Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const [from, to] of intervals.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** What is left of intervals outside of the holes; both sorted and disjoint. */
export function without(intervals: readonly Interval[], holes: readonly Interval[]): Interval[] {
  const left: Interval[] = [];
  let hole = 0;
  for (const [start, end] of intervals) {
    while (hole < holes.length && holes[hole]![1] <= start) hole++;
    let from = start;
    // The last hole may reach into the next interval, so it stays the first one looked at there.
    for (let i = hole; i < holes.length && holes[i]![0] < end; i++) {
      if (from < holes[i]![0]) left.push([from, holes[i]![0]]);
      from = holes[i]![1];
    }
    if (from < end) left.push([from, end]);
  }
  return left;
}
