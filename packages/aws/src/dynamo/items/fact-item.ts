import { deflateRawSync, inflateRawSync } from "node:zlib";
import { type Entry, FACTS_VERSION, type Lead, type Noted } from "@baton/core/lead";
import { type Attributes, marshall } from "../table/client.ts";
import { factKey } from "../table/keys.ts";
import { factWords } from "./fact-words.ts";
import { expiry } from "./lead-item.ts";

/** The facts of a commit as they are stored: compressed, because items are charged by the KB; what people typed apart. */
export interface StoredEntry {
  sk: string;
  v: typeof FACTS_VERSION;
  facts: Uint8Array;
  /** JSON, by the place of the fact. */
  words?: string;
  expiresAt?: number;
}

export function factItem(lead: Lead, noted: readonly Noted[]): Attributes {
  const said = noted.flatMap(({ words }, n) => (words ? [[n, words] as const] : []));
  const facts = JSON.stringify(noted.map(({ fact }) => fact));
  return marshall({
    ...factKey(lead.id, lead.revision),
    v: FACTS_VERSION,
    facts: deflateRawSync(facts, { dictionary: factWords }),
    ...(said.length > 0 && { words: JSON.stringify(Object.fromEntries(said)) }),
    ...expiry(lead),
  });
}

export function readEntry({ sk, v, facts, words }: StoredEntry): Entry {
  return {
    v,
    revision: Number(sk.slice(sk.indexOf("#") + 1)),
    facts: JSON.parse(inflateRawSync(facts, { dictionary: factWords }).toString()) as Entry["facts"],
    ...(words !== undefined && { words: JSON.parse(words) as NonNullable<Entry["words"]> }),
  };
}
