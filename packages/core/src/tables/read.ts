import { type Catalogue, catalogueOf, namesOf } from "../agreement/conditions.ts";
import type { Agreement, FieldSpec, TableColumn, TableSpec } from "../agreement/model.ts";
import { didYouMean } from "../agreement/suggest.ts";
import { literal } from "../condition/condition.ts";
import type { Csv, CsvRecord } from "../csv/index.ts";
import { normalise } from "../fields/normalise.ts";
import { fold } from "../text/index.ts";
import { ANY, BETWEEN, type Item, isDecimal, itemsOf, yesOrNo } from "./cells.ts";
import { isTarget } from "./fields.ts";
import { type Domain, type Gap, gapsOf } from "./gaps.ts";
import { layOut, MOST_ENTRIES } from "./look-up.ts";
import type { TableRows } from "./table.ts";

/** What is wrong with a line. Codes: `table.header`, `.cell`, `.name`, `.overlap`, `.size`. */
export interface LineProblem {
  line: number;
  code: string;
  message: string;
}

/** What a file says of a table; nothing of it is taken where a line is refused. */
export interface ReadTable {
  content: TableRows;
  /** Lines of the rows, from 1. */
  lines: number[];
  /** People and teams that rows name. */
  names: string[];
  refused: LineProblem[];
  /** Leads that no row takes. */
  gaps: Gap[];
  /** Whether those are all. */
  complete: boolean;
}

export const MOST_ROWS = 100_000;
const LONGEST_CELL = 1_000;
/** More problems are not told. */
const MOST_PROBLEMS = 100;

/** Reads whom of the agreement's people a text means, by id, e-mail address or name. */
export type ReadPerson = (text: string) => { owner: string } | { problem: string };

/** Tells that a line is refused. */
type Refuse = (line: number, code: string, message: string) => void;

/** A cell's text as it is kept, or what is wrong with it. */
type ReadCell = { text: string } | { problem: string };

/** Reads a file's records by what the agreement says of the table, and proves that no two rows can take one lead alike. */
export async function readTable(
  agreement: Agreement,
  { by, gives }: TableSpec,
  { records, unclosed }: Csv,
  readPerson: ReadPerson,
): Promise<ReadTable> {
  const refused: LineProblem[] = [];
  const refuse: Refuse = (line, code, message) => {
    if (refused.length < MOST_PROBLEMS) refused.push({ line, code: `table.${code}`, message });
  };
  const catalogue = catalogueOf(agreement.fields, {}, namesOf(agreement));
  const types = by.map(({ field }) => catalogue[field]!.type);
  const content: TableRows = { by, gives, types, rows: [] };
  const found: ReadTable = { content, lines: [], names: [], refused, gaps: [], complete: true };
  const [header, ...body] = records;
  const places = placesOf(header, [...by.map(({ field }) => field), ...gives.map(({ column }) => column)], refuse);
  if (body.length > MOST_ROWS) refuse(body[MOST_ROWS]!.line, "size", `there are more than ${MOST_ROWS} rows`);
  if (!places || refused.length > 0) return found;

  const readKeys = keyReader(catalogue, by);
  const readValue = valueReader(agreement, readPerson);
  const names = new Set<string>();
  const keys: Item[][][] = [];
  let entries = 0;
  for (const { line, cells } of body) {
    if (cells.slice(header!.cells.length).some((cell) => cell.trim() !== ""))
      refuse(line, "cell", `there are ${cells.length} cells and ${header!.cells.length} columns`);
    const given = places.map((at) => (cells[at] ?? "").trim());
    if (given.some((cell) => cell.length > LONGEST_CELL))
      refuse(line, "size", `a cell is longer than ${LONGEST_CELL} characters`);
    const { texts, items } = await readKeys(given, (message) => refuse(line, "cell", message));
    const values = gives.map((column, n) => {
      const read = readValue(column, given[by.length + n]!);
      if ("text" in read) return read.text;
      refuse(line, isTarget(column) ? "name" : "cell", `${column.column}: ${read.problem}`);
      return "";
    });
    for (const [n, column] of gives.entries()) if (isTarget(column) && values[n] !== "") names.add(values[n]!);
    entries += items.reduce((product, { length }) => product * length, 1);
    if (entries > MOST_ENTRIES) {
      refuse(line, "size", `with every value of every cell there are more than ${MOST_ENTRIES} entries up to here`);
      break;
    }
    keys.push(items);
    content.rows.push([...texts, ...values]);
    found.lines.push(line);
  }
  if (unclosed !== undefined)
    refuse(unclosed, "cell", "a quotation mark is never closed, so nothing after it could be read");
  found.names = [...names];
  if (refused.length > 0) return found;
  const { root, clashes } = layOut(by, { count: keys.length, itemsOf: (place) => keys[place]! }, MOST_PROBLEMS);
  for (const { rows, why } of clashes) {
    const [one, other] = rows.map((row) => found.lines[row]!).sort((a, b) => a - b);
    refuse(other!, "overlap", `with line ${one}: ${why}`);
  }
  return clashes.length > 0 ? found : { ...found, ...gapsOf(by, root, domainOf(catalogue, agreement)) };
}

/** Where the columns are; undefined where one of them is missing. */
function placesOf(header: CsvRecord | undefined, columns: readonly string[], refuse: Refuse): number[] | undefined {
  const line = header?.line ?? 1;
  const named = (header?.cells ?? []).map((cell) => fold(cell));
  if (!columns.some((column) => named.includes(fold(column)))) {
    refuse(line, "header", `there is no header with the columns ${columns.join(", ")}`);
    return undefined;
  }
  for (const [n, name] of named.entries()) {
    if (name === "") continue;
    if (!columns.some((column) => fold(column) === name))
      refuse(
        line,
        "header",
        `the agreement has no column "${header!.cells[n]!.trim()}" for this table${didYouMean(name, [...columns]) || `: it has ${columns.join(", ")}`}`,
      );
    if (named.indexOf(name) !== n) refuse(line, "header", `there are two columns "${header!.cells[n]!.trim()}"`);
  }
  const places = columns.map((column) => named.indexOf(fold(column)));
  for (const [n, place] of places.entries())
    if (place === -1) refuse(line, "header", `there is no column "${columns[n]}"`);
  return places.includes(-1) ? undefined : places;
}

/** Reads the cells that a row is found by. */
function keyReader(catalogue: Catalogue, by: TableSpec["by"]) {
  const asOfLeads = leadValueReader();
  const country = by.findIndex(({ field }) => field === "country");
  return async (cells: readonly string[], problem: (message: string) => void) => {
    const texts: string[] = [];
    const items: Item[][] = [];
    for (const [n, key] of by.entries()) {
      const cell = await asOfLeads(key.field, cells[n]!, country === -1 ? undefined : cells[country]!);
      const read = "problem" in cell ? cell : itemsOf(cell.text, key, catalogue[key.field]!.type);
      const wrong = "problem" in read ? read.problem : unlisted(catalogue[key.field]!.values, read);
      if (wrong !== undefined) problem(`${key.field}: ${wrong}`);
      items.push("problem" in read ? [] : read);
      texts.push("text" in cell && items[n]![0] !== ANY ? cell.text : "");
    }
    return { texts, items };
  };
}

/** Fields whose values people write in several ways, and leads have in one. */
const READ = ["country", "region", "language"];

/** Reads the values of a cell as those of leads are read. */
function leadValueReader(): (field: string, cell: string, country: string | undefined) => Promise<ReadCell> {
  const known = new Map<string, ReadCell>();
  const read = async (field: string, cell: string, country: string | undefined): Promise<ReadCell> => {
    const texts: string[] = [];
    for (const part of cell.split(BETWEEN).map((one) => one.trim())) {
      const given = { [field]: part, ...(field === "region" && country && { country }) };
      const { fields, extra } = await normalise(given, {});
      // What stands for any value is no value.
      const text = part === "" || part === "*" ? part : fields[field];
      if (text === undefined) return { problem: `"${part}" is ${extra[field]?.reason}` };
      texts.push(String(text));
    }
    return { text: texts.join(BETWEEN) };
  };
  return async (field, cell, country) => {
    if (!READ.includes(field)) return { text: cell };
    const key = JSON.stringify([field, cell, country]);
    const text = known.get(key) ?? (await read(field, cell, country));
    known.set(key, text);
    return text;
  };
}

/** Why values are none that a field can have. */
function unlisted(values: FieldSpec["values"], items: readonly Item[]): string | undefined {
  if (!values) return undefined;
  const known = new Set(values.map(literal));
  const wrong = items.find((item) => typeof item !== "symbol" && typeof item !== "object" && !known.has(item));
  return wrong === undefined
    ? undefined
    : `"${String(wrong)}" is not one of ${values.slice(0, MOST_NAMED).join(", ")}${values.length > MOST_NAMED ? ", …" : ""}${didYouMean(String(wrong), values.map(String))}`;
}
const MOST_NAMED = 20;

/** Reads what a row gives: of targets a team, or a person by id, e-mail address or name. */
function valueReader({ teams }: Agreement, readPerson: ReadPerson): (column: TableColumn, cell: string) => ReadCell {
  const byName = new Map(Object.keys(teams).map((name) => [fold(name), name]));
  const target = (cell: string): ReadCell => {
    const team = byName.get(fold(cell));
    if (team !== undefined) return { text: team };
    const read = readPerson(cell);
    return "problem" in read ? { problem: `${read.problem} Give a person or a team.` } : { text: read.owner };
  };
  return (column, cell) => (cell === "" ? { text: "" } : isTarget(column) ? target(cell) : plain(column, cell));
}

function plain({ type, values }: TableColumn, cell: string): ReadCell {
  if (type === "number" && !isDecimal(cell)) return { problem: `"${cell}" is no number such as 12.5` };
  if (type === "boolean" && yesOrNo(cell) === undefined) return { problem: `"${cell}" is neither yes nor no` };
  if (!values) return { text: cell };
  const value = values.find((one) => (type === "number" ? one === Number(cell) : fold(String(one)) === fold(cell)));
  return value === undefined
    ? { problem: `"${cell}" is not one of ${values.join(", ")}${didYouMean(cell, values.map(String))}` }
    : { text: String(value) };
}

/** Fields that every lead has. */
const GIVEN = new Set(["source", "test", "person.known", "account.known", "received.hour", "received.weekday"]);
/** Fields whose values are not only those that the agreement has today. */
const outlives = (field: string): boolean => field === "person.owner" || field.startsWith("account.");

/** What values fields can have. */
function domainOf(catalogue: Catalogue, { fields }: Agreement): Domain {
  return (field) => {
    const { type, values } = catalogue[field]!;
    const { min, max } = field === "received.hour" ? { min: 0, max: 23 } : (fields[field] ?? {});
    const listed = type === "boolean" ? [true, false] : outlives(field) && !fields[field] ? undefined : values;
    return {
      given: GIVEN.has(field),
      ...(listed && { values: listed.map(literal) }),
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
    };
  };
}
