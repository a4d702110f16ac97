export { type Parsed, parse, secretNames } from "./check.ts";
export type { Finding } from "./finding.ts";
export type * from "./model.ts";
export { providers } from "./model.ts";
