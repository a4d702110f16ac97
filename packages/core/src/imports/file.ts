import { readRecords } from "../csv/index.ts";
import { BatonError } from "../error/index.ts";

/** A line of a file that is imported. */
export interface Line {
  /** Where it begins, from 1. */
  line: number;
  /** By the names of columns, in lower case, as far as something is in them. */
  cells: Record<string, string>;
}

/** Why a line is refused. */
export interface RefusedLine {
  line: number;
  code: string;
  message: string;
}

/** A file takes so many lines, so that it is done within the time that an answer has. */
const MOST_LINES = 10_000;

/**
 * The lines of a CSV file with a header that has these columns. Throws `import.columns` for a header without one of them, or with one
 * that is not known; `import.size`.
 */
export function readLines(
  file: Uint8Array,
  { needed, known }: { needed: readonly string[]; known?: readonly string[] },
): { lines: Line[]; refused: RefusedLine[] } {
  const { records, unclosed } = readRecords(file);
  const [header, ...rest] = records;
  const columns = header?.cells.map((name) => name.trim().toLowerCase()) ?? [];
  const refuse = (message: string) => new BatonError("import.columns", message, { status: 422 });
  for (const name of needed)
    if (!name.split("|").some((one) => columns.includes(one.toLowerCase())))
      throw refuse(`There is no column ${name}; the header has ${columns.join(", ") || "nothing"}.`);
  const strange = known && columns.find((name) => name !== "" && !known.some((one) => one.toLowerCase() === name));
  if (strange !== undefined) throw refuse(`The column "${strange}" is none of ${known!.join(", ")}.`);
  if (rest.length > MOST_LINES)
    throw new BatonError("import.size", `A file takes ${MOST_LINES} lines; this one has ${rest.length}.`, {
      status: 413,
    });
  const lines = rest.map(({ line, cells }) => ({
    line,
    cells: Object.fromEntries(
      columns.flatMap((name, n) => {
        const text = cells[n]?.trim() ?? "";
        return name === "" || text === "" ? [] : [[name, text]];
      }),
    ),
  }));
  const code = "import.quote";
  const message = "A quotation mark is never closed, so nothing after it could be read.";
  return { lines, refused: unclosed === undefined ? [] : [{ line: unclosed, code, message }] };
}
