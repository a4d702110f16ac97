import type { TableSpec } from "@baton/core/agreement";
import type { Facts } from "@baton/core/condition";
import { type TableRows, tableOfRows } from "@baton/core/tables";
import { median } from "./load.ts";
import { fixed, print, spread, times } from "./table.ts";

const ROWS = 100_000;
/** How long one side runs before the other has its turn, in ms. */
const TURN_MS = 80;
const ROUNDS = 9;
const BLOCK = 64;

/** One way in which rows are found, and what a user might write instead. */
interface Way {
  name: string;
  by: TableSpec["by"];
  cells(row: number): string[];
  lead(row: number): Facts;
  /** The row of a lead by a plain `Map` of the rows. */
  plain(rows: ReadonlyMap<string, number>): (lead: Facts) => number | undefined;
}

const countries = ["DE", "AT", "CH", "FR"];
const country = (row: number): string => countries[row % countries.length]!;
const postcode = (row: number): string => String(Math.floor(row / countries.length)).padStart(5, "0");
const domain = (row: number): string => `company-${row}.example`;

const ways: Way[] = [
  {
    name: "by domain",
    by: [{ field: "email.domain", how: "key" }],
    cells: (row) => [domain(row)],
    lead: (row) => ({ "email.domain": domain(row) }),
    plain: (rows) => (lead) => rows.get(lead["email.domain"] as string),
  },
  {
    name: "by country and postcode",
    by: [
      { field: "country", how: "key" },
      { field: "postcode", how: "key" },
    ],
    cells: (row) => [country(row), postcode(row)],
    lead: (row) => ({ country: country(row).toLowerCase(), postcode: postcode(row) }),
    plain: (rows) => (lead) => rows.get(`${lead.country} ${lead.postcode}`),
  },
  {
    name: "by country and the beginning of a postcode",
    by: [
      { field: "country", how: "key" },
      { field: "postcode", how: "prefix" },
    ],
    cells: (row) => [country(row), postcode(row)],
    lead: (row) => ({ country: country(row).toLowerCase(), postcode: `${postcode(row)}-1234` }),
    plain: (rows) => (lead) => {
      const code = lead.postcode as string;
      for (let length = code.length; length > 0; length--) {
        const found = rows.get(`${lead.country} ${code.slice(0, length)}`);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  },
];

/** Prints what it costs to find a row among a hundred thousand, beside a plain `Map` of them. */
export function printTableCosts(): void {
  print(
    `Looking a lead up in ${fixed(ROWS)} rows`,
    ["", "a second", "µs", "× the time of a plain Map", "laying the rows out, ms"],
    ways.map(costOf),
    ["Both agree on every lead. A plain Map takes one row a key, without lists, ranges, defaults and what clashes."],
  );
}

function costOf({ name, by, cells, lead, plain }: Way): string[] {
  const content: TableRows = {
    by,
    gives: [{ column: "row", type: "number" }],
    types: by.map(() => "string"),
    rows: Array.from({ length: ROWS }, (_, row) => [...cells(row), String(row)]),
  };
  const start = performance.now();
  const table = tableOfRows(content);
  const openMs = performance.now() - start;
  const ours = (of: Facts) => table.find(of)?.row;
  const theirs = plain(new Map(content.rows.map((_, row) => [cells(row).join(" ").toLowerCase(), row])));
  const leads = Array.from({ length: ROWS }, (_, n) => lead((n * 7_919) % ROWS));
  for (const one of leads)
    if (ours(one) !== theirs(one)) throw new Error(`${name}: another row for ${JSON.stringify(one)}.`);
  const rates = Array.from({ length: ROUNDS }, () => [rate(ours, leads), rate(theirs, leads)] as const);
  const own = median(rates.map(([one]) => one));
  const ratios = rates.map(([one, other]) => other / one);
  return [name, fixed(own), fixed(1e6 / own, 2), spread(ratios, times), fixed(openMs)];
}

/** How many leads are looked up in a second. */
function rate(find: (lead: Facts) => number | string | boolean | undefined, leads: readonly Facts[]): number {
  const start = performance.now();
  let done = 0;
  while (performance.now() - start < TURN_MS) {
    for (let n = 0; n < BLOCK; n++) find(leads[(done + n) % leads.length]!);
    done += BLOCK;
  }
  return (done / (performance.now() - start)) * 1000;
}
