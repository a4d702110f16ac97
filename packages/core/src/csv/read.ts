import { parse } from "csv-parse/sync";

/** One record of a file. */
export interface CsvRecord {
  /** Where it begins, from 1. */
  line: number;
  cells: string[];
}

/** The records of a file, and the line after which nothing could be read, if so. */
export interface Csv {
  records: CsvRecord[];
  /** Where a quotation mark was opened and never closed. */
  unclosed?: number;
}

/**
 * Reads CSV: separated by comma, semicolon or tab, whichever the first line has most of; UTF-8, UTF-16, or what Excel writes by itself
 * on Windows. Records without anything in them are left out.
 */
export function readRecords(file: Uint8Array): Csv {
  const text = decode(file);
  const records: CsvRecord[] = [];
  const lineAt = lineCounter(text);
  let line = 1;
  try {
    parse(text, {
      delimiter: delimiterOf(text),
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      relax_quotes: true,
      on_record: (cells: string[], { bytes }) => {
        if (cells.some((cell) => cell.trim() !== "")) records.push({ line, cells });
        line = lineAt(bytes);
        return null;
      },
    });
  } catch (error) {
    if ((error as { code?: string }).code !== "CSV_QUOTE_NOT_CLOSED") throw error;
    return { records, unclosed: line };
  }
  return { records };
}

/** The separator is the one that the header has most of. */
function delimiterOf(text: string): string {
  const [header = ""] = /^.*\S.*$/m.exec(text) ?? [];
  const unquoted = header.replace(/"[^"]*"/g, "");
  const count = (sign: string) => unquoted.split(sign).length;
  return [",", ";", "\t"].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

function decode(file: Uint8Array): string {
  if (file[0] === 0xff && file[1] === 0xfe) return new TextDecoder("utf-16le").decode(file);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(file);
  } catch {
    return new TextDecoder("windows-1252").decode(file);
  }
}

/** Which line a place is in; places, in bytes of UTF-8, are asked for in order. */
function lineCounter(text: string): (bytes: number) => number {
  const file = Buffer.from(text);
  let at = 0;
  let line = 1;
  return (bytes) => {
    for (; at < bytes; at++) {
      if (file[at] === 0x0a || (file[at] === 0x0d && file[at + 1] !== 0x0a)) line += 1;
    }
    return line;
  };
}
