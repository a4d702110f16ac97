import pMap from "p-map";
import type { Agreement } from "../agreement/model.ts";
import type { Ownership } from "../delivery/index.ts";
import { identities } from "../person/identities.ts";
import { type KnownPeople, type PersonWrite, seenAgain } from "../person/person.ts";
import type { AccountEntry } from "../ports/ownership.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";

/** Whose customer somebody is, as people write it. */
export interface OwnershipEntry {
  /** An e-mail address, a domain or a website. */
  of: string;
  /** A person's id, e-mail address or name; null or empty for nobody, undefined where nothing is said about it. */
  owner?: string | null | undefined;
}

export interface OwnershipProblem {
  /** The entry's place, from 0. */
  index: number;
  message: string;
}

export interface Imported {
  /** Companies written, or that would be. */
  accounts: number;
  /** People, likewise. */
  people: number;
  problems: OwnershipProblem[];
}

/** How often a person is read again because somebody else changed them. */
const ATTEMPTS = 8;
/** Writes of people under way at a time. */
const AT_ONCE = { concurrency: 25 };

/**
 * Makes companies and people known, and whose they are. What can be read is written even when other entries cannot; of entries
 * about the same one the last counts. Doing it again changes nothing. With `dryRun` nothing is written.
 */
export async function importOwnership(
  relay: Relay,
  entries: readonly OwnershipEntry[],
  options: { dryRun?: boolean } = {},
): Promise<Imported> {
  const { agreement } = await relay.rulebooks.active();
  return record(relay, agreement, entries, options);
}

/** What a delivery says about whose customer somebody is; answers what is wrong with it. */
export async function recordOwnership(
  relay: Relay,
  { agreement }: Rulebook,
  { of, owner }: Ownership,
): Promise<string | undefined> {
  const { problems } = await record(relay, agreement, [{ of, owner }], {});
  return problems[0]?.message;
}

async function record(
  relay: Relay,
  agreement: Agreement,
  entries: readonly OwnershipEntry[],
  { dryRun = false }: { dryRun?: boolean },
): Promise<Imported> {
  const { subjectReader, ownerReader } = await import("./read.ts");
  const readSubject = await subjectReader();
  const readOwner = ownerReader(agreement);
  const at = new Date(relay.time.now()).toISOString();
  const problems: OwnershipProblem[] = [];
  const accounts = new Map<string, AccountEntry>();
  const people = new Map<string, Named>();
  for (const [index, { of, owner: given }] of entries.entries()) {
    const subject = readSubject(of);
    const owner = given === undefined || given === null || given.trim() === "" ? undefined : readOwner(given);
    for (const read of [subject, owner]) if (read && "problem" in read) problems.push({ index, message: read.problem });
    if ("problem" in subject || (owner && "problem" in owner)) continue;
    const whose = owner ? owner.owner : given === undefined ? undefined : null;
    if (subject.kind === "account") accounts.set(subject.domain, { domain: subject.domain, owner: whose, at });
    else people.set(subject.email, { email: subject.email, owner: whose, index });
  }
  let refused: number[] = [];
  if (!dryRun) {
    await relay.store.setAccounts([...accounts.values()]);
    refused = await know(relay, [...people.values()], at);
  }
  for (const index of refused)
    problems.push({ index, message: "The person is being changed by others at the same time; try again." });
  return {
    accounts: accounts.size,
    people: people.size - refused.length,
    problems: problems.sort((a, b) => a.index - b.index),
  };
}

/** Somebody named by an entry. */
interface Named {
  email: string;
  owner: string | null | undefined;
  index: number;
}

/** Makes people known; answers the entries of those whom others changed under every attempt. */
async function know({ store }: Relay, all: Named[], at: string): Promise<number[]> {
  let open = all;
  for (let attempt = 1; open.length > 0 && attempt <= ATTEMPTS; attempt++) {
    const known = await store.known({ identities: open.flatMap(identities), accounts: [], loads: [] });
    const again: Named[] = [];
    await pMap(
      open,
      async (one) => {
        const write = writeOf(one, known, at);
        if (write && (await store.savePerson(write)) === "person") again.push(one);
      },
      AT_ONCE,
    );
    open = again;
  }
  return open.map(({ index }) => index);
}

/** How a person changes; undefined when that is known of them. */
function writeOf(one: Named, known: KnownPeople, at: string): PersonWrite | undefined {
  const [identity] = identities(one);
  const found = known.people[identity!];
  const owner = one.owner === undefined ? found?.owner : (one.owner ?? undefined);
  if (found?.known && found.owner === owner) return undefined;
  // Being imported is not being seen.
  const write = seenAgain(
    { identities: [identity!], known, who: { email: one.email }, person: found },
    { at: found?.lastSeen ?? at, known: true },
  );
  const { owner: _before, ...person } = write.person;
  return { ...write, person: { ...person, ...(owner !== undefined && { owner }) } };
}
