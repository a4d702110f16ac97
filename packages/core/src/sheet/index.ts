export { closeBooks } from "./closing.ts";
export { type Effort, noteEffort } from "./effort.ts";
export { incentiveColumns, incentives } from "./incentives.ts";
export { sheetColumns, sheetLines } from "./lines.ts";
export {
  type Book,
  type CommitmentEntry,
  causes,
  type Entry,
  type Figure,
  type GoalEntry,
  type Sheet,
} from "./model.ts";
export { otherFirst, sheetOf } from "./sheet.ts";
export { amountInWords, figureInWords, targetInWords } from "./words.ts";
