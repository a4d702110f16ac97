export { type Outcome, type Recorded, recordOutcome } from "./report.ts";
export { outcomeOf, type SaidOutcome, saidOutcome } from "./said.ts";
export { addSelfSourced, SELF_SOURCED } from "./self-sourced.ts";
