import { createHash } from "node:crypto";
import type { Ask } from "@baton/core/asks";
import type { Campaign, Collateral } from "@baton/core/campaigns";
import type { Delivery } from "@baton/core/delivery";
import { BatonError } from "@baton/core/error";
import type { KnownAccount } from "@baton/core/fields";
import {
  dueAt,
  type Entry,
  FACTS_VERSION,
  isRequest,
  type Lead,
  type LeadSummary,
  type Noted,
  type Row,
  summaryOf,
} from "@baton/core/lead";
import { withParents } from "@baton/core/ownership";
import type { Person, PersonWrite, StoredTouch } from "@baton/core/person";
import type {
  DealPlace,
  LeadNotice,
  LoadChange,
  NoticeBatch,
  Page,
  PlannedRound,
  PrivacyStore,
  QuarantineEntry,
  Settled,
  Spend,
  Store,
  StoredAgreement,
} from "@baton/core/ports";
import { emptyRoster, type Load, noLoad } from "@baton/core/rules";
import type { Book } from "@baton/core/sheet";
import { type Proposal, proposalDueAt } from "@baton/core/signing";
import type { Survey } from "@baton/core/survey";
import type { TableRows } from "@baton/core/tables";
import { copy } from "./copy.ts";
import { memoryHealth } from "./memory-health.ts";
import { memoryMailboxes } from "./memory-mailboxes.ts";
import { memoryOwnership, personStands, putPerson } from "./memory-ownership.ts";
import { memoryPrivacy } from "./memory-privacy.ts";
import { memoryTurns } from "./memory-turns.ts";
import { memoryViewers } from "./memory-viewers.ts";

/** Until when somebody has a notice to send, and until when it was put off. */
interface Claim extends LeadNotice {
  claimedUntil?: number;
  putOffUntil?: number;
}

interface StoredLoad extends Partial<Load> {
  drift?: { found: number; notedAt: number };
}

/**
 * Core's store in maps of one process. What goes in and comes out is copied, conditions are judged and changes made
 * without a pause in between, and every call answers in a later turn, so that concurrent callers interleave.
 */
export function memoryStore(): Store & { privacy: PrivacyStore; rows(): Map<string, Map<string, Row[]>> } {
  const versions = new Map<number, StoredAgreement>();
  let proposal: Proposal | undefined;
  const deliveries = new Map<string, { delivery: Delivery; body: Uint8Array; due?: number }>();
  const leads = new Map<string, Lead>();
  const entries = new Map<string, Entry[]>();
  /** Rows by day and key. */
  const kept = new Map<string, Map<string, Row[]>>();
  const asks = new Map<string, Ask>();
  const books = new Map<string, Book>();
  const rounds = new Map<string, PlannedRound>();
  const surveys = new Map<string, Survey>();
  const campaigns = new Map<string, Campaign>();
  const helps = new Map<string, Collateral>();
  const spends = new Map<string, Spend>();
  const placesOfDeals = new Map<string, DealPlace>();
  const people = new Map<string, Person>();
  /** Identities that became somebody's, and whose. */
  const aliases = new Map<string, string>();
  const touches = new Map<string, Map<string, StoredTouch>>();
  const loads = new Map<string, StoredLoad>();
  const batches = new Map<string, Map<string, Claim>>();
  /** Until when somebody sends what was put off. */
  const lists = new Map<string, number>();
  const owned = new Map<string, KnownAccount>();
  const tables = new Map<string, TableRows>();
  let active: number | undefined;
  let roster = emptyRoster;
  let settled: Settled | undefined;

  const loadOf = (person: string): Load => {
    const { drift: _drift, ...load } = loads.get(person) ?? {};
    return { ...noLoad, ...load };
  };
  const loadsOf = (wanted: string[]) => Object.fromEntries(wanted.map((person) => [person, loadOf(person)]));

  const nameOf = ({ to, kind, minute }: NoticeBatch): string => `${to} ${kind} ${minute}`;
  const claimsOf = (batch: NoticeBatch) => {
    const claims = batches.get(nameOf(batch)) ?? new Map<string, Claim>();
    batches.set(nameOf(batch), claims);
    return claims;
  };

  const personOf = (identity: string): Person | undefined => {
    let id = identity;
    for (let hop = 0; hop < 3 && aliases.has(id); hop++) id = aliases.get(id)!;
    return people.get(id);
  };
  const refuses = (change: PersonWrite): boolean => !personStands({ people, aliases }, change);
  const write = (change: PersonWrite): void => putPerson({ people, aliases }, change);

  const mailboxes = memoryMailboxes();
  const unmark = (address: string) => void mailboxes.clearAddress(address, "");
  const privacy = memoryPrivacy({ versions, deliveries, leads, entries, people, aliases, touches, unmark });

  return {
    privacy,
    rows: () => kept,
    ...memoryHealth(),
    ...mailboxes,
    ...memoryOwnership({ people, aliases, accounts: owned }),
    ...memoryTurns(),
    ...memoryViewers(),

    async ping() {},

    async current() {
      await turn();
      return { version: active, roster: copy(roster) };
    },

    async currentAgreement() {
      await turn();
      return active === undefined ? undefined : copy({ stored: versions.get(active)!, roster });
    },

    async saveRoster(next) {
      await turn();
      if (active === undefined || next.version !== roster.version + 1) return false;
      roster = copy(next);
      return true;
    },

    async agreement(version) {
      await turn();
      return copy(versions.get(version));
    },

    async activeAgreement() {
      await turn();
      return active === undefined ? undefined : copy(versions.get(active));
    },

    async publish(entry, expected) {
      await turn();
      if (active !== expected) return undefined;
      active = (expected ?? 0) + 1;
      versions.set(active, copy({ ...entry, version: active }));
      return active;
    },

    async proposal() {
      await turn();
      return copy(proposal);
    },

    async commitProposal(next) {
      await turn();
      if (next.revision !== (proposal?.revision ?? 0) + 1) return "conflict";
      proposal = copy(next);
      return "done";
    },

    async signVersion(version, signatures) {
      await turn();
      const { unsigned: _unsigned, ...stored } = versions.get(version)!;
      versions.set(version, copy({ ...stored, signatures }));
    },

    async table(id) {
      await turn();
      return copy(tables.get(id));
    },

    async saveTable(rows) {
      await turn();
      const id = createHash("sha256").update(JSON.stringify(rows)).digest("hex").slice(0, 32);
      tables.set(id, copy(rows));
      return id;
    },

    async renew(entry) {
      await turn();
      versions.set(entry.version, copy(entry));
    },

    async settled() {
      await turn();
      return settled && copy(settled);
    },

    async settle(now) {
      await turn();
      settled = copy(now);
    },

    async versions({ limit, before = Number.POSITIVE_INFINITY }) {
      await turn();
      return [...versions.values()]
        .filter(({ version }) => version < before)
        .sort((a, b) => b.version - a.version)
        .slice(0, limit)
        .map(({ agreement: _agreement, text: _text, ...version }) => copy(version));
    },

    async keepDelivery(delivery, body, { retryAt, notBefore }) {
      await turn();
      const existing = deliveries.get(delivery.id);
      const outlived =
        notBefore !== undefined &&
        existing &&
        existing.delivery.outcome !== "pending" &&
        Date.parse(existing.delivery.receivedAt) < notBefore;
      if (existing && !outlived) return { existing: copy(existing.delivery) };
      deliveries.set(delivery.id, {
        delivery: copy(delivery),
        body: body.slice(),
        ...(retryAt !== undefined && { due: retryAt }),
      });
      return {};
    },

    async isPending(id) {
      await turn();
      return deliveries.get(id)?.delivery.outcome === "pending";
    },

    async delivery(id) {
      await turn();
      const kept = deliveries.get(id);
      return kept && { delivery: copy(kept.delivery), body: kept.body.slice() };
    },

    async settleDelivery(delivery, retryAt) {
      await turn();
      const kept = deliveries.get(delivery.id);
      if (!kept || !["pending", "quarantined", "ignored"].includes(kept.delivery.outcome)) return;
      const stays = delivery.outcome === "pending" && retryAt === undefined;
      if (stays && (kept.delivery.outcome !== "pending" || kept.delivery.waiting)) return;
      const due = stays ? kept.due : retryAt;
      deliveries.set(delivery.id, { delivery: copy(delivery), body: kept.body, ...(due !== undefined && { due }) });
    },

    async quarantine({ limit, cursor, source, since = "" }) {
      await turn();
      const listed = [...deliveries.values()]
        .map(({ delivery }) => delivery)
        .filter((delivery) => delivery.outcome === "quarantined" && delivery.receivedAt >= since)
        .filter((delivery) => source === undefined || delivery.source === source)
        .map(({ id, source, receivedAt, reason = "", bytes }): { place: string; item: QuarantineEntry } => ({
          place: `${receivedAt}#${id}`,
          item: { id, source, receivedAt, reason, bytes },
        }));
      return page(listed, limit, cursor === undefined ? undefined : placeOf(cursor));
    },

    async known({ identities, accounts, loads: counted }) {
      await turn();
      const found = identities.flatMap((identity): [string, Person][] => {
        const person = personOf(identity);
        return person ? [[identity, copy(person)]] : [];
      });
      const account = accounts.map((domain) => owned.get(domain)).find((one) => one !== undefined);
      return {
        current: { version: active, roster: copy(roster) },
        people: Object.fromEntries(found),
        beside: Object.fromEntries(
          found.flatMap(([identity, { beside }]) =>
            beside?.[identity] ? [[identity, beside[identity].flatMap((id) => copy(personOf(id) ?? []))]] : [],
          ),
        ),
        account: account
          ? await withParents(copy(account), async (domain) => copy(owned.get(domain)))
          : { known: false },
        loads: loadsOf(counted),
      };
    },

    async loads(wanted) {
      await turn();
      return loadsOf(wanted);
    },

    async correctLoad(person, { seen, found, now, confirms }) {
      await turn();
      const load = loads.get(person) ?? {};
      if ((load.open ?? 0) !== seen) return false;
      const noted = load.drift?.found === found;
      if (!noted) loads.set(person, { ...load, drift: { found, notedAt: now } });
      if (!noted || load.drift!.notedAt >= confirms) return false;
      const { drift: _drift, ...rest } = load;
      loads.set(person, { ...rest, open: found });
      return true;
    },

    async ask(subject, person) {
      await turn();
      return copy(asks.get(`${subject} ${person}`));
    },

    async asksAbout(subject) {
      await turn();
      const about = [...asks.values()].filter((ask) => ask.subject === subject);
      return copy(about.sort((a, b) => (a.person < b.person ? -1 : 1)));
    },

    async asksOf(person) {
      await turn();
      return copy([...asks.values()].filter((ask) => ask.person === person && !ask.unlisted));
    },

    async commitAsk(ask) {
      await turn();
      const key = `${ask.subject} ${ask.person}`;
      if ((asks.get(key)?.revision ?? 0) !== ask.revision - 1) return "conflict";
      asks.set(key, copy(ask));
      return "done";
    },

    async books(per, periods) {
      await turn();
      return copy(
        Object.fromEntries(
          [...books.values()].flatMap((book) =>
            book.per === per && periods.includes(book.period) ? [[book.period, book]] : [],
          ),
        ),
      );
    },

    async keepBook(book) {
      await turn();
      const key = `${book.per} ${book.period}`;
      if (!books.has(key)) books.set(key, copy(book));
    },

    async rounds(ids) {
      await turn();
      return copy(Object.fromEntries([...rounds].filter(([id]) => ids.includes(id))));
    },

    async planRound(id, due, seen, options) {
      await turn();
      if (rounds.get(id)?.due !== seen) return false;
      const begun = options?.begun && seen !== undefined ? { begun: seen } : {};
      rounds.set(id, { ...rounds.get(id), due: new Date(due).toISOString(), ...begun });
      return true;
    },

    async doneRound(id, due) {
      await turn();
      rounds.set(id, { ...rounds.get(id)!, done: due });
    },

    async survey(id) {
      await turn();
      return copy(surveys.get(id));
    },

    async surveys(most) {
      await turn();
      return copy([...surveys.values()].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, most));
    },

    async commitSurvey(survey) {
      await turn();
      if ((surveys.get(survey.id)?.revision ?? 0) !== survey.revision - 1) return "conflict";
      surveys.set(survey.id, copy(survey));
      return "done";
    },

    async campaigns() {
      await turn();
      return copy([...campaigns.values()].sort((a, b) => (a.id < b.id ? -1 : 1)));
    },

    async putCampaign(campaign) {
      await turn();
      campaigns.set(campaign.id, copy(campaign));
    },

    async collateral() {
      await turn();
      return copy([...helps.values()].sort((a, b) => (a.id < b.id ? -1 : 1)));
    },

    async putCollateral(one) {
      await turn();
      helps.set(one.id, copy(one));
    },

    async spends(campaign) {
      await turn();
      const own = [...spends.values()].filter((one) => one.campaign === campaign);
      return copy(own.sort((a, b) => (a.from < b.from ? -1 : 1)));
    },

    async putRows(_about, placed) {
      await turn();
      for (const { day, key, rows } of placed) kept.set(day, (kept.get(day) ?? new Map()).set(key, copy(rows)));
    },

    async putSpend(spend, placed) {
      await this.putRows(spend.campaign, placed);
      spends.set(`${spend.campaign} ${spend.from} ${spend.to}`, copy(spend));
    },

    async deal(id) {
      await turn();
      return copy(placesOfDeals.get(id));
    },

    async loneDeals(whose) {
      await turn();
      const lone = [...placesOfDeals.values()].flatMap((place) => ("lone" in place ? [place.lone] : []));
      return copy(lone.filter((one) => (one.whose?.company ?? one.whose?.person) === whose));
    },

    async commitDeal(lone, placed) {
      await turn();
      const { id } = lone.deal;
      const before = placesOfDeals.get(id);
      if (before && !("lone" in before && before.lone.revision === lone.revision - 1)) return "conflict";
      placesOfDeals.set(id, { lone: copy(lone) });
      kept.set(placed.day, (kept.get(placed.day) ?? new Map()).set(placed.key, copy(placed.rows)));
      return "done";
    },

    async lead(id) {
      await turn();
      return copy(leads.get(id));
    },

    async commit(given, alongside) {
      await turn();
      // All of it is judged before any of it is written.
      const { lead, facts, rows, loads: changes, newOwner, person, deals = [] } = copy({ lead: given, ...alongside });
      if ((leads.get(lead.id)?.revision ?? 0) !== lead.revision - 1) return "conflict";
      const changed = new Map<string, StoredLoad>();
      for (const change of changes) {
        const after = loadAfter(loads.get(change.of), change);
        if (after === "refused") return "load";
        changed.set(change.of, after);
      }
      if (person && refuses(person)) return "person";
      const isElsewhere = (place: DealPlace | undefined) =>
        place && ("lead" in place ? place.lead : place.lone.movesTo) !== lead.id;
      if (deals.some((deal) => isElsewhere(placesOfDeals.get(deal)))) return "person";
      for (const deal of deals) placesOfDeals.set(deal, { lead: lead.id });
      for (const [person, load] of changed) loads.set(person, load);
      leads.set(lead.id, copy(lead));
      if (person) write(person);
      const known = newOwner && lead.person && people.get(lead.person.id);
      if (known && lead.owner !== null)
        people.set(known.id, { ...known, owner: lead.owner, revision: known.revision + 1 });
      if (facts.length > 0) entries.set(lead.id, [...(entries.get(lead.id) ?? []), entryOf(lead.revision, facts)]);
      for (const { day, key } of rows.remove) kept.get(day)?.delete(key);
      for (const { day, key, rows: put } of rows.put) kept.set(day, (kept.get(day) ?? new Map()).set(key, copy(put)));
      return "done";
    },

    async colleagues(domain, limit) {
      await turn();
      return copy([...people.values()].filter(({ company }) => company === domain).slice(0, limit));
    },

    async addTouches(id, added, { write: change }) {
      await turn();
      if (change && refuses(change)) return "person";
      if (change) write(change);
      const kept = touches.get(id) ?? new Map<string, StoredTouch>();
      touches.set(id, kept);
      for (const touch of added) kept.set(touch.id, copy(touch));
      return "done";
    },

    async touches(identities, limit) {
      await turn();
      return identities
        .flatMap((identity) => [...(touches.get(identity)?.values() ?? [])])
        .sort((a, b) => order(b.id, a.id))
        .slice(0, limit)
        .map(copy);
    },

    async facts(lead, { limit = Number.POSITIVE_INFINITY, before = Number.POSITIVE_INFINITY } = {}) {
      await turn();
      const found = (entries.get(lead) ?? []).filter(({ revision }) => revision < before);
      return copy(found.slice(Math.max(0, found.length - limit)));
    },

    async eraseWords(lead) {
      await turn();
      entries.set(
        lead,
        (entries.get(lead) ?? []).map(({ words: _words, ...entry }) => entry),
      );
    },

    async leads({ owner, requests = false, open, since = "", limit, cursor, until, where = () => true, most = 1_000 }) {
      await turn();
      const listed = [...leads.values()]
        .filter(({ id }) => isRequest(id) === requests)
        .filter((lead) => owner === undefined || (lead.owner ?? "") === owner)
        .filter((lead) => open === undefined || (lead.closed === undefined) === open)
        .map((lead): { place: string; item: LeadSummary } => ({
          place: `${lead.createdAt}#${lead.id}`,
          item: copy(summaryOf(lead)),
        }))
        .filter(({ place }) => place >= since && place <= `${until}~`);
      return page(listed, limit, cursor === undefined ? undefined : placeOf(cursor), where, most);
    },

    async *openLeads(owner) {
      await turn();
      const place = ({ createdAt, id }: Lead) => `${createdAt}#${id}`;
      yield* leads
        .values()
        .filter((lead) => lead.owner === owner && !lead.closed)
        .toArray()
        .sort((a, b) => order(place(a), place(b)))
        .map(summaryOf);
    },

    async *due(until) {
      await turn();
      const found = [
        ...[...leads.values()].flatMap((lead) => {
          const at = dueAt(lead);
          return at === undefined ? [] : [{ kind: "lead" as const, id: lead.id, at }];
        }),
        ...[...deliveries.values()].flatMap(({ delivery, due }) =>
          due === undefined ? [] : [{ kind: "delivery" as const, id: delivery.id, at: due }],
        ),
        ...[proposal && proposalDueAt(proposal)].flatMap((at) =>
          at === undefined ? [] : [{ kind: "proposal" as const, id: "PROPOSAL", at }],
        ),
        ...[...rounds].map(([id, { due }]) => ({ kind: "round" as const, id, at: Date.parse(due) })),
      ];
      yield* found.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
    },

    async claimNotice(batch, { lead, notice }, { now, until }) {
      await turn();
      const claims = claimsOf(batch);
      const before = claims.get(notice);
      if (before?.claimedUntil !== undefined && before.claimedUntil > now) return false;
      claims.set(notice, { ...before, lead, notice, claimedUntil: until });
      return true;
    },

    async claimedNotices(batch, limit) {
      await turn();
      return [...claimsOf(batch).keys()].sort(order).slice(0, limit);
    },

    async giveUpNotice(batch, notice) {
      await turn();
      delete claimsOf(batch).get(notice)?.claimedUntil;
    },

    async putOffNotice(batch, notice, until) {
      await turn();
      const { lead } = claimsOf(batch).get(notice)!;
      claimsOf(batch).set(notice, { lead, notice, putOffUntil: until });
    },

    async putOffUntil(batch, notice) {
      await turn();
      return claimsOf(batch).get(notice)?.putOffUntil;
    },

    async putOffNotices(batch, { now, limit }) {
      await turn();
      return [...claimsOf(batch).values()]
        .filter(({ putOffUntil: until }) => until !== undefined && until <= now)
        .map(({ lead, notice }) => ({ lead, notice }))
        .sort((a, b) => order(a.notice, b.notice))
        .slice(0, limit);
    },

    async forgetNotice(batch, notice) {
      await turn();
      const { lead } = claimsOf(batch).get(notice)!;
      claimsOf(batch).set(notice, { lead, notice });
    },

    async claimList(batch, { now, until }) {
      await turn();
      if ((lists.get(nameOf(batch)) ?? 0) > now) return false;
      lists.set(nameOf(batch), until);
      return true;
    },

    async giveUpList(batch) {
      await turn();
      lists.delete(nameOf(batch));
    },
  };
}

function entryOf(revision: number, noted: readonly Noted[]): Entry {
  const said = noted.flatMap(({ words }, n) => (words ? [[n, words] as const] : []));
  return copy({
    v: FACTS_VERSION,
    revision,
    facts: noted.map(({ fact }) => fact),
    ...(said.length > 0 && { words: Object.fromEntries(said) }),
  });
}

/** A load after a change, or that the change is refused because somebody else was faster. */
function loadAfter(stored: StoredLoad | undefined, change: LoadChange): StoredLoad | "refused" {
  const { seen, limits = {}, exact } = change;
  if (seen === undefined || change.change === -1) {
    const { drift: _drift, ...rest } = stored ?? {};
    return { ...rest, open: (stored?.open ?? (change.change === -1 ? 1 : 0)) + change.change };
  }
  const { drift: _drift, ...before } = stored ?? {};
  const open = before.open ?? 0;
  const counts: Partial<Load> = {};
  for (const [period, count, limit] of [
    ["day", "today", "perDay"],
    ["week", "thisWeek", "perWeek"],
    ["month", "thisMonth", "perMonth"],
  ] as const) {
    const now = change[period];
    if (now === undefined) continue;
    const same = seen[period] === now;
    if (same !== (before[period] === now)) return "refused";
    const most = limits[limit];
    if (same && most !== undefined && (before[count] ?? 0) >= most) return "refused";
    counts[period] = now;
    counts[count] = same ? (before[count] ?? 0) + 1 : 1;
  }
  if (exact && open !== seen.open) return "refused";
  if (limits.open !== undefined && open >= limits.open) return "refused";
  return { ...before, ...counts, open: open + 1 };
}

/** The newest of a list after a place in it. */
function page<T>(
  listed: { place: string; item: T }[],
  limit: number,
  after: string | undefined,
  where: (item: T) => boolean = () => true,
  most = Number.POSITIVE_INFINITY,
): Page<T> {
  const rest = listed
    .filter(({ place }) => after === undefined || place < after)
    .sort((a, b) => order(b.place, a.place));
  const taken: typeof rest = [];
  let last: string | undefined;
  for (const [looked, one] of rest.entries()) {
    const found = where(one.item);
    if (looked === most || (found && taken.length === limit)) {
      return { items: taken.map(({ item }) => item), next: Buffer.from(last!).toString("base64url") };
    }
    if (found) taken.push(one);
    last = one.place;
  }
  return { items: taken.map(({ item }) => item), next: null };
}

function placeOf(cursor: string): string {
  const place = Buffer.from(cursor, "base64url").toString();
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z#\w+$/.test(place)) {
    throw new BatonError("cursor.invalid", "The cursor is not one that a list answered.");
  }
  return place;
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const turn = (): Promise<void> => Promise.resolve();
