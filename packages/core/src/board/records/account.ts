import pMap from "p-map";
import { lastSaid } from "../../campaigns/voice.ts";
import { BatonError } from "../../error/index.ts";
import type { PromiseAnswer } from "../../facts/codes.ts";
import type { Deal } from "../../facts/deal.ts";
import type { KnownAccount } from "../../fields/facts.ts";
import { freeMailDomains } from "../../fields/free-mail.ts";
import { displayName, type Lead, namedPlainly } from "../../lead/lead.ts";
import { type LeadSummary, summaryOf } from "../../lead/summary.ts";
import { accountCandidates } from "../../ownership/domain.ts";
import type { Person } from "../../person/person.ts";
import { touchesOfPerson } from "../../person/touches.ts";
import type { Relay } from "../../ports/relay.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import { masked } from "../../text/mask.ts";
import { rolesOf } from "../roles.ts";
import { type Sight, sightsOf } from "../sees.ts";
import { leadsFrom } from "./chain.ts";

/** Somebody of a company of whom a reader sees something. */
export interface Colleague {
  name: string;
  /** Only for who sees how to reach them. */
  email?: string;
  lastSeen: string;
  /** Their leads that the reader sees. */
  leads: number;
}

/** Something that somebody of a company saw or did. */
export interface AccountTouch {
  at: string;
  name: string;
  label: string;
}

/** A deal of a company, and the lead it came of, if it came of one. */
export interface AccountDeal extends Pick<Deal, "id" | "state" | "at" | "amount"> {
  lead?: string;
}

/** What sales said of a lead of a company to marketing. */
export interface AccountVoice {
  lead: string;
  name: string;
  at: string;
  promise: PromiseAnswer | null;
  said: string | null;
}

/** A company, as far as somebody sees of it. */
export interface AccountRecord {
  domain: string;
  /** As the next lead would find it. */
  account: KnownAccount;
  people: Colleague[];
  /** The newest first. */
  leads: (LeadSummary & { contact: boolean })[];
  touches: AccountTouch[];
  deals: AccountDeal[];
  voice: AccountVoice[];
  /** There is more than the page looks at. */
  more: boolean;
}

/** What is looked at of a company at most. */
const MOST = { people: 50, leadsOfPerson: 20, touchesOfPerson: 20, touches: 50, voices: 30 };
/** People, or leads, that are read at a time. */
const AT_ONCE = { concurrency: 8 };

/** Somebody of the company, with their leads that the reader sees. */
interface Seen {
  person: Person;
  leads: { lead: Lead; sight: Sight }[];
}

/**
 * The company of a domain as somebody sees it: its people and leads as far as they see these, with how to reach somebody only where they
 * see that. Throws `account.none` for what is no domain or one where anybody can have a mailbox, and `account.unknown` for one of which
 * the reader sees nothing.
 */
export async function accountRecord(
  { store }: Pick<Relay, "store">,
  rulebook: Rulebook,
  reader: string,
  asked: string,
  now: number,
): Promise<AccountRecord> {
  const domain = await businessDomain(asked);
  const [{ account }, colleagues, lone] = await Promise.all([
    store.known({ identities: [], accounts: accountCandidates(domain), loads: [] }),
    store.colleagues(domain, MOST.people + 1),
    store.loneDeals(domain),
  ]);
  const sightOf = sightsOf({ store }, rulebook, reader, now);
  const everybody = await pMap(
    colleagues.slice(0, MOST.people),
    async (person): Promise<Seen> => {
      const leads = await leadsFrom({ store }, person.lead, MOST.leadsOfPerson);
      const seen = leads
        .filter(({ test, forgottenAt }) => !test && forgottenAt === undefined)
        .map(async (lead) => ({ lead, sight: await sightOf(lead) }));
      return {
        person,
        leads: (await Promise.all(seen)).flatMap(({ lead, sight }) => (sight ? [{ lead, sight }] : [])),
      };
    },
    AT_ONCE,
  );
  // Who was only seen and never asked is nobody's lead: marketing and the operator know of them.
  const roles = rolesOf(rulebook, reader);
  const seesAll = roles.includes("marketer") || roles.includes("operator");
  const people = everybody.filter(({ leads, person }) => leads.length > 0 || (seesAll && person.lead === undefined));
  const leads = people.flatMap((one) => one.leads).sort((a, b) => (a.lead.createdAt < b.lead.createdAt ? 1 : -1));
  if (!account.known && people.length === 0 && lone.length === 0)
    throw new BatonError("account.unknown", `Nothing is known of ${domain}.`, { status: 404 });
  return {
    domain,
    account,
    people: people.map(colleagueOf),
    leads: leads.map(({ lead, sight }) => ({ ...summaryOf(lead), contact: sight.contact })),
    touches: await touchesOf({ store }, people),
    deals: [
      ...leads.flatMap(({ lead }) => (lead.tally.deals ?? []).map((deal) => ({ ...told(deal), lead: lead.id }))),
      ...lone.filter(({ movesTo }) => movesTo === undefined).map(({ deal }) => told(deal)),
    ].sort((a, b) => (a.at < b.at ? 1 : -1)),
    voice: await voicesOf({ store }, leads),
    more: colleagues.length > MOST.people,
  };
}

/** The domain of a company, in ASCII. */
async function businessDomain(asked: string): Promise<string> {
  const none = (message: string) => new BatonError("account.none", message, { status: 404 });
  const [domain] = accountCandidates(asked.trim().toLowerCase());
  if (domain === undefined) throw none("This is no domain of a company.");
  if ((await freeMailDomains()).has(domain))
    throw none(`Anybody can have a mailbox at ${domain}, so it is no company's.`);
  return domain;
}

/** What somebody is called, as far as the reader may know: an address is no name for who does not see it. */
function nameOf({ person, leads: [latest] }: Seen): string {
  if (!latest) return person.name ?? namedPlainly({});
  return latest.sight.contact ? displayName(latest.lead) : masked(namedPlainly(latest.lead.fields), []);
}

function colleagueOf(seen: Seen): Colleague {
  const { person, leads } = seen;
  const email = leads.find(({ sight }) => sight.contact)?.lead.fields.email;
  return {
    name: nameOf(seen),
    ...(email !== undefined && { email: String(email) }),
    lastSeen: person.lastSeen,
    leads: leads.length,
  };
}

async function touchesOf({ store }: Pick<Relay, "store">, people: readonly Seen[]): Promise<AccountTouch[]> {
  const found = await pMap(
    people,
    async (seen) => {
      const touches = await touchesOfPerson(store, seen.person, MOST.touchesOfPerson);
      const mayReach = seen.leads.some(({ sight }) => sight.contact);
      return touches.map(({ at, label }) => ({ at, name: nameOf(seen), label: mayReach ? label : masked(label, []) }));
    },
    AT_ONCE,
  );
  return found
    .flat()
    .sort((a, b) => (a.at < b.at ? 1 : -1))
    .slice(0, MOST.touches);
}

const told = ({ id, state, at, amount }: Deal): AccountDeal => ({ id, state, at, ...(amount && { amount }) });

async function voicesOf({ store }: Pick<Relay, "store">, leads: Seen["leads"]): Promise<AccountVoice[]> {
  const spoken = leads.filter(({ lead }) => lead.tally.feedback !== undefined).slice(0, MOST.voices);
  const found = await pMap(
    spoken,
    async ({ lead }) => {
      const said = await lastSaid(store, lead.id);
      if (!said) return [];
      const { at, promise, said: words } = said;
      return [{ lead: lead.id, name: masked(namedPlainly(lead.fields), []), at, promise, said: words }];
    },
    AT_ONCE,
  );
  return found.flat();
}
