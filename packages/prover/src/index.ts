export { check } from "./check.ts";
export { type Differences, differences } from "./differences.ts";
export { type ProofOptions, prove } from "./prove.ts";
