export type { Rulebooks } from "../ports/agreements.ts";
export {
  type Choice,
  choose,
  familiarTo,
  lackOf,
  type Means,
  type MetTurn,
  namedBy,
  type TakeTurn,
  teamRotation,
} from "./choose.ts";
export { type Candidate, candidatesInWords, type Exclusion, exclusionInWords } from "./exclusion.ts";
export { clockStart, decide, firstWindow, judge, type Ruling, type Verdict } from "./judge.ts";
export { isOwnerTarget, type KnownOwners, knownOwners, ownersIn, ownersNamed } from "./known.ts";
export { type Absence, type Away, emptyRoster, type Roster } from "./people/absences.ts";
export { awayUntil, deputyOf, patienceMs, soonest, unavailable } from "./people/availability.ts";
export { isLimited, type Load, noLoad, periodsAt } from "./people/capacity.ts";
export { receivedFacts, receivedFields } from "./received.ts";
export { compileAgreement, compileBest, type Parts, type Rulebook, type Score, type Whose } from "./rulebook.ts";
export { rulebooks } from "./rulebooks.ts";
export { inTurn, type Search } from "./search/in-turn.ts";
export { everyTarget, mayWait, namesIn, type Reach, reachOf, type Target } from "./targets.ts";
export type { ScoredTouch } from "./touch-score.ts";
export { afterTurn, type Credits, type Share, type Taken, TURN, type Turn, type TurnLog, taker } from "./turns.ts";
