/**
 * Why somebody was passed over for a lead. `left`: no longer in the agreement · `away`: on leave, its last day included · `full`, `dayFull`: at
 * the limit of open leads, or of those of a day · `had`: had this lead before · `familiar`: somebody else already has this customer ·
 * `offDuty`: others are at work · `loaded`: others have less · `turn`: it was somebody else's turn.
 */
export type Exclusion =
  | { code: "left" }
  | { code: "away"; until: string }
  | { code: "full"; open: number; of: number }
  | { code: "dayFull"; today: number; of: number }
  | { code: "had" }
  | { code: "familiar"; person: string }
  | { code: "offDuty" }
  | { code: "loaded"; open: number }
  | { code: "turn"; ticket: number };

/** Somebody who was looked at for a lead; with the reason they did not get it. */
export interface Candidate {
  person: string;
  excluded?: Exclusion;
}

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
    case "offDuty":
      return "off duty while others are at work";
    case "loaded":
      return `more loaded: ${exclusion.open} open leads`;
    case "turn":
      return `not their turn (ticket ${exclusion.ticket})`;
  }
}
