export { type Outcome, type Recorded, recordOutcome } from "./report.ts";
export { outcomeOf, type SaidOutcome, saidOutcome } from "./said.ts";
