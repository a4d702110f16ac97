export {
  isTarget,
  type RowValues,
  TABLE_FIELD,
  type TableValues,
  tableFacts,
  tableField,
  tableFields,
  tableOf,
  targetFields,
} from "./fields.ts";
export type { Gap } from "./gaps.ts";
export { withRowsOf } from "./keep.ts";
export { type LineProblem, MOST_ROWS, type ReadTable, readTable } from "./read.ts";
export { type Table, type TableRows, tableOfRows } from "./table.ts";
