import type { z } from "zod";
import type { candidate, exclusion } from "./exclusion-schema.ts";
import { TURN } from "./turns.ts";

/** Why somebody was passed over for a lead. */
export type Exclusion = z.infer<typeof exclusion>;

/** Somebody who was looked at for a lead; with the reason they did not get it. */
export type Candidate = z.infer<typeof candidate>;

/** Candidates as people read them. */
export const candidatesInWords = (
  candidates: readonly Candidate[],
): { person: string; standsIn?: string; excluded?: string }[] =>
  candidates.map(({ excluded, ...who }) => ({ ...who, ...(excluded && { excluded: exclusionInWords(excluded) }) }));

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
    case "weekFull":
      return `at the week's limit: ${exclusion.thisWeek} of ${exclusion.of} leads this week`;
    case "monthFull":
      return `at the month's limit: ${exclusion.thisMonth} of ${exclusion.of} leads this month`;
    case "teamFull":
      return `${exclusion.team} is at its limit`;
    case "lacks":
      return lacking[exclusion.what];
    case "preferred":
      return `others ${preferred[exclusion.what]}`;
    case "had":
      return "had this lead before";
    case "familiar":
      return `${exclusion.person} already has this customer`;
    case "later":
      return "others are at work sooner";
    case "share":
      return `it was ${exclusion.team}'s turn`;
    case "loaded":
      return `more loaded: ${exclusion.open} open leads`;
    case "offered":
      return `whoever of ${exclusion.team} claims it first has it`;
    case "unclaimed":
      return `nobody of ${exclusion.team} claimed it`;
    case "turn":
      return `not their turn: owed ${turns(exclusion.owed)}, whoever got it ${turns(exclusion.most)}`;
  }
}

/** `0.33 of a turn`, from millionths. */
const turns = (millionths: number): string => `${Number((millionths / TURN).toFixed(2))} of a turn`;

type What = Extract<Exclusion, { code: "lacks" }>["what"];
const lacking: Record<What, string> = {
  languages: "does not speak the language",
  skills: "does not have the skill",
  familiar: "does not know this customer",
};
const preferred: Record<What, string> = {
  languages: "speak the language",
  skills: "have the skill",
  familiar: "know this customer",
};
