import type { Delivery } from "../delivery/index.ts";
import type { Entry } from "../facts/facts.ts";
import type { Lead } from "../lead/lead.ts";
import type { StoredTouch } from "../person/person.ts";

/** That somebody was forgotten: what is left of them. Instants are ISO 8601. */
export interface Receipt {
  id: string;
  /** The address asked for, as a keyed digest: who has the address can find it, who has the receipt cannot find the address. */
  address: string;
  startedAt: string;
  /** Absent while it is not finished, or was interrupted. */
  doneAt?: string;
  by?: string;
  why?: string;
  erased: Counts;
  /** Deliveries to be looked at by a human: a telephone number or browser id of theirs beside somebody else's address. */
  unsure: string[];
  /** Deliveries that hold them and are still being worked on. */
  pending: string[];
  /** Versions of the agreement that name them; versions never change. */
  agreements: number[];
}

/** What was erased. A run that was interrupted and done again may have erased a little more than it counted. */
export interface Counts {
  leads: number;
  deliveries: number;
  touches: number;
  /** Items that say who they are: one for every way they were known by. */
  people: number;
  /** Other people's leads, events and touches that mentioned them. */
  mentions: number;
}

/** By what in it an item is found, kept beside it. What changes it is told of its place a little later. */
export interface ClueStore {
  /** Items as they are now, undefined where they have gone, with the clues by which they are found. `kept` throws for one that cannot be read. */
  indexed(
    places: readonly string[],
  ): Promise<{ place: string; kept(): Kept | undefined; clues: ReadonlySet<string> }[]>;
  /** Has an item be found by other clues than before. */
  saveClues(place: string, clues: { now: string[]; added: string[]; gone: string[] }): Promise<void>;
}

/**
 * What exporting and erasing need of a store besides what the relay does: to read what may be a person's, or everything that is
 * kept, because addresses are in raw bodies and free text; and to take things away for good.
 */
export interface PrivacyStore extends ClueStore {
  /** How long after a change its clues may come, in real ms. */
  behindMs: number;
  /** Every item that some clues lead to, once and in the order of places, after one if given. */
  about(clues: readonly string[], after?: string): AsyncIterable<Kept>;
  /** Every version of the agreement, as they were published, after a place if given. */
  keptVersions(after?: string): AsyncIterable<Kept>;
  /** Every item with words in it, once and in any order, after a place if given. What is written meanwhile may be missed. */
  everything(after?: string): AsyncIterable<Kept>;
  /** Puts other words beside the facts of one commit of a lead, if they are still there. */
  rewriteWords(lead: string, revision: number, words: NonNullable<Entry["words"]>): Promise<void>;
  /** Puts other words into a touch, if it is still there. */
  rewriteTouch(person: string, touch: StoredTouch): Promise<void>;
  deleteTouch(person: string, touch: string): Promise<void>;
  /**
   * Takes away a delivery's body and its place in every list, and puts `delivery` in its place, so that it is known when it comes
   * again. False when what became of it is no longer what was `seen`.
   */
  eraseDelivery(delivery: Delivery, seen: Delivery["outcome"]): Promise<boolean>;
  /** Deletes the people who have one of some ids, and those identities that lead to one of them; answers how many items these were. */
  deletePeople(ids: readonly string[]): Promise<number>;
  /** Deletes that mail does not go to an address, or went again. */
  deleteMark(address: string): Promise<void>;

  /** The secret by which receipts name addresses; made when first asked for. */
  receiptKey(): Promise<Uint8Array>;
  /** Puts a receipt, or another state of it. */
  saveReceipt(receipt: Receipt): Promise<void>;
  /** Oldest first; of one address, when given. */
  receipts(address?: string): Promise<Receipt[]>;
}

/** One item as found. `place`: to continue after it. */
export type Kept = { place: string } & (
  | { kind: "lead"; lead: Lead }
  | { kind: "words"; lead: string; revision: number; at: string; words: NonNullable<Entry["words"]> }
  | { kind: "touch"; person: string; touch: StoredTouch }
  | { kind: "delivery"; delivery: Delivery; body(): Promise<Uint8Array> }
  | { kind: "agreement"; version: number; text(): Promise<string> }
);
