/** A cell as RFC 4180 has it. */
export const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** Records as CSV, each a line, with the cells as they are. */
export const writeRecords = (records: readonly (readonly string[])[]): string =>
  records.map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("");
