export type { Counts, Receipt } from "../ports/privacy.ts";
export { noteClues } from "./clues.ts";
/** What is kept of one person: all of it as one document, and all of it erased but a receipt. */
export { type Exported, type ExportPart, exportDocument, exportPerson } from "./export.ts";
export { type Forgetting, forgetPerson } from "./forget.ts";
