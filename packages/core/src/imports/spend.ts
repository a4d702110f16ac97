import { z } from "zod";
import { namingOf } from "../campaigns/naming.ts";
import { BatonError } from "../error/index.ts";
import { ofNoLead, type PlacedRows, type SpendRow } from "../lead/row.ts";
import { readAmount, shareOut } from "../money/index.ts";
import type { Spend } from "../ports/loop/campaigns.ts";
import { daysBetween, isDay } from "../zone/days.ts";
import { readLines } from "./file.ts";
import { eachLine, fit, type Kind } from "./kind.ts";

const day = z.string().refine(isDay, "expected a day such as 2026-11-24");
const line = z.object({
  campaign: z.string().max(200),
  from: day,
  to: day,
  amount: z.string().max(40),
  currency: z.string().max(3),
});
/** Longer is no period of an ad tool. */
const MOST_DAYS = 366;

/** What was spent on campaigns. The same campaign and period is what an ad tool restates; periods that overlap in part would count twice. */
export const spend: Kind = async (relay, file) => {
  const { lines, refused } = readLines(file, { needed: Object.keys(line.shape), known: Object.keys(line.shape) });
  const naming = namingOf(await relay.store.campaigns());
  const known = new Map<string, Spend[]>();
  const read = await eachLine(lines, async ({ cells }) => {
    const { campaign: named, from, to, amount, currency } = fit(line, cells);
    if (to < from) throw wrong("period", `It ends on ${to}, before it begins on ${from}.`);
    if (daysBetween(from, to).length > MOST_DAYS) throw wrong("period", `A period has ${MOST_DAYS} days at most.`);
    const campaign = naming(named, null) ?? named;
    const others = known.get(campaign) ?? (await relay.store.spends(campaign));
    const isSame = (one: Spend) => one.from === from && one.to === to;
    const overlap = others.find((one) => !isSame(one) && one.from <= to && from <= one.to);
    if (overlap)
      throw wrong(
        "overlap",
        `${from} to ${to} overlaps with ${overlap.from} to ${overlap.to}, which is known of ${campaign}.`,
      );
    const said: Spend = { campaign, from, to, amount: readAmount(amount, currency) };
    const before = others.find(isSame);
    known.set(campaign, [...others.filter((one) => !isSame(one)), said]);
    return { said, before };
  });
  return {
    lines: read.good.length,
    refused: [...refused, ...read.refused],
    take: (dryRun) =>
      read.good.map(({ said, before }) => async () => {
        if (before && JSON.stringify(before.amount) === JSON.stringify(said.amount)) return "same";
        if (!dryRun) await relay.store.putSpend(said, rowsOf(said));
        return before ? "replaced" : "taken";
      }),
  };
};

const wrong = (code: string, message: string) => new BatonError(`spend.${code}`, message, { status: 422 });

/** A day's share each, by the largest remainder. */
function rowsOf({ campaign, from, to, amount: { minor, currency } }: Spend): PlacedRows[] {
  const days = daysBetween(from, to);
  const shares = shareOut(
    BigInt(minor),
    days.map(() => 1n),
  );
  return days.map((day, n): PlacedRows => {
    const row: SpendRow = {
      ...ofNoLead,
      v: 1,
      is: "spend",
      campaign,
      at: day,
      amount: { minor: String(shares[n]), currency },
    };
    return { day, key: `spend#${campaign}#${from}`, rows: [row] };
  });
}
