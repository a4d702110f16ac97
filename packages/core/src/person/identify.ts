import type { Agreement } from "../agreement/model.ts";
import type { Delivery, Found, Who } from "../delivery/index.ts";
import { companyDomain, emailDomain, leadFieldsOf } from "../fields/facts.ts";
import { type LeadFields, normalise } from "../fields/normalise.ts";
import { accountCandidates } from "../ownership/domain.ts";
import type { PersonReading } from "../ports/index.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { fold } from "../text/index.ts";
import { identities } from "./identities.ts";
import { type Met, recognise } from "./person.ts";

/** At most this many people's loads are read ahead with the rest; an agreement that counts more reads them after routing. */
const LOADS_AHEAD = 40;

/** Somebody as one reading of the store found them. */
export interface Identified extends Met {
  typed: LeadFields;
  known: PersonReading;
}

/** Reads what the store knows of everybody in a delivery, at once. */
export function identifyAll(
  relay: Relay,
  rulebook: Rulebook,
  { source }: Pick<Delivery, "source">,
  found: Found[],
): Promise<(Identified | undefined)[]> {
  // Deliveries that only name things are read by the intake worker, when it has fetched them.
  if (found.some(({ kind }) => kind === "reference")) return Promise.resolve([]);
  return Promise.all(found.map((item) => meetFound(relay, rulebook, source, item)));
}

async function meetFound(
  relay: Relay,
  rulebook: Rulebook,
  source: string,
  item: Found,
): Promise<Identified | undefined> {
  if (item.kind === "lead" || item.kind === "made")
    return identify(relay, rulebook, await readFields(rulebook, source, item.fields));
  if (item.kind === "contact" || item.kind === "touch") return identifyWho(relay, item.who);
  if (item.kind === "booking") return identifyWho(relay, item.touch.who);
  return undefined;
}

/** A lead's fields as a source's people write them; who has a meeting with them, by their id in the agreement. */
export async function readFields(
  { agreement }: Pick<Rulebook, "agreement">,
  source: string,
  given: Record<string, unknown>,
): Promise<LeadFields> {
  const read = await normalise(given, leadFieldsOf(agreement.fields), agreement.sources[source]);
  const host = read.fields["meeting.host"];
  const id = host === undefined ? undefined : personWith(agreement, String(host));
  return id === undefined ? read : { ...read, fields: { ...read.fields, "meeting.host": id } };
}

/** The person of the agreement who has an e-mail address. */
export function personWith({ people }: Pick<Agreement, "people">, email: string): string | undefined {
  const address = fold(email);
  return Object.keys(people).find((id) => fold(people[id]!.email) === address);
}

/** Who gave some fields of a lead, as these say. */
export function whoIn({ email, phone, name }: LeadFields["fields"]): Who {
  return {
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...(name !== undefined && { name }),
  };
}

/**
 * Somebody who gave fields of a lead; everything its decision may rest on is read along.
 * @param who they are recognised as, where that is known better than the fields say
 */
export async function identify(
  relay: Relay,
  rulebook: Rulebook,
  typed: LeadFields,
  who: Who = whoIn(typed.fields),
): Promise<Identified> {
  const { email } = typed.fields;
  const domain = emailDomain(email);
  return read(relay, typed, who, {
    accounts: domain === undefined ? [] : accountCandidates(domain),
    loads: rulebook.counted.size <= LOADS_AHEAD ? [...rulebook.counted] : [],
  });
}

/** Somebody another system knows by address or id. */
export async function identifyWho(
  relay: Pick<Relay, "store">,
  { userId, anonymousId, ...given }: Who,
): Promise<Identified> {
  const typed = await normalise(given as Record<string, unknown>, {});
  const { email, phone, name } = typed.fields;
  const who: Who = {
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...(name !== undefined && { name }),
    ...(userId && { userId }),
    ...(anonymousId && { anonymousId }),
  };
  return read(relay, typed, who, { accounts: [], loads: [] });
}

async function read(
  relay: Pick<Relay, "store">,
  typed: LeadFields,
  who: Who,
  also: { accounts: string[]; loads: string[] },
): Promise<Identified> {
  const ids = identities(who);
  const [known, company] = await Promise.all([
    relay.store.known({ identities: ids, ...also }),
    companyDomain(who.email),
  ]);
  return { typed, who, company, identities: ids, known, person: recognise(ids, known, who) };
}
