export { MOST_FINDINGS, MOST_TEXT_BYTES, told } from "./bounds.ts";
export { type Parsed, parseAgreement, type Readable } from "./check.ts";
export { byPlace, type Finding, type Path } from "./finding.ts";
export { withHolidays } from "./holidays.ts";
export type * from "./model.ts";
export { providers } from "./model.ts";
export { namedSecrets, secretNames } from "./secrets.ts";
