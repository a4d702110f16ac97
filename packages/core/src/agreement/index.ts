export { type Parsed, parseAgreement, type Readable } from "./check.ts";
export { MOST_TEXT_BYTES } from "./document.ts";
export { byPlace, errorsFirst, type Finding, MOST_FINDINGS, type Path, told } from "./finding.ts";
export { withHolidays } from "./holidays.ts";
export type * from "./model.ts";
export { NO_CLOCK, providers } from "./model.ts";
export { namedSecrets, secretNames } from "./secrets.ts";
export { sideOf } from "./side.ts";
