import type { Price } from "./prices.ts";
import type { Usage } from "./usage.ts";

/** US dollars for each thing that is charged, in the order of the list. */
export function bill(usage: Usage, prices: readonly Price[]): { name: string; dollars: number }[] {
  return prices.map(({ name, of, per, dollars }) => ({ name, dollars: (usage[of] / per) * dollars }));
}

export const total = (lines: readonly { dollars: number }[]): number =>
  lines.reduce((sum, { dollars }) => sum + dollars, 0);
