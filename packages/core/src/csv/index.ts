export { type Csv, type CsvRecord, readRecords } from "./read.ts";
export { quoted, writeRecords } from "./write.ts";
