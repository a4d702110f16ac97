import type { Answers } from "./answers.ts";

/** What a goal takes, each rounded up to whole ones, in the goal's period. */
export interface Funnel {
  deals: number;
  opportunities: number;
  accepted: number;
  qualified: number;
  /** Qualified leads to promise: some more, as a number that is easily kept in mind. */
  promised: number;
}

type Goal = Pick<Answers["goal"], "revenue" | "dealValue" | "accepted" | "opportunities" | "won">;

/** More qualified leads than anybody works in a period. */
export const MOST_LEADS = 1_000_000;

/** `70%` as 0.7. */
export const amountOf = (share: string): number => Number(share.replace("%", "")) / 100;

/** What a goal takes, from the money back to the leads. Numbers are finite, as no rate is 0. */
export function funnelOf({ revenue, dealValue, accepted, opportunities, won }: Goal): Funnel {
  const deals = roundUp(revenue / dealValue);
  const chances = roundUp(deals / amountOf(won));
  const taken = roundUp(chances / amountOf(opportunities));
  const qualified = roundUp(taken / amountOf(accepted));
  return { deals, opportunities: chances, accepted: taken, qualified, promised: memorable(qualified) };
}

/** Errors of floating point are no lead more: 0.3 ÷ 0.1 is 3. */
const roundUp = (number: number): number => Math.max(1, Math.ceil(number * (1 - 1e-12)));

/** Rounded up to two digits from a hundred on: 572 becomes 580, and 1,483 becomes 1,500. */
function memorable(count: number): number {
  if (count <= 100) return count;
  const step = 10 ** (Math.floor(Math.log10(count)) - 1);
  return Math.ceil(count / step) * step;
}

/** Why no team reaches a goal; undefined for one that might be. */
export function outOfReach(goal: Goal): string | undefined {
  const { qualified } = funnelOf(goal);
  if (qualified <= MOST_LEADS) return undefined;
  const many = qualified > 1_000 * MOST_LEADS ? "more than a billion" : count(qualified);
  return `out of reach: it would take ${many} qualified leads a period, and a team works ${count(MOST_LEADS)} at most; look again at the revenue, the deal's value and the rates`;
}

/** The goal in leads, in words, one step a line. */
export function goalInWords(goal: Answers["goal"]): string[] {
  const { deals, opportunities, accepted, qualified, promised } = funnelOf(goal);
  const money = (amount: number) => `${count(amount)} ${goal.currency}`;
  return [
    `${money(goal.revenue)} a ${goal.per} is ${counted(deals, "won deal")}${deals === 1 ? "'s" : "'"} worth, at ${money(goal.dealValue)} each.`,
    `${counted(deals, "won deal")}, where ${goal.won} of opportunities are won, take ${counted(opportunities, "opportunity")}.`,
    `${counted(opportunities, "opportunity")}, where ${goal.opportunities} of accepted leads become one, take ${counted(accepted, "accepted lead")}.`,
    `${counted(accepted, "accepted lead")}, where sales accepts ${goal.accepted} of qualified leads, take ${counted(qualified, "qualified lead")} a ${goal.per}${promised === qualified ? "" : `, ${count(promised)} in round figures`}.`,
  ];
}

/** `1,500`, `12.5`. */
export const count = (number: number): string =>
  new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 }).format(number);

/** `1 opportunity`, `40 opportunities`. */
export const counted = (number: number, what: string): string =>
  `${count(number)} ${number === 1 ? what : what.replace(/y$/, "ie")}${number === 1 ? "" : "s"}`;
