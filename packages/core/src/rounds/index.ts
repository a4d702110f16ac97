export { firstOfWeek } from "./kinds.ts";
export { beginRound, planRounds } from "./plan.ts";
