export { type DryRun, dryRun, MOST_TICKETS } from "./dry-run.ts";
export { explain } from "./explain.ts";
export { type PassedOver, unmet } from "./passed-over.ts";
export { ruleOn } from "./rule-on.ts";
export { type State, stateSchema } from "./state.ts";
