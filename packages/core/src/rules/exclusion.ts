import type { z } from "zod";
import type { candidate, exclusion } from "./exclusion-schema.ts";
import { TURN } from "./turns.ts";

/** Why somebody was passed over for a lead. */
export type Exclusion = z.infer<typeof exclusion>;

/** Somebody who was looked at for a lead; with the reason they did not get it. */
export type Candidate = z.infer<typeof candidate>;

/** Candidates as people read them. */
export const candidatesInWords = (candidates: readonly Candidate[]): { person: string; excluded?: string }[] =>
  candidates.map(({ person, excluded }) => ({ person, ...(excluded && { excluded: exclusionInWords(excluded) }) }));

/** A reason in words that follow a name and a colon. */
export function exclusionInWords(exclusion: Exclusion): string {
  switch (exclusion.code) {
    case "left":
      return "no longer in the agreement";
    case "away":
      return `away until ${exclusion.until}`;
    case "full":
      return `at capacity: ${exclusion.open} of ${exclusion.of} open leads`;
    case "dayFull":
      return `at the day's limit: ${exclusion.today} of ${exclusion.of} leads today`;
    case "had":
      return "had this lead before";
    case "familiar":
      return `${exclusion.person} already has this customer`;
    case "later":
      return "others are at work sooner";
    case "loaded":
      return `more loaded: ${exclusion.open} open leads`;
    case "turn":
      return `not their turn: owed ${turns(exclusion.owed)}, whoever got it ${turns(exclusion.most)}`;
  }
}

/** `0.33 of a turn`, from millionths. */
const turns = (millionths: number): string => `${Number((millionths / TURN).toFixed(2))} of a turn`;
