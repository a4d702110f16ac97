import { cutText } from "@baton/core/text";
import { parse } from "csv-parse/sync";

/** One line of a file: whose customer somebody is. */
export interface CsvRow {
  /** Where it begins, from 1. */
  line: number;
  of: string;
  /** Undefined when the file has no such column. */
  owner: string | undefined;
  /** What else the file says of a company: of columns with these names, and of all others as declared fields. */
  says: Partial<Record<AccountColumn, string>> & { fields?: Record<string, string> };
}

const accountColumns = ["ae", "csm", "tier", "parent"] as const;
type AccountColumn = (typeof accountColumns)[number];

export interface LineProblem {
  line: number;
  message: string;
}

/** Names of columns as spreadsheets and CRMs write them, compared without case, blanks and signs; the first that is filled counts. */
const COLUMNS = {
  domain: ["domain", "companydomain", "emaildomain", "website", "companywebsite", "url", "account"],
  email: ["email", "emailaddress", "contactemail", "mail"],
  owner: ["owneremail", "accountowneremail", "owner", "accountowner", "companyowner", "contactowner", "ownerid"],
};

/** No address is longer, and of a longer URL the beginning says enough. */
const LONGEST = 1_000;

/**
 * Rows of a CSV file with a header. Separated by comma, semicolon or tab; UTF-8, UTF-16, or what Excel writes by itself on Windows.
 * A line with a domain and an e-mail address is about both.
 */
export function readCsv(file: Uint8Array): { rows: CsvRow[]; problems: LineProblem[] } {
  const text = decode(file);
  const rows: CsvRow[] = [];
  const problems: LineProblem[] = [];
  const lineAt = lineCounter(text);
  let columns: Columns | undefined;
  let line = 1;

  const take = (record: string[], bytes: number): null => {
    const began = line;
    line = lineAt(bytes);
    if (record.every((cell) => cell.trim() === "")) return null;
    if (!columns) {
      columns = columnsOf(record);
      return null;
    }
    const cell = (of: number[]): string | undefined =>
      of.map((at) => cutText(record[at]?.trim() ?? "", LONGEST)).find(Boolean);
    const owner = columns.owner.length === 0 ? undefined : (cell(columns.owner) ?? "");
    const subjects = [cell(columns.domain), cell(columns.email)].filter((of) => of !== undefined);
    // What else is said is said of the company, if there is one.
    for (const [n, of] of subjects.entries())
      rows.push({ line: began, of, owner, says: n === 0 ? says(record, columns) : {} });
    if (subjects.length === 0)
      problems.push({ line: began, message: "There is neither a domain nor an e-mail address." });
    return null;
  };

  try {
    parse(text, {
      delimiter: delimiterOf(text),
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      relax_quotes: true,
      on_record: (record: string[], { bytes }) => take(record, bytes),
    });
  } catch (error) {
    if ((error as { code?: string }).code !== "CSV_QUOTE_NOT_CLOSED") throw error;
    problems.push({ line, message: "A quotation mark is never closed, so nothing after it could be read." });
  }
  if (!columns || columns.domain.length + columns.email.length === 0) {
    const message = "There is no header with a column `domain` or `email` (and `owner`).";
    return { rows: [], problems: [{ line: 1, message }] };
  }
  return { rows, problems };
}

type Columns = Record<keyof typeof COLUMNS, number[]> & {
  said: { name: AccountColumn; at: number }[];
  /** Columns called `account.…`. */
  fields: { name: string; at: number }[];
};

function says(record: string[], { said, fields }: Columns): CsvRow["says"] {
  const cell = (at: number) => cutText(record[at]?.trim() ?? "", LONGEST);
  return {
    ...Object.fromEntries(said.map(({ name, at }) => [name, cell(at)])),
    ...(fields.length > 0 && { fields: Object.fromEntries(fields.map(({ name, at }) => [name, cell(at)])) }),
  };
}

function columnsOf(header: string[]): Columns {
  const names = header.map((name) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ""));
  const places = (known: string[]) => known.flatMap((name) => (names.includes(name) ? [names.indexOf(name)] : []));
  return {
    domain: places(COLUMNS.domain),
    email: places(COLUMNS.email),
    owner: places(COLUMNS.owner),
    said: accountColumns.flatMap((name) => (names.includes(name) ? [{ name, at: names.indexOf(name) }] : [])),
    fields: header.flatMap((name, at) => {
      const [, field] = /^\s*account\.(.+?)\s*$/i.exec(name) ?? [];
      return field === undefined ? [] : [{ name: field, at }];
    }),
  };
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
