import { z } from "zod";
import type { AskStore } from "../ports/loop/asks.ts";

const names = z.array(z.string().trim().min(1).max(200)).min(1).max(100).optional();

/** Something that helps to sell, which hand-overs point at where it fits: a record like a campaign. */
export const collateralSchema = z
  .strictObject({
    id: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u, "letters, digits, `.`, `_` and `-` only"),
    name: z.string().trim().min(1).max(120).describe("What people call it."),
    url: z
      .url({ protocol: /^https$/ })
      .max(500)
      .describe("Where it is read."),
    fits: z
      .strictObject({ campaign: names, segment: names, source: names })
      .optional()
      .describe("For which leads it is; all that is named has to hold, and without any it fits every lead."),
  })
  .meta({ id: "Collateral" });
export type Collateral = z.infer<typeof collateralSchema>;

/** What one hand-over points at. */
const MOST = 2;

/** What fits a lead best: what says most about whom it is for comes first. */
export function fitting(
  all: readonly Collateral[],
  lead: Readonly<Record<"campaign" | "segment" | "source", string | null>>,
): Collateral[] {
  const conditions = ({ fits = {} }: Collateral) => Object.entries(fits) as [keyof typeof lead, string[]][];
  return all
    .filter((one) => conditions(one).every(([what, values]) => values.includes(lead[what] ?? "")))
    .sort((a, b) => conditions(b).length - conditions(a).length || (a.id < b.id ? -1 : 1))
    .slice(0, MOST);
}

/** The calendar quarter of a day, `2026-Q4`, and the three before it. */
export function lastQuarters(day: string): string[] {
  const n = Number(day.slice(0, 4)) * 4 + Math.ceil(Number(day.slice(5, 7)) / 3) - 1;
  return [0, 1, 2, 3].map((before) => `${Math.floor((n - before) / 4)}-Q${((n - before) % 4) + 1}`);
}

/** How many people said in a quarter that they used each, by its id. */
export async function usedIn(store: Pick<AskStore, "asksAbout">, quarter: string): Promise<Record<string, number>> {
  const used: Record<string, number> = {};
  for (const { answer } of await store.asksAbout(`collateral/${quarter}`))
    for (const id of answer?.text.split(",") ?? []) used[id] = (used[id] ?? 0) + 1;
  return used;
}
