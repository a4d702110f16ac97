/**
 * Whose turn it is, where each lead has a set of people who could take it that may differ every time. This is the carpool problem
 * (R. Fagin and J. H. Williams, "A fair carpool scheduling algorithm", IBM Journal of Research and Development 27, 1983; M. Ajtai et
 * al., "Fairness in scheduling", SODA 1995): of every lead each who could take it is owed a share of a turn by weight, and whoever
 * is owed most takes it and pays a whole one.
 *
 * Two people who can always take the same leads are never more than one turn apart, at equal weights, whoever else comes and goes.
 * What somebody is owed stays within some turns for ever; how many grows with the number of people.
 */

/** One turn, in what credits are counted in: whole numbers, so that everybody who adds them up finds the same. */
export const TURN = 1_000_000;

/** Somebody a turn can be of, and how many they get for one of somebody with weight 1. */
export interface Share {
  who: string;
  weight: number;
}

/** What people are owed, in millionths of a turn; less than nothing for whoever is ahead. Nothing is said of those who never took part. */
export type Credits = Readonly<Record<string, number>>;

/** A turn that somebody took. */
export interface Taken {
  /** Who could take it, in the order of the team. */
  among: readonly Share[];
  took: string;
}

/** A turn as it is asked for. */
export interface Turn extends Pick<Taken, "among"> {
  /** What it is for: asked for again it is the same one. */
  of: string;
  /** The one taken for it before, which is given back: it turned out that they could not take it. */
  instead?: Taken;
}

/** Turns of one rotation, in the order in which they were taken. */
export interface TurnLog {
  /** How many turns `base` is the sum of. */
  since: number;
  base: Credits;
  /** Those after it. */
  turns: readonly Turn[];
}

/** What each is owed with their share of the turn at hand. Whoever is new is owed what the others are on average. */
export function owed(credits: Credits, among: readonly Share[]): Record<string, number> {
  const known = among.flatMap(({ who }) => credits[who] ?? []);
  const mean = known.length === 0 ? 0 : Math.floor(known.reduce((sum, credit) => sum + credit, 0) / known.length);
  return Object.fromEntries(shares(among).map(({ who, share }) => [who, (credits[who] ?? mean) + share]));
}

/** Who takes a turn: whoever is owed most, of equals the first of them. `among` must not be empty. */
export function taker(credits: Credits, among: readonly Share[]): string {
  const sums = owed(credits, among);
  const most = Math.max(...Object.values(sums));
  return among.find(({ who }) => sums[who] === most)!.who;
}

/** What people are owed after one more turn. */
export function afterTurn(credits: Credits, { among, instead }: Pick<Turn, "among" | "instead">): Credits {
  const before = instead ? without(credits, instead) : credits;
  const took = taker(before, among);
  const sums = { ...before, ...owed(before, among) };
  return { ...sums, [took]: sums[took]! + left(among) - TURN };
}

/** What people would be owed, had a turn not been taken. */
function without(credits: Credits, { among, took }: Taken): Credits {
  const back = shares(among).map(({ who, share }): [string, number] => [who, (credits[who] ?? 0) - share]);
  const sums = { ...credits, ...Object.fromEntries(back) };
  return { ...sums, [took]: (sums[took] ?? 0) - left(among) + TURN };
}

/** What people are owed after all turns of a log. */
export const sumOf = ({ base, turns }: Pick<TurnLog, "base" | "turns">): Credits => turns.reduce(afterTurn, base);

/** What those who could take the last turn of a log were owed before it. */
export function metBy({ base, turns }: TurnLog): Credits {
  const { among, instead } = turns.at(-1)!;
  const sums = sumOf({ base, turns: turns.slice(0, -1) });
  const met = instead ? without(sums, instead) : sums;
  return Object.fromEntries(among.flatMap(({ who }) => (met[who] === undefined ? [] : [[who, met[who]]])));
}

/** Each one's share of a turn, rounded down. */
function shares(among: readonly Share[]): { who: string; share: number }[] {
  const all = among.reduce((sum, { weight }) => sum + weight, 0);
  return among.map(({ who, weight }) => ({ who, share: Math.floor((TURN * weight) / all) }));
}

/** What rounding leaves of a turn; whoever takes it has it, so that nothing is lost or made. */
const left = (among: readonly Share[]): number => TURN - shares(among).reduce((sum, { share }) => sum + share, 0);
