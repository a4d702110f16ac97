import { isRequest, type Lead } from "../lead/lead.ts";
import { type LeadSummary, summaryOf } from "../lead/summary.ts";
import { addressIdentity, phoneIdentity } from "../person/identities.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { fold } from "../text/index.ts";
import { leadsFrom } from "./records/chain.ts";
import { peopleUnder, rolesOf } from "./roles.ts";
import { sightOf } from "./sees.ts";

/** Leads that a search shows at a time, and of one person at most. */
const MOST = 50;
const MOST_OF_PERSON = 20;

/** Leads that were found, each with whether its reader sees how to reach the person. */
export interface Found {
  leads: (LeadSummary & { contact: boolean })[];
  /** Where a search for a name goes on among older leads; null when there are no more. */
  next: string | null;
}

/**
 * What somebody may see of leads with an id, an e-mail address or a telephone number (E.164), or of whose name, company or address a text
 * is part. A text is looked for among a thousand leads at a time, the newest first: of reps among theirs.
 */
export async function searchLeads(
  relay: Pick<Relay, "store">,
  rulebook: Rulebook,
  person: string,
  asked: string,
  { now, cursor }: { now: number; cursor?: string | undefined },
): Promise<Found> {
  const { store } = relay;
  const seen = async (lead: Lead | undefined) => {
    const sight = lead && (await sightOf(relay, rulebook, lead, person, now));
    return lead && sight ? [{ ...summaryOf(lead), contact: sight.contact }] : [];
  };
  if (/^(lead|req)_\w+$/.test(asked)) return { leads: await seen(await store.lead(asked)), next: null };
  const identity = asked.includes("@")
    ? addressIdentity(asked)
    : /^\+\d{7,15}$/.test(asked)
      ? phoneIdentity(asked)
      : undefined;
  if (identity !== undefined) {
    const leads = await leadsOf(relay, identity);
    const found = (await Promise.all(leads.map(seen))).flat();
    if (found.length > 0) return { leads: found, next: null };
  }
  return byText(relay, rulebook, person, fold(asked), { now, cursor });
}

/** The leads of whoever is known by an identity, the newest first. */
async function leadsOf({ store }: Pick<Relay, "store">, identity: string): Promise<Lead[]> {
  const { people } = await store.known({ identities: [identity], accounts: [], loads: [] });
  return leadsFrom({ store }, people[identity]?.lead, MOST_OF_PERSON);
}

async function byText(
  { store }: Pick<Relay, "store">,
  rulebook: Rulebook,
  person: string,
  wanted: string,
  { now, cursor }: { now: number; cursor?: string | undefined },
): Promise<Found> {
  const roles = rolesOf(rulebook, person);
  const seesAll = roles.includes("operator");
  const seesMasked = roles.includes("marketer");
  const theirs = new Set([person, ...(roles.includes("manager") ? peopleUnder(rulebook, person) : [])]);
  const names = rulebook.agreement.visibility === "names";
  const mayKnow = ({ owner, stage }: LeadSummary): boolean =>
    seesAll ||
    seesMasked ||
    owner === person ||
    ((owner === null ? roles.includes("manager") : theirs.has(owner)) && (stage !== "closed" || names));
  const isOwn = !seesAll && !seesMasked && theirs.size === 1;
  const { items, next } = await store.leads({
    ...(isOwn && { owner: person }),
    until: new Date(now).toISOString(),
    limit: MOST,
    ...(cursor !== undefined && { cursor }),
    where: (lead) => mayKnow(lead) && holds(lead, wanted, seesAll || !seesMasked || lead.owner === person),
  });
  return {
    leads: items
      .filter(({ id }) => !isRequest(id))
      .map((lead) => ({ ...lead, contact: seesAll || !seesMasked || lead.owner === person })),
    next,
  };
}

/** Whether a text is part of what a list shows of a lead; of its address only for who sees that. */
const holds = ({ name, company, email }: LeadSummary, wanted: string, contact: boolean): boolean =>
  [name, company, contact ? email : null].some((text) => text !== null && fold(text).includes(wanted));
