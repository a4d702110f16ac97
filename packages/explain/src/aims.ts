import type { Rulebook, Ruling } from "@baton/core/rules";
import { type Start, type Way, waysTo } from "./ways.ts";

/** What would be better than a decision, and how it may come about. */
export interface Aim {
  ways: Way[];
  /** Whether the ways are all there are. */
  all: boolean;
  better(ruling: Ruling): boolean;
  /** Whether a score goes further than the next better outcome. */
  overshoots(score: number): boolean;
}

/**
 * What is better, the next first. For a lead that no rule takes, to be taken at all. Else a rule has to take it still and its score
 * must not be lower: first a higher band, then an earlier rule.
 */
export function* aimsFor(rulebook: Rulebook, now: Ruling, start: Start): Generator<Aim> {
  const { score, routing } = rulebook.agreement;
  const before = (end: number, better: Aim["better"]): Aim => {
    const found = routing.slice(0, end).map(({ when }) => waysTo(when, start));
    return {
      ways: found.flatMap(({ ways }) => ways),
      all: found.every(({ all }) => all),
      better,
      overshoots: () => false,
    };
  };

  const { route } = now;
  if (!route) {
    yield before(routing.length, (then) => then.route !== undefined);
    return;
  }
  const band = score.bands.findLast(({ from }) => from > now.score.total);
  if (band) {
    const above = score.bands.findLast(({ from }) => from > band.from);
    yield {
      ways: [{ fields: [], score: [{ field: "score", op: "gte", value: band.from }], changes: () => [new Map()] }],
      all: true,
      better: (then) => then.route !== undefined && then.score.total >= band.from,
      overshoots: (total) => above !== undefined && total >= above.from,
    };
  }
  const taken = routing.indexOf(route);
  yield before(
    taken,
    (then) => then.route !== undefined && routing.indexOf(then.route) < taken && then.score.total >= now.score.total,
  );
}
