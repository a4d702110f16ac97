import { BatonError } from "../error/index.ts";
import type { Lead } from "../lead/lead.ts";
import { identities, phoneIdentity } from "../person/identities.ts";
import type { Person } from "../person/person.ts";
import type { Relay } from "../ports/relay.ts";
import { fold } from "../text/index.ts";
import { readAddress } from "../values/address.ts";

/** Whom a request is about, by everything that says so. */
export interface Subject {
  /** Digests of every way they are known by. */
  identities: ReadonlySet<string>;
  /** Those of them that others have too. */
  shared: ReadonlySet<string>;
  /** Their telephone numbers, E.164, as far as a lead of theirs tells. */
  phones: readonly Telephone[];
  /** Addresses of our own people, which say nothing of whose a text is. */
  staff: ReadonlySet<string>;
}

/** A telephone number of a person's, E.164, and whether others gave it too: then it does not say whose a text is. */
export interface Telephone {
  number: string;
  shared: boolean;
}

/** An address as people type it, whatever its spelling; throws `privacy.email` for what is none. */
export async function addressOf(given: string): Promise<string> {
  const email = (await readAddress(given))?.toLowerCase();
  if (email === undefined) throw new BatonError("privacy.email", "That is not an e-mail address.");
  return email;
}

/** Who has an address now, and how they are known. `known`: what is known of them from before. */
export async function subjectOf(
  relay: Relay,
  email: string,
  known: Pick<Subject, "phones"> & { identities: readonly string[] } = { identities: [], phones: [] },
): Promise<Subject & { people: Person[] }> {
  const asked = [...new Set([...identities({ email }), ...known.identities])];
  const found = await relay.store.known({ identities: asked, accounts: [], loads: [] });
  // One of their ways to be known may have become somebody else's since.
  const people = Object.values(found.people).filter(({ id }, n, all) => all.findIndex((one) => one.id === id) === n);
  const theirs = people.filter(({ id, identities }) => identities.includes(asked[0]!) || asked.includes(id));
  const all = new Set([...asked, ...theirs.flatMap(({ id, identities }) => [id, ...identities])]);
  const shared = new Set(theirs.flatMap(({ beside }) => Object.keys(beside ?? {})));
  const leads = await Promise.all(theirs.map(({ lead }) => (lead === undefined ? undefined : relay.store.lead(lead))));
  const phones = leads.flatMap((lead) => (lead ? phonesOf(lead, { identities: all, shared }) : []));
  return {
    identities: all,
    shared,
    phones: distinct([...known.phones, ...phones]),
    staff: await staffOf(relay),
    people: theirs,
  };
}

/** Whether a lead is theirs: by who it was recognised as, or by its address. */
export function isTheirs({ person, fields }: Lead, { identities: theirs }: Pick<Subject, "identities">): boolean {
  if (person && theirs.has(person.id)) return true;
  return identities({ email: fields.email }).some((identity) => theirs.has(identity));
}

/** The telephone number of a lead of theirs, unless it is known as somebody else's or is one that anybody types. */
export function phonesOf(
  { fields }: Lead,
  { identities: theirs, shared }: Pick<Subject, "identities" | "shared">,
): Telephone[] {
  const identity = phoneIdentity(fields.phone);
  if (identity === undefined || !theirs.has(identity)) return [];
  return [{ number: String(fields.phone), shared: shared.has(identity) }];
}

/** Each number once. */
export const distinct = (phones: readonly Telephone[]): Telephone[] =>
  phones.filter(({ number }, n) => phones.findIndex((one) => one.number === number) === n);

async function staffOf({ store }: Relay): Promise<Set<string>> {
  const active = await store.activeAgreement();
  return new Set(Object.values(active?.agreement.people ?? {}).map(({ email }) => fold(email)));
}
