export { type Change, changes } from "./changes.ts";
export { check } from "./check.ts";
export { type Differences, differences } from "./differences.ts";
export { type ProofOptions, prove } from "./prove.ts";
