import { identities } from "../person/identities.ts";
import { addressesIn } from "./addresses.ts";
import { type ReadableText, unwrapped } from "./readable.ts";
import type { Subject } from "./subject.ts";
import { asWritten } from "./telephone.ts";

/** What stands where something of theirs stood in somebody else's words. */
const ERASED_WORD = "[erased]";

/**
 * `theirs`: an address of theirs is in it, or their telephone number or an id of their browser and nobody else's address.
 * `unsure`: such a number or id beside the address of somebody else, who may share it, or a number that others gave too.
 */
export type Trace = "theirs" | "unsure";

export interface Traces {
  of(text: ReadableText): Trace | undefined;
  /**
   * How to say other people's words without them; undefined when they are not in these words.
   * @param options.address only an address counts, because it is not known whose number else it might be
   */
  masking(words: readonly string[], options?: { address?: boolean }): ((words: string) => string) | undefined;
}

/** Addresses of which it is remembered whether they are theirs. */
const MOST_JUDGED = 10_000;

/** Finds a person in texts. */
export function tracesOf({ identities: theirs, phones, staff }: Subject): Traces {
  const patterns = (shared: boolean) =>
    phones.filter((phone) => phone.shared === shared).map(({ number }) => asWritten(number));
  const [numbers, sharedNumbers] = [patterns(false), patterns(true)];
  const holdsOne = (texts: readonly string[], of: readonly RegExp[]) =>
    of.some((pattern) => texts.some((text) => text.search(pattern) >= 0));
  const isTheirs = (who: Parameters<typeof identities>[0]) => identities(who).some((identity) => theirs.has(identity));
  // The same addresses are everywhere.
  const judged = new Map<string, boolean>();
  const isAddress = (email: string): boolean => {
    const known = judged.get(email);
    if (known !== undefined) return known;
    if (judged.size >= MOST_JUDGED) judged.clear();
    const theirs = isTheirs({ email });
    judged.set(email, theirs);
    return theirs;
  };

  /** What is in a text: their address, their numbers or ids, and that it may be somebody else's, who is none of ours. */
  const look = ({ texts, values }: ReadableText): { address: boolean; weak: boolean; foreign: boolean } => {
    const addresses = texts.flatMap((text) => [...addressesIn(text, isAddress)]);
    const others = addresses.filter(({ found }) => !found);
    const own =
      holdsOne(texts, numbers) ||
      values.some((value) => isTheirs({ userId: value }) || isTheirs({ anonymousId: value }));
    const shared = !own && holdsOne(texts, sharedNumbers);
    return {
      address: others.length < addresses.length,
      weak: own || shared,
      foreign: shared || others.some(({ text }) => !staff.has(text.toLowerCase())),
    };
  };

  return {
    of(text) {
      const { address, weak, foreign } = look(text);
      if (address) return "theirs";
      return weak ? (foreign ? "unsure" : "theirs") : undefined;
    },

    masking(words, { address: addressOnly = false } = {}) {
      const found = look(unwrapped(words));
      const alsoWeak = !addressOnly && !found.foreign;
      const holds = ({ address, weak }: { address: boolean; weak: boolean }) => address || (alsoWeak && weak);
      if (!holds(found)) return undefined;
      return (text) => {
        if (!holds(look(unwrapped([text])))) return text;
        let masked = text;
        // From the end, so that the places before stay where they are.
        for (const { found, from, to } of [...addressesIn(text, isAddress)].reverse())
          if (found) masked = masked.slice(0, from) + ERASED_WORD + masked.slice(to);
        if (alsoWeak) for (const pattern of numbers) masked = masked.replace(pattern, ERASED_WORD);
        // What is wrapped cannot be taken out word by word.
        return holds(look(unwrapped([masked]))) ? ERASED_WORD : masked;
      };
    },
  };
}
