import pMap from "p-map";
import type { Agreement, FieldSpec } from "../agreement/model.ts";
import { sideOf } from "../agreement/side.ts";
import type { Ownership } from "../delivery/index.ts";
import { ACCOUNT_FIELD, type AccountValue, emailDomain } from "../fields/facts.ts";
import { reconsider } from "../lead/routing/reconsider.ts";
import { identities } from "../person/identities.ts";
import { type KnownPeople, type PersonWrite, seenAgain } from "../person/person.ts";
import type { AccountEntry } from "../ports/ownership.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { fold } from "../text/index.ts";
import { accountCandidates } from "./domain.ts";
import type { ownerReader, subjectReader } from "./read.ts";

/** Whose customer somebody is, as people write it. */
export interface OwnershipEntry {
  /** An e-mail address, a domain or a website. */
  of: string;
  /** A person's id, e-mail address or name; null or empty for nobody, undefined where nothing is said about it. */
  owner?: string | null | undefined;
  /** Likewise, of a company only. */
  ae?: string | null | undefined;
  csm?: string | null | undefined;
  tier?: string | null | undefined;
  /** The domain or website of the company that it belongs to. */
  parent?: string | null | undefined;
  /** Declared fields of companies, by their names without `account.`. */
  fields?: Record<string, AccountValue | null> | undefined;
}

/** Something that was said of a company and is another now; null for nothing. */
export interface AccountChange {
  domain: string;
  /** `owner`, `ae`, `csm`, `tier`, `parent`, or a declared field. */
  field: string;
  from: AccountValue | null;
  to: AccountValue | null;
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
  /** What changed of companies, or would. */
  changed: AccountChange[];
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
  return record(relay, await relay.rulebooks.active(), entries, options);
}

/** What a delivery says about whose customer somebody is; answers what is wrong with it. */
export async function recordOwnership(
  relay: Relay,
  rulebook: Rulebook,
  { of, owner }: Ownership,
): Promise<string | undefined> {
  const { problems } = await record(relay, rulebook, [{ of, owner }], {});
  return problems[0]?.message;
}

async function record(
  relay: Relay,
  rulebook: Rulebook,
  entries: readonly OwnershipEntry[],
  { dryRun = false }: { dryRun?: boolean },
): Promise<Imported> {
  const { subjectReader, ownerReader } = await import("./read.ts");
  const { agreement } = rulebook;
  const readSubject = await subjectReader();
  const readOwner = ownerReader(agreement);
  const at = new Date(relay.time.now()).toISOString();
  const problems: OwnershipProblem[] = [];
  const accounts = new Map<string, AccountEntry>();
  const people = new Map<string, Named>();
  for (const [index, { of, owner: given, ae, csm, tier, parent, fields }] of entries.entries()) {
    const subject = readSubject(of);
    const owner = given === undefined || given === null || given.trim() === "" ? undefined : readOwner(given);
    for (const read of [subject, owner]) if (read && "problem" in read) problems.push({ index, message: read.problem });
    if ("problem" in subject || (owner && "problem" in owner)) continue;
    const whose = owner ? owner.owner : given === undefined ? undefined : null;
    if (subject.kind === "account") {
      const { domain } = subject;
      const more = readAccount({ ae, csm, tier, parent, fields }, { agreement, readSubject, readOwner });
      for (const message of more.problems) problems.push({ index, message });
      if (more.problems.length === 0) accounts.set(domain, { domain, owner: whose, at, ...more.says });
    } else if ([ae, csm, tier, parent, ...Object.values(fields ?? {})].some((value) => value != null && value !== ""))
      problems.push({ index, message: "Only a company has ae, csm, tier, parent and fields: give its domain." });
    else people.set(subject.email, { email: subject.email, owner: whose, index });
  }
  const changed = await changesOf(relay, [...accounts.values()]);
  let refused: number[] = [];
  if (!dryRun) {
    await relay.store.setAccounts([...accounts.values()]);
    const known = await know(relay, [...people.values()], at);
    refused = known.refused;
    const leads = new Set([...known.leads, ...(await leadsOf(relay, rulebook, changed))]);
    await pMap(leads, (lead) => reconsider(relay, rulebook, lead), AT_ONCE);
  }
  for (const index of refused)
    problems.push({ index, message: "The person is being changed by others at the same time; try again." });
  return {
    accounts: accounts.size,
    people: people.size - refused.length,
    changed,
    problems: problems.sort((a, b) => a.index - b.index),
  };
}

/** Open leads of companies that something else is known of, which nobody of sales has. Costs a reading of the leads that marketing or nobody has. */
async function leadsOf(relay: Relay, { agreement }: Rulebook, changed: readonly AccountChange[]): Promise<string[]> {
  const domains = new Set(changed.map(({ domain }) => domain));
  if (domains.size === 0 || agreement.reroute === "never") return [];
  const marketing = Object.keys(agreement.people).filter((id) => sideOf(agreement, id) === "marketing");
  const found: string[] = [];
  for (const owner of [null, ...marketing])
    for await (const { id, email } of relay.store.openLeads(owner)) {
      const domain = emailDomain(email ?? undefined);
      if (domain !== undefined && accountCandidates(domain).some((one) => domains.has(one))) found.push(id);
    }
  return found;
}

/** What an entry says of a company besides its owner, and what is wrong with it. */
function readAccount(
  { ae, csm, tier, parent, fields = {} }: Pick<OwnershipEntry, "ae" | "csm" | "tier" | "parent" | "fields">,
  {
    agreement,
    readSubject,
    readOwner,
  }: {
    agreement: Agreement;
    readSubject: Awaited<ReturnType<typeof subjectReader>>;
    readOwner: ReturnType<typeof ownerReader>;
  },
): { says: Omit<AccountEntry, "domain" | "owner" | "at">; problems: string[] } {
  const problems: string[] = [];
  /** Null takes away; undefined says nothing. */
  const read = (given: string | null | undefined, as: (text: string) => string | { problem: string }) => {
    if (given === undefined) return undefined;
    if (given === null || given.trim() === "") return null;
    const found = as(given.trim());
    if (typeof found === "string") return found;
    problems.push(found.problem);
    return undefined;
  };
  const person = (text: string) => {
    const found = readOwner(text);
    return "problem" in found ? found : found.owner;
  };
  const company = (text: string) => {
    const found = readSubject(text);
    if ("problem" in found) return found;
    return found.kind === "account" ? found.domain : { problem: `"${text}" is no company's domain.` };
  };
  const more = Object.entries(fields).flatMap(([name, value]): [string, AccountValue | null][] => {
    const spec = agreement.fields[`${ACCOUNT_FIELD}${name}`];
    if (!spec) {
      problems.push(`There is no field "${ACCOUNT_FIELD}${name}"; declare it under fields.`);
      return [];
    }
    const typed = accountValue(value, spec);
    if (typed === undefined) problems.push(`"${value}" is no ${spec.type} for "${ACCOUNT_FIELD}${name}".`);
    return typed === undefined ? [] : [[name, typed]];
  });
  const said = {
    ae: read(ae, person),
    csm: read(csm, person),
    tier: read(tier, (text) => text),
    parent: read(parent, company),
  };
  return {
    says: {
      ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)),
      ...(more.length > 0 && { fields: Object.fromEntries(more) }),
    },
    problems,
  };
}

/** A value as a declared field has it; null for none, undefined for what is not of its type, or none of its values. */
function accountValue(value: AccountValue | null, { type, values }: FieldSpec): AccountValue | null | undefined {
  if (value === null || `${value}`.trim() === "") return null;
  const text = `${value}`.trim();
  const read = (): AccountValue | undefined => {
    if (type === "number") return Number.isFinite(Number(text)) ? Number(text) : undefined;
    if (type === "boolean")
      return /^(true|yes|1)$/i.test(text) ? true : /^(false|no|0)$/i.test(text) ? false : undefined;
    if (type === "instant") return Number.isNaN(Date.parse(text)) ? undefined : new Date(text).toISOString();
    return text;
  };
  const typed = read();
  if (typed === undefined || !values) return typed;
  return values.find((one) => fold(`${one}`) === fold(`${typed}`));
}

/** What is said of companies that was not said before. */
async function changesOf({ store }: Relay, entries: readonly AccountEntry[]): Promise<AccountChange[]> {
  const before = await store.accounts(entries.map(({ domain }) => domain));
  return entries.flatMap(({ domain, at: _at, fields = {}, ...said }) => {
    const { fields: had = {}, ...own } = before[domain] ?? { known: false };
    const compare = (from: Record<string, unknown>, to: Record<string, unknown>): AccountChange[] =>
      Object.entries(to).flatMap(([field, value]) => {
        const old = (from[field] ?? null) as AccountValue | null;
        return value === undefined || value === old ? [] : [{ domain, field, from: old, to: value as AccountValue }];
      });
    return [...compare(own as Record<string, unknown>, said), ...compare(had, fields)];
  });
}

/** Somebody named by an entry. */
interface Named {
  email: string;
  owner: string | null | undefined;
  index: number;
}

/** Makes people known; answers the entries of those whom others changed under every attempt, and the leads of those who are somebody's now. */
async function know({ store }: Relay, all: Named[], at: string): Promise<{ refused: number[]; leads: string[] }> {
  const leads: string[] = [];
  let open = all;
  for (let attempt = 1; open.length > 0 && attempt <= ATTEMPTS; attempt++) {
    const known = await store.known({ identities: open.flatMap(identities), accounts: [], loads: [] });
    const again: Named[] = [];
    await pMap(
      open,
      async (one) => {
        const write = writeOf(one, known, at);
        if (!write) return;
        if ((await store.savePerson(write)) === "person") again.push(one);
        else if (write.person.lead !== undefined) leads.push(write.person.lead);
      },
      AT_ONCE,
    );
    open = again;
  }
  return { refused: open.map(({ index }) => index), leads };
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
