import { createHash } from "node:crypto";
import pMap from "p-map";
import { identities } from "../person/identities.ts";
import type { ClueStore, Kept } from "../ports/privacy.ts";
import { addressesIn } from "./addresses.ts";
import { leaves, type ReadableText, readable, unwrapped } from "./readable.ts";
import type { Subject } from "./subject.ts";

/**
 * What may lead to a person in something that is kept, as digests by which it is found without reading all there is. They may lead
 * too far, never not far enough: whether something is theirs is looked at in what they lead to.
 */
export type Clues = ReadonlySet<string>;

/** Items whose clues are written at a time. */
const AT_ONCE = 8;
/** What holds more people than this is looked at for everybody. */
const MOST_CLUES = 2_000;
export const EVERYBODY = "everybody";

/** National numbers have more digits, or in the smallest countries as many. */
const LAST_DIGITS = 6;
/** Digits as people write them in groups; not a letter, which begins something else. */
const GROUPED = /\d+(?:[\s().\-/\u2011]{1,4}\d+)*/g;
/** A day in a machine's notation, of which all that came then would have the same. */
const DAY = /(?<!\d)(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:[0-2]\d|3[01])(?!\d)/g;
/** What may be an id of a browser or user where no provider says so: one word with a digit, or a joint and a capital, which names of fields do not have; no instant. */
const ID = /^(?!\d{4}-\d\d-\d\d)(?=.*\d|.*[_-].*[A-Z]|.*[A-Z].*[_-])[^\s/@]{4,128}$/;

/** How an address may end. */
const DOMAIN = /@[\p{L}\p{N}\p{M}\p{Cf}.。．｡-]+$/u;

/** Half of a digest is enough: what shares it is looked at in vain. */
const short = (digest: string): string => digest.slice(0, 16);
const hashed = (...parts: string[]): string => short(createHash("sha256").update(parts.join("\0")).digest("hex"));
const ofDigits = (digits: string): string => hashed("digits", digits.slice(-LAST_DIGITS));
/** Of leads that became part of another one's story. */
export const clueInto = (lead: string): string => hashed("into", lead);

/** By what everything is found that may be a person's. */
export const cluesOf = ({ identities, phones }: Pick<Subject, "identities" | "phones">): string[] => [
  EVERYBODY,
  ...[...identities].map(short),
  // Behind an extension is nothing that the number ends with.
  ...phones.map(({ number }) => ofDigits(number.replace(/[^\d+].*$/, ""))),
];

/** What in an item may lead to people. */
export async function cluesIn(kept: Kept): Promise<Clues> {
  const clues = new Set<string>();
  switch (kept.kind) {
    case "lead": {
      const { fields, extra, responses, decision, person, closed } = kept.lead;
      if (person) clues.add(short(person.id));
      if (closed?.as === "merged" && closed.into !== undefined) clues.add(clueInto(closed.into));
      inText(clues, unwrapped([...leaves({ fields, extra, responses, inputs: decision.inputs })]));
      break;
    }
    case "words":
      addresses(clues, unwrapped([...leaves(kept.words)]));
      break;
    case "touch":
      clues.add(short(kept.person));
      addresses(clues, unwrapped([...leaves(kept.touch)]));
      break;
    case "delivery": {
      const { contentType, reason, erasedAt, trackedAs = [] } = kept.delivery;
      if (erasedAt !== undefined) break;
      for (const id of trackedAs) clues.add(short(id));
      inText(clues, readable(await kept.body(), contentType));
      inText(clues, unwrapped(reason === undefined ? [] : [reason]));
    }
  }
  return clues.size > MOST_CLUES ? new Set([EVERYBODY]) : clues;
}

function inText(clues: Set<string>, text: ReadableText): void {
  addresses(clues, text);
  for (const one of text.texts)
    for (const [groups] of one.replaceAll(DAY, "x").matchAll(GROUPED)) {
      let last = "";
      // Where a group ends a number may.
      for (const [group] of groups.matchAll(/\d+/g)) {
        last = (last + group).slice(-LAST_DIGITS);
        if (last.length === LAST_DIGITS) clues.add(ofDigits(last));
        if (clues.size > MOST_CLUES) return;
      }
    }
  for (const value of text.values)
    if (ID.test(value)) for (const id of identities({ userId: value, anonymousId: value })) clues.add(short(id));
}

function addresses(clues: Set<string>, { texts }: ReadableText): void {
  const note = (email: string): boolean => {
    if (clues.size > MOST_CLUES || !DOMAIN.test(email)) return false;
    for (const id of identities({ email })) clues.add(short(id));
    return false;
  };
  for (const text of texts) for (const _ of addressesIn(text, note));
}

/** How many items were not found by what is in them, and which could not be read. */
export interface Noted {
  changed: number;
  failed: { place: string; error: unknown }[];
}

/** Has items be found by what is in them now, and by nothing else. */
export async function noteClues(store: ClueStore, places: readonly string[]): Promise<Noted> {
  const noted: Noted = { changed: 0, failed: [] };
  await pMap(
    await store.indexed(places),
    async ({ place, kept, clues: before }) => {
      try {
        const item = kept();
        const now = item ? await cluesIn(item) : new Set<string>();
        const added = [...now].filter((clue) => !before.has(clue));
        const gone = [...before].filter((clue) => !now.has(clue));
        if (added.length + gone.length === 0) return;
        await store.saveClues(place, { now: [...now], added, gone });
        noted.changed += 1;
      } catch (error) {
        noted.failed.push({ place, error });
      }
    },
    { concurrency: AT_ONCE },
  );
  return noted;
}
