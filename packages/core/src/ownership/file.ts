import { readRecords } from "../csv/index.ts";
import { cutText } from "../text/index.ts";

/** One line of a file: whose customer somebody is. */
export interface AccountLine {
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

/** Rows of a CSV file with a header. A line with a domain and an e-mail address is about both. */
export function readAccountFile(file: Uint8Array): { rows: AccountLine[]; problems: LineProblem[] } {
  const { records, unclosed } = readRecords(file);
  const [header, ...lines] = records;
  const columns = header && columnsOf(header.cells);
  if (!columns || columns.domain.length + columns.email.length === 0) {
    const message = "There is no header with a column `domain` or `email` (and `owner`).";
    return { rows: [], problems: [{ line: 1, message }] };
  }
  const rows: AccountLine[] = [];
  const problems: LineProblem[] = [];
  for (const { line, cells } of lines) {
    const cell = (of: number[]): string | undefined =>
      of.map((at) => cutText(cells[at]?.trim() ?? "", LONGEST)).find(Boolean);
    const owner = columns.owner.length === 0 ? undefined : (cell(columns.owner) ?? "");
    const subjects = [cell(columns.domain), cell(columns.email)].filter((of) => of !== undefined);
    // What else is said is said of the company, if there is one.
    for (const [n, of] of subjects.entries()) rows.push({ line, of, owner, says: n === 0 ? says(cells, columns) : {} });
    if (subjects.length === 0) problems.push({ line, message: "There is neither a domain nor an e-mail address." });
  }
  if (unclosed !== undefined)
    problems.push({ line: unclosed, message: "A quotation mark is never closed, so nothing after it could be read." });
  return { rows, problems };
}

type Columns = Record<keyof typeof COLUMNS, number[]> & {
  said: { name: AccountColumn; at: number }[];
  /** Columns called `account.…`. */
  fields: { name: string; at: number }[];
};

function says(record: string[], { said, fields }: Columns): AccountLine["says"] {
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
