import { shareOut } from "../money/share.ts";

/** Rules by which the value of a deal is split over the campaigns on the way to it. */
export const models = ["first", "handRaise", "last", "linear", "position", "timeDecay"] as const;
export type Model = (typeof models)[number];

/** Something that carried a campaign: so long before the hand-raise, in ms. The hand-raise itself, with its campaign, is at 0. */
export interface Step {
  campaign: string;
  beforeMs: number;
}

/** The way to a deal. */
export interface Way {
  /** Touches before the hand-raise, in any order. */
  touches: readonly Step[];
  /** The campaign of the hand-raise; null when it carries none, or there was none. */
  handRaise: string | null;
  /** Touches longer before it do not count. */
  lookbackMs: number;
}

/** Each half-life before the hand-raise a touch is worth half. */
const HALF_LIFE_MS = 7 * 86_400_000;
/** As whole numbers, weights are as exact as the numbers that they come of. */
const WHOLE = 2 ** 52;

/** The steps of a way that count, earliest first; the hand-raise is the last, where it carries a campaign. */
export function stepsOf({ touches, handRaise, lookbackMs }: Way): Step[] {
  const counted = touches.filter(({ beforeMs }) => beforeMs > 0 && beforeMs <= lookbackMs);
  const steps = counted.sort((a, b) => b.beforeMs - a.beforeMs);
  return handRaise === null ? steps : [...steps, { campaign: handRaise, beforeMs: 0 }];
}

/**
 * What of a total each campaign gets, in whole units that sum to it; `null` is what no campaign gets. With nothing before the
 * hand-raise every model gives that everything.
 */
export function credit(model: Model, way: Way, total: bigint): Map<string | null, bigint> {
  const steps = stepsOf(way);
  const weights = new Map<string | null, bigint>();
  for (const [n, { campaign }] of steps.entries()) {
    const weight = weightOf(model, way, steps, n);
    if (weight > 0n) weights.set(campaign, (weights.get(campaign) ?? 0n) + weight);
  }
  if (weights.size === 0) weights.set(null, 1n);
  const shares = shareOut(total, [...weights.values()]);
  return new Map([...weights.keys()].map((campaign, n) => [campaign, shares[n]!]));
}

function weightOf(model: Model, { handRaise }: Way, steps: readonly Step[], n: number): bigint {
  const last = steps.length - 1;
  const only = (place: number): bigint => (n === place ? 1n : 0n);
  switch (model) {
    case "first":
      return only(0);
    case "handRaise":
      return handRaise === null ? 0n : only(last);
    case "last":
      // Before the hand-raise, as far as there is something.
      return only(handRaise === null || last === 0 ? last : last - 1);
    case "linear":
      return 1n;
    case "position": {
      // 40 % to the first and the last each, and 20 % to those between; two share alike.
      const between = last - 1;
      return between > 0 && (n === 0 || n === last) ? 2n * BigInt(between) : 1n;
    }
    case "timeDecay":
      return BigInt(Math.max(1, Math.round(2 ** (-steps[n]!.beforeMs / HALF_LIFE_MS) * WHOLE)));
  }
}

/** Campaigns that a deal has been in touch with: each has all of it, so these are never added. */
export const influencing = (way: Way): string[] => [...new Set(stepsOf(way).map(({ campaign }) => campaign))];
