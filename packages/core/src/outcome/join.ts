import type { Way } from "../attribution/credit.ts";
import type { DealSource } from "../facts/codes.ts";
import { colleagues, lookbackOf, MOST_TOUCHES, stepsIn } from "../lead/deals/way.ts";
import type { Lead } from "../lead/lead.ts";
import { dealRow, ofNoLead, type PlacedRows, splitOf } from "../lead/row.ts";
import type { Identified } from "../person/identify.ts";
import type { Person } from "../person/person.ts";
import { touchesOfPerson } from "../person/touches.ts";
import type { LoneDeal } from "../ports/loop/deals.ts";
import type { Relay, Store } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";

const MOST_HOPS = 10;

/** What a deal that its person has no lead for belongs to. */
export interface Joined extends Pick<LoneDeal, "found" | "of"> {
  way?: Way | undefined;
  /** Whose doing it is, unless somebody says. */
  source: DealSource;
}

/** As it was, of a deal that is told of without a person. */
export const unjoined = (before: LoneDeal | undefined): Joined => ({
  found: before?.found ?? "none",
  ...(before?.of && { of: before.of }),
  way: before?.deal.way,
  source: before?.deal.source ?? "unknown",
});

/**
 * Joins a deal by its person, who has seen campaigns without asking, else by others of their company, if its domain is its own: to
 * the latest lead of one of them before the deal was known of (epoch ms), or to the campaigns that they had seen.
 */
export async function joinDeal(
  { store }: Pick<Relay, "store">,
  rulebook: Rulebook,
  { person, company }: Pick<Identified, "person" | "company">,
  opened: number,
): Promise<Joined> {
  const lookbackMs = lookbackOf(rulebook);
  const others = await colleagues(store, company, person?.id);
  const stepsOf = async (people: readonly Person[], before: number) => {
    const touches = await Promise.all(people.map((one) => touchesOfPerson(store, one, MOST_TOUCHES)));
    return stepsIn(touches.flat(), undefined, before).filter(({ beforeMs }) => beforeMs > 0 && beforeMs <= lookbackMs);
  };
  const own = person ? await stepsOf([person], opened) : [];
  if (own.length > 0) {
    const way = { touches: [...own, ...(await stepsOf(others, opened))], handRaise: null, lookbackMs };
    return { found: "person", way, source: "unknown" };
  }
  const lead = await latestLead(store, others, opened);
  if (lead) {
    const touches = await stepsOf(others, Date.parse(lead.createdAt));
    return {
      found: "account",
      of: splitOf(lead.id, lead.tally),
      way: { touches, handRaise: lead.tally.campaign, lookbackMs },
      source: lead.tally.selfSourced ? "sales" : "marketing",
    };
  }
  const touches = await stepsOf(others, opened);
  const found = touches.length > 0 ? "account" : person ? "person" : "none";
  return { found, ...(found !== "none" && { way: { touches, handRaise: null, lookbackMs } }), source: "unknown" };
}

/** The latest lead of some people before an instant (epoch ms), but for tests. */
export async function latestLead(store: Store, people: readonly Person[], at: number): Promise<Lead | undefined> {
  const leads = await Promise.all(people.map((person) => leadOf(store, person, at)));
  return leads
    .filter((lead) => lead !== undefined && !lead.test && Date.parse(lead.createdAt) <= at)
    .reduce<Lead | undefined>((last, lead) => (last && last.createdAt > lead!.createdAt ? last : lead), undefined);
}

/** The lead that a deal came of: the last one that its person's hand had made by then (epoch ms), else their last. */
export async function leadOf(store: Store, person: Person | undefined, at: number): Promise<Lead | undefined> {
  let found: Lead | undefined;
  let next = person?.lead;
  for (let hop = 0; next !== undefined && hop < MOST_HOPS; hop++) {
    const lead: Lead | undefined = await store.lead(next);
    if (!lead) break;
    if (lead.closed?.into !== undefined) {
      next = lead.closed.into;
      continue;
    }
    const isTheirs = lead.forgottenAt === undefined && lead.closed?.as !== "withdrawn";
    if (isTheirs) {
      found ??= lead;
      if (Date.parse(lead.createdAt) <= at) return lead;
    }
    next = lead.previous;
  }
  return found;
}

/** What is counted of a deal of no lead. */
export const loneRows = ({ deal, day, key, of = ofNoLead }: LoneDeal): PlacedRows => ({
  day,
  key,
  rows: [dealRow({ ...of, person: null, out: null }, deal)],
});

/** Joins deals of no lead again, of somebody, or of their company, who turned out to have seen more. */
export async function joinAgain(relay: Relay, rulebook: Rulebook, { id, company }: Person): Promise<void> {
  const { store } = relay;
  for (const whose of [company, id].filter((one) => one !== undefined))
    for (const lone of await store.loneDeals(whose)) {
      if (lone.movesTo !== undefined || !lone.whose) continue;
      const { person: known, company: domain } = lone.whose;
      const people = known === null ? {} : (await store.known({ identities: [known], accounts: [], loads: [] })).people;
      const met = { person: people[known ?? ""], company: domain ?? undefined };
      const { way, found, of } = await joinDeal(relay, rulebook, met, Date.parse(lone.deal.openedAt));
      if (!way || JSON.stringify(way) === JSON.stringify(lone.deal.way)) continue;
      const after = { ...lone, revision: lone.revision + 1, deal: { ...lone.deal, way }, found, ...(of && { of }) };
      // Where it changed meanwhile, whoever did that has joined it anew.
      await store.commitDeal(after, loneRows(after));
    }
}
