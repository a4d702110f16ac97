import { randomBytes } from "node:crypto";
import type { Delivery } from "@baton/core/delivery";
import type { Entry, Lead } from "@baton/core/lead";
import type { Person, StoredTouch } from "@baton/core/person";
import type { Kept, PrivacyStore, StoredAgreement } from "@baton/core/ports";
import type { Receipt } from "@baton/core/privacy";
import { cluesIn } from "../../../packages/core/src/privacy/clues.ts";
import { copy } from "./copy.ts";

/** What a store in memory keeps of people. */
export interface KeptWords {
  versions: Map<number, StoredAgreement>;
  deliveries: Map<string, { delivery: Delivery; body: Uint8Array; due?: number }>;
  leads: Map<string, Lead>;
  entries: Map<string, Entry[]>;
  people: Map<string, Person>;
  /** Identities of people first seen under another one, with that one. */
  aliases: Map<string, string>;
  touches: Map<string, Map<string, StoredTouch>>;
  /** Forgets all about a mailbox. */
  unmark(address: string): void;
}

/** Core's privacy store in those maps; it answers in a later turn. */
export function memoryPrivacy(kept: KeptWords): PrivacyStore {
  const { versions, deliveries, leads, entries, people, aliases, touches } = kept;
  const receipts = new Map<string, Receipt>();
  const key = randomBytes(32);

  const all = (): Kept[] =>
    [
      ...[...leads].map(([id, lead]): Kept => ({ place: `lead ${id}`, kind: "lead", lead })),
      ...[...entries].flatMap(([lead, theirs]) =>
        theirs.flatMap(({ revision, facts, words }): Kept[] =>
          words ? [{ place: `words ${lead} ${revision}`, kind: "words", lead, revision, at: facts[0]!.at, words }] : [],
        ),
      ),
      ...[...touches].flatMap(([person, theirs]) =>
        [...theirs.values()].map(
          (touch): Kept => ({ place: `touch ${person} ${touch.id}`, kind: "touch", person, touch }),
        ),
      ),
      ...[...deliveries].map(
        ([id, { delivery, body }]): Kept => ({
          place: `delivery ${id}`,
          kind: "delivery",
          delivery,
          body: async () => body.slice(),
        }),
      ),
      ...[...versions.values()].map(
        ({ version, text }): Kept => ({
          place: `agreement ${version}`,
          kind: "agreement",
          version,
          text: async () => text,
        }),
      ),
    ].sort((a, b) => (scattered(a.place) < scattered(b.place) ? -1 : 1));

  return {
    behindMs: 0,

    async *everything(after) {
      for (const item of all()) {
        await Promise.resolve();
        if (after === undefined || scattered(item.place) > scattered(after)) yield copied(item);
      }
    },

    async *about(clues, after) {
      const wanted = new Set(clues);
      for (const item of all()) {
        await Promise.resolve();
        if (item.kind === "agreement" || (after !== undefined && scattered(item.place) <= scattered(after))) continue;
        if (!wanted.isDisjointFrom(await cluesIn(item))) yield copied(item);
      }
    },

    async *keptVersions(after) {
      for (const item of all()) {
        await Promise.resolve();
        if (item.kind === "agreement" && (after === undefined || scattered(item.place) > scattered(after))) yield item;
      }
    },

    // Clues are made when they are asked for, so that none is ever behind.
    async indexed(places) {
      await Promise.resolve();
      const kept = new Map(all().map((item) => [item.place, item]));
      return Promise.all(
        places.map(async (place) => {
          const item = kept.get(place);
          return { place, kept: () => item && copied(item), clues: item ? await cluesIn(item) : new Set<string>() };
        }),
      );
    },

    async saveClues() {
      await Promise.resolve();
    },

    async rewriteWords(lead, revision, words) {
      await Promise.resolve();
      const found = entries.get(lead)?.find((entry) => entry.revision === revision);
      if (found?.words) found.words = copy(words);
    },

    async rewriteTouch(person, touch) {
      await Promise.resolve();
      const theirs = touches.get(person);
      if (theirs?.has(touch.id)) theirs.set(touch.id, copy(touch));
    },

    async deleteTouch(person, touch) {
      await Promise.resolve();
      touches.get(person)?.delete(touch);
    },

    async eraseDelivery(delivery, seen) {
      await Promise.resolve();
      const found = deliveries.get(delivery.id)?.delivery;
      if (found?.outcome !== seen || found.erasedAt !== undefined) return false;
      deliveries.set(delivery.id, { delivery: copy(delivery), body: new Uint8Array() });
      return true;
    },

    async deletePeople(ids) {
      await Promise.resolve();
      const theirs = [...people.keys()].filter((id) => ids.includes(id));
      const known = [...aliases].filter(([identity, id]) => ids.includes(identity) && ids.includes(id));
      for (const id of theirs) people.delete(id);
      for (const [identity] of known) aliases.delete(identity);
      return theirs.length + known.length;
    },

    async deleteMark(address) {
      await Promise.resolve();
      kept.unmark(address);
    },

    async receiptKey() {
      await Promise.resolve();
      return key;
    },

    async saveReceipt(receipt) {
      await Promise.resolve();
      receipts.set(receipt.id, copy(receipt));
    },

    async receipts(address) {
      await Promise.resolve();
      return [...receipts.values()]
        .filter((receipt) => address === undefined || receipt.address === address)
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map((receipt) => copy(receipt));
    },
  };
}

/** An order of items that is no order of time, as that of a table's partitions. */
const scattered = (place: string): string => [...place].reverse().join("");

function copied(item: Kept): Kept {
  // Of texts nothing can be changed.
  if (item.kind === "agreement") return item;
  if (item.kind !== "delivery") return copy(item);
  const { body, ...rest } = item;
  return { ...copy(rest), body };
}
