/** Rows under headings, columns aligned; `–` for what is empty. */
export function asTable(headings: string[], rows: (string | number | null)[][]): string {
  const cells = [
    headings,
    ...rows.map((row) => row.map((cell) => (cell === null || cell === "" ? "–" : String(cell)))),
  ];
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => [...row[column]!].length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell + " ".repeat(widths[column]! - [...cell].length))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export const print = (value: unknown): void => console.log(JSON.stringify(value, null, 2));
