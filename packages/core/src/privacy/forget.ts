import { setTimeout as sleep } from "node:timers/promises";
import type { Delivery } from "../delivery/index.ts";
import { companyDomain } from "../fields/facts.ts";
import { note } from "../lead/change/draft.ts";
import { edit } from "../lead/change/edit.ts";
import type { Lead } from "../lead/lead.ts";
import { rulesOf } from "../lead/rules-of.ts";
import { loneRows } from "../outcome/join.ts";
import type { Counts, Kept, PrivacyStore, Receipt } from "../ports/privacy.ts";
import type { Relay, Store } from "../ports/relay.ts";
import { anonymise, emptied } from "./anonymous.ts";
import { belongs, deliveriesOf, traceIn } from "./belongings.ts";
import { clueInto, cluesOf } from "./clues.ts";
import { cursors } from "./cursor.ts";
import { leaves } from "./readable.ts";
import { addressDigest, openReceipt, unseen } from "./receipt.ts";
import { addressOf, distinct, isTheirs, phonesOf, type Subject, subjectOf, type Telephone } from "./subject.ts";
import { tracesOf } from "./traces.ts";
import { walk } from "./walk.ts";

/** Somebody who keeps coming back while they are forgotten is left after so many rounds: they are there anew. */
const MOST_ROUNDS = 5;

/** What one request did. `next` continues; without it the receipt is final, unless deliveries are pending. */
export interface Forgetting {
  receipt: Receipt;
  next: string | null;
  /** Items looked at. */
  read: number;
}

/** How far it has come. */
interface State {
  /** The id of its receipt. */
  receipt: string;
  round: number;
  /** Real epoch ms of the first request, and of the beginning of this round. */
  begun: number;
  roundBegun: number;
  /** Where the reading goes on; `done` when all was read. */
  after?: string;
  done?: true;
  /** Digests by which they are known, also after nobody has them any more. */
  identities: string[];
  phones: Telephone[];
  /** Their leads as found: erased when all was read, because by them the rest is found. */
  leads: string[];
  /** Whether this round erased anything. */
  found: boolean;
}

/**
 * Erases the person with an address, as far as there is time; `next` goes on. What clues lead to is read, or in an audit all there is,
 * and again until nothing more is found. Their leads and they themselves, by which the rest is recognised, go last: after an interruption it is enough to begin again.
 *
 * @param signal aborted when there is no time for more
 */
export async function forgetPerson(
  relay: Relay,
  store: PrivacyStore,
  request: {
    email: string;
    by?: string | undefined;
    why?: string | undefined;
    cursor?: string | undefined;
    audit?: boolean | undefined;
  },
  signal: AbortSignal,
): Promise<Forgetting> {
  const { by, why } = request;
  const email = await addressOf(request.email);
  const key = await store.receiptKey();
  const cursor = cursors<State>(key, "forget", email);
  const begun = request.cursor === undefined ? undefined : cursor.decode(request.cursor);
  const now = relay.time.now();
  const receipt = await openReceipt(store, addressDigest(key, email), { id: begun?.receipt, now, by, why });
  // The answer that said so was lost.
  if (receipt.doneAt !== undefined) return { receipt, next: null, read: 0 };
  const started = Date.now();
  const state: State = begun ?? {
    receipt: receipt.id,
    round: 1,
    begun: started,
    roundBegun: started,
    identities: [],
    phones: [],
    leads: [],
    found: false,
  };
  const subject = await subjectOf(relay, email, state);
  state.identities = [...subject.identities];
  state.phones = [...subject.phones];
  const erase = eraser(relay, store, subject, state, receipt);

  let read = 0;
  const pause = async (): Promise<Forgetting> => {
    await store.saveReceipt(receipt);
    return { receipt, next: cursor.encode(state), read };
  };
  for (;;) {
    if (!state.done) {
      // Not sooner, because the step before may be asked for again.
      if (state.after === undefined) Object.assign(receipt, unseen);
      const clues = cluesOf({ identities: subject.identities, phones: state.phones });
      for await (const step of walk(store, { clues, audit: request.audit ?? false, after: state.after })) {
        await erase.from(step.kept);
        state.after = step.after;
        read += 1;
        if (signal.aborted) return pause();
      }
      state.done = true;
    }
    for (let id = state.leads.at(-1); id !== undefined; id = state.leads.at(-1)) {
      await erase.lead(id);
      state.leads.pop();
      if (signal.aborted) return pause();
    }
    // What was written before somebody asked is found by clues by then; until then they stay, as by them it is recognised.
    const foundBy = state.begun + (request.audit ? 0 : store.behindMs);
    const isAllFound = state.roundBegun >= foundBy;
    if (isAllFound) {
      await erase.person(email);
      if (!state.found || state.round === MOST_ROUNDS) break;
      state.round += 1;
    } else if (!state.found) await sleep(foundBy - Date.now(), undefined, { signal }).catch(() => {});
    state.found = false;
    if (Date.now() < foundBy && signal.aborted) return pause();
    state.roundBegun = Date.now();
    delete state.after;
    delete state.done;
    if (signal.aborted) return pause();
  }
  if (receipt.pending.length === 0) receipt.doneAt = new Date(relay.time.now()).toISOString();
  await store.saveReceipt(receipt);
  return { receipt, next: null, read };
}

/** Takes a person out of what is found, and counts it. */
function eraser(relay: Relay, privacy: PrivacyStore, subject: Subject, state: State, receipt: Receipt) {
  const { store, time } = relay;
  let traces = tracesOf(subject);

  const count = (what: keyof Counts, items = 1): void => {
    if (items === 0) return;
    receipt.erased = { ...receipt.erased, [what]: receipt.erased[what] + items };
    state.found = true;
  };

  /** @param body absent when it is theirs whatever is in it */
  const fromDelivery = async (delivery: Delivery, body?: () => Promise<Uint8Array>): Promise<void> => {
    if (delivery.erasedAt !== undefined) return;
    const trace = body ? traceIn(traces, delivery, await body()) : "theirs";
    if (trace === undefined) return;
    const list = trace === "unsure" ? "unsure" : delivery.outcome === "pending" ? "pending" : undefined;
    if (list) receipt[list] = [...new Set([...receipt[list], delivery.id])];
    else if (await privacy.eraseDelivery(emptied(delivery, time.now()), delivery.outcome)) count("deliveries");
    // Somebody is at it, and the next round sees what became of it.
    else state.found = true;
  };

  /** Takes them out of somebody else's lead. */
  const fromOthersLead = async (read: Lead): Promise<void> => {
    const edited = await edit(
      relay,
      read.id,
      (draft) => {
        const { lead } = draft;
        const { fields, extra, responses, decision } = lead;
        const { inputs } = decision;
        const words = { fields, extra, responses, ...(inputs && { inputs }) };
        const mask = traces.masking([...leaves(words)]);
        if (!mask) return;
        const { inputs: masked, ...rest } = mapped(words, mask);
        Object.assign(lead, rest);
        if (masked) lead.decision = { ...decision, inputs: masked };
        note(draft, { is: "lead.redacted" });
      },
      { read },
    );
    if (edited?.changed) count("mentions");
  };

  const fromLead = async (lead: Lead): Promise<void> => {
    if (lead.forgottenAt !== undefined) return;
    if (!(await belongs(relay, lead, subject))) return fromOthersLead(lead);
    if (state.leads.includes(lead.id)) return;
    // The last is erased first: what became part of another one's story is theirs by that one only.
    if (lead.closed?.as === "merged") state.leads.push(lead.id);
    else state.leads.unshift(lead.id);
    const phones = distinct([...state.phones, ...phonesOf(lead, subject)]);
    if (phones.length > state.phones.length) {
      state.phones = phones;
      traces = tracesOf({ ...subject, phones: state.phones });
      // What was read before may have them, and is read again.
      state.found = true;
    }
    for (const id of deliveriesOf(lead)) {
      const found = await store.delivery(id);
      if (found) await fromDelivery(found.delivery);
    }
    for await (const merged of privacy.about([clueInto(lead.id)]))
      if (merged.kind === "lead") await fromLead(merged.lead);
  };

  return {
    async from(kept: Kept): Promise<void> {
      switch (kept.kind) {
        case "lead":
          return fromLead(kept.lead);
        case "delivery":
          return fromDelivery(kept.delivery, kept.body);
        case "words": {
          const mask = traces.masking([...leaves(kept.words)], { address: true });
          const lead = mask && (await store.lead(kept.lead));
          // A lead of theirs takes its own along.
          if (!mask || !lead || isTheirs(lead, subject)) return;
          await privacy.rewriteWords(kept.lead, kept.revision, mapped(kept.words, mask));
          return count("mentions");
        }
        case "touch": {
          const { person, touch } = kept;
          if (subject.identities.has(person)) {
            await privacy.deleteTouch(person, touch.id);
            return count("touches");
          }
          const mask = traces.masking([...leaves(touch)], { address: true });
          if (!mask) return;
          await privacy.rewriteTouch(person, { ...mapped(touch, mask), id: touch.id });
          return count("mentions");
        }
        case "agreement":
          if (traces.masking([await kept.text()], { address: true }))
            receipt.agreements = [...new Set([...receipt.agreements, kept.version])];
      }
    },

    /** Makes a lead a fact about nobody. Its words go first: nobody adds any to its facts without a new revision. */
    async lead(id: string): Promise<void> {
      const edited = await edit(relay, id, async (draft) => {
        if (draft.lead.forgottenAt !== undefined) return;
        await store.eraseWords(id);
        anonymise(await rulesOf(relay, draft.lead), draft, traces);
      });
      if (edited?.changed) count("leads");
    },

    async person(email: string): Promise<void> {
      await fromDeals(store, email, state.identities);
      count("people", await privacy.deletePeople(state.identities));
      // That a colleague wants no mail of ours is not forgotten.
      if (!subject.staff.has(email)) await privacy.deleteMark(email);
    },
  };
}

/** A value with other words in its texts and names. */
function mapped<T>(value: T, words: (text: string) => string): T {
  if (typeof value === "string") return words(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => mapped(item, words)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]: [string, unknown]) => [words(name), mapped(item, words)]),
  ) as T;
}

/** Deals of no lead stay, and nothing leads from them to whoever they may have been. */
async function fromDeals(store: Store, email: string, identities: readonly string[]): Promise<void> {
  const company = await companyDomain(email);
  for (const whose of [...identities, ...(company === undefined ? [] : [company])])
    for (const lone of await store.loneDeals(whose)) {
      if (lone.whose?.person == null || !identities.includes(lone.whose.person)) continue;
      const after = { ...lone, revision: lone.revision + 1, whose: { ...lone.whose, person: null } };
      await store.commitDeal(after, loneRows(after));
    }
}
