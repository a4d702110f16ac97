import { quantile } from "./load.ts";

/** Prints rows in columns; the first is text, the others are numbers. */
export function print(title: string, head: string[], rows: string[][], notes: string[] = []): void {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? "").length)));
  const line = (row: string[]) =>
    `  ${row.map((cell, n) => (n === 0 ? cell.padEnd(widths[n]!) : cell.padStart(widths[n]!))).join("   ")}`.trimEnd();
  console.log([title, line(head), ...rows.map(line), ...notes.map((note) => `  ${note}`), ""].join("\n"));
}

export const fixed = (value: number, digits = 0): string => value.toFixed(digits);
export const times = (ratio: number): string => `${ratio.toFixed(2)}×`;
/** The median of some ratios, with the middle half of them. */
export function spread(ratios: readonly number[], show: (ratio: number) => string = times): string {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share)) as [number, number, number];
  return `${show(middle)} (${low.toFixed(2)}–${high.toFixed(2)})`;
}
/** A number beside what it should not exceed. */
export const atMost = (value: number, target: number, show: (value: number) => string): string =>
  `${show(value)} ${value <= target ? "≤" : ">"} ${show(target)}`;
/** A number beside what it should reach. */
export const atLeast = (value: number, target: number, show: (value: number) => string): string =>
  `${show(value)} ${value >= target ? "≥" : "<"} ${show(target)}`;
