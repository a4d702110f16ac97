import type { z } from "zod";
import type { facts, spentShape } from "./schema.ts";

/** The shape of stored facts. A fact that is stored is read for ever. */
export const FACTS_VERSION = 1;

/**
 * Something that happened to a lead, by its public name. Ids, enums, instants (ISO 8601) and durations (ms) only: facts outlive
 * the person they are about, so what people typed stands beside them, as `Words`. `at` is when it happened, which late news has
 * before what was recorded sooner.
 */
export type Fact = z.infer<(typeof facts)[number]>;

/** Where a lead comes from. `path`: the way to it, nearest touch first, at most fifty. */
export type Origin = Pick<FactOf<"lead.received">, "campaign" | "path">;
/** A touch on the way to a hand-raise: of which campaign, and how long before, in ms. */
export type PathTouch = Origin["path"][number];
/** A step of a ladder, by what it does and when. */
export type StepOf = FactOf<"step.skipped">["steps"][number];
/** What took a lead from somebody who did not hand it on. */
export type Handed = NonNullable<FactOf<"lead.assigned">["why"]>;
/** Time in somebody's window, ms: worked and late in the clock's own time without pauses, elapsed by the wall clock. */
export type Spent = z.infer<z.ZodObject<typeof spentShape>>;

export type FactName = Fact["is"];
export type FactOf<Name extends FactName> = Extract<Fact, { is: Name }>;

/** What people typed, said or are called in connection with a fact, by what it is. All there is to be erased of a history. */
export type Words = Record<string, string>;

/** A fact with its words, as one commit notes it. */
export interface Noted {
  fact: Fact;
  words?: Words;
}

/** The facts of one commit of a lead, as stored. */
export interface Entry {
  v: typeof FACTS_VERSION;
  /** The lead's revision with which they were committed. */
  revision: number;
  facts: Fact[];
  /** By the place of the fact in the commit. */
  words?: Record<number, Words>;
}

/** Facts as they are read: with an id of their own, and their words. */
export interface ReadFact {
  id: string;
  fact: Fact;
  words?: Words;
}

/** The facts of some commits, in the order of commits. */
export const readFacts = (lead: string, entries: readonly Entry[]): ReadFact[] =>
  entries.flatMap(({ revision, facts, words }) =>
    facts.map((fact, n) => ({ id: `${lead}.${revision}.${n}`, fact, ...(words?.[n] && { words: words[n] }) })),
  );
