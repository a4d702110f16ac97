import { BatonError } from "../../error/index.ts";
import type { DealReport } from "../../facts/deal.ts";
import { saysNothingNew } from "../../facts/deal.ts";
import type { Person } from "../../person/person.ts";
import type { Relay } from "../../ports/relay.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import { type Draft, note } from "../change/draft.ts";
import { edit } from "../change/edit.ts";
import type { Lead } from "../lead.ts";
import { rulesOf } from "../rules-of.ts";
import { colleagues, wayTo } from "./way.ts";

/** What is said of a deal. Without an id it is the only one of its lead. */
export interface SaidOfDeal extends Omit<DealReport, "deal" | "at" | "source"> {
  deal?: string | undefined;
  /** Whose doing it is; by default of whoever found its lead. */
  source?: DealReport["source"] | undefined;
  /** When it came to be so, epoch ms; the draft's instant when absent. */
  at?: number;
}

/** Of what a deal is called. */
export const LONGEST_DEAL = 100;

/**
 * Notes what is said of a deal of a lead, with the campaigns on the way to it; nothing when it is known. Answers the deal's id. Throws
 * `deal.elsewhere` where it is another lead's.
 */
export async function noteDeal(
  relay: Relay,
  rulebook: Rulebook,
  draft: Draft,
  { deal: named, at = draft.now, source: given, ...rest }: SaidOfDeal,
): Promise<string> {
  const { lead } = draft;
  const deals = lead.tally.deals ?? [];
  const id = named ?? (deals.length === 1 ? deals[0]!.id : lead.id);
  const known = deals.find((one) => one.id === id);
  // A deal that nobody had named is the one that is named now.
  const unnamed = known ? undefined : deals.find((one) => one.id === lead.id);
  const finder = lead.tally.selfSourced ? ("sales" as const) : ("marketing" as const);
  const said = { ...rest, source: given ?? (known ?? unnamed)?.source ?? finder };
  if (named !== undefined && !known) await refuseElsewhere(relay, lead, named);
  const report = { ...said, deal: id, at: new Date(at).toISOString() };
  if (!saysNothingNew(known, report)) {
    note(draft, { is: "deal.reported", ...said, deal: id, ...(unnamed && { was: unnamed.id }) }, { at });
    if (named !== undefined && !draft.deals.includes(named)) draft.deals.push(named);
    // Whoever buys is not parked any more.
    delete lead.recycle;
  }
  await noteWay(relay, rulebook, draft, id);
  return id;
}

/** Notes the way to a deal where it is another than was known: of touches that were told later, for one. */
export async function noteWay(relay: Relay, rulebook: Rulebook, draft: Draft, id: string): Promise<void> {
  const deal = draft.lead.tally.deals?.find((one) => one.id === id);
  if (!deal) return;
  const way = await wayTo(relay, rulebook, draft.lead);
  if (JSON.stringify(way) === JSON.stringify(deal.way)) return;
  const { touches, handRaise, lookbackMs } = way;
  note(draft, { is: "deal.attributed", deal: id, touches: [...touches], handRaise, lookbackMs });
}

async function refuseElsewhere({ store }: Relay, lead: Lead, deal: string): Promise<void> {
  const place = await store.deal(deal);
  if (place === undefined || ("lead" in place ? place.lead : place.lone.movesTo) === lead.id) return;
  throw new BatonError("deal.elsewhere", `The deal ${deal} is not this lead's: it was reported for another.`, {
    status: 409,
  });
}

/** Finds the ways to the deals of somebody, and of others of their company, again: they turned out to have seen more. */
export async function findWaysAgain(relay: Relay, person: Person): Promise<void> {
  const others = await colleagues(relay.store, person.company, person.id);
  for (const { lead } of [person, ...others]) if (lead !== undefined) await findWays(relay, lead);
}

async function findWays(relay: Relay, id: string): Promise<void> {
  const lead = await relay.store.lead(id);
  if (!lead?.tally.deals?.length) return;
  await edit(
    relay,
    id,
    async (draft) => {
      const rulebook = await rulesOf(relay, draft.lead);
      for (const deal of draft.lead.tally.deals ?? []) await noteWay(relay, rulebook, draft, deal.id);
    },
    { read: lead },
  );
}
