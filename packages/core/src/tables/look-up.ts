import type { TableKey } from "../agreement/model.ts";
import type { Facts, Literal } from "../condition/condition.ts";
import { ANY, type Item, inWords, type Span } from "./cells.ts";

/**
 * Rows by what their cells name, column after column. What a column names is found in a hash of its values or in its spans, which lie
 * apart or one within the other, and past all of them in the rows that take any value.
 */
export interface Branch {
  keys: Map<Literal, Next>;
  spans: Spans;
  any: Next | undefined;
}
/** What follows on a cell: the next column, or after the last one the place of the row. */
export type Next = Branch | number;

/** By where they begin, the wider first; each with the narrowest one that it lies within, by its place, or −1. */
export interface Spans {
  spans: Span[];
  within: number[];
  next: Next[];
}

/** Two rows of which a lead could be both, and neither is the narrower one. */
export interface Clash {
  /** Places of the rows. */
  rows: [number, number];
  why: string;
}

/** More than these, counting each value of a cell, are not laid out. */
export const MOST_ENTRIES = 1_000_000;

/** The spans of a branch while rows come in, by where they begin and end. */
type Growing = Map<string, { span: Span; next: Next }>;

/**
 * Lays rows out, each given by what its cells name. Finds whatever clashes: rows alike in every cell, and spans that overlap without
 * one lying within the other, where the columns before are alike. At most `most` clashes are told.
 */
export function layOut(
  by: readonly TableKey[],
  rows: { count: number; itemsOf(place: number): readonly (readonly Item[])[] },
  most = 100,
): { root: Branch; clashes: Clash[] } {
  const clashes: Clash[] = [];
  const tell = (clash: Clash) => clashes.length < most && clashes.push(clash);
  /** Each branch comes after the one it hangs on. */
  const branches = new Map<Branch, { column: number; growing: Growing }>();
  const branch = (column: number): Branch => {
    const made: Branch = { keys: new Map(), spans: none, any: undefined };
    branches.set(made, { column, growing: new Map() });
    return made;
  };
  /** What follows on an item, made where there is nothing yet. */
  const follow = (of: Branch, item: Item, make: () => Next): Next => {
    if (item === ANY) {
      of.any ??= make();
      return of.any;
    }
    if (typeof item !== "object") return filled(of.keys, item, make);
    return filled(branches.get(of)!.growing, `${item.from} ${item.end}`, () => ({ span: item, next: make() })).next;
  };
  const add = (place: number, cells: readonly (readonly Item[])[], of: Branch, column: number): void => {
    for (const item of cells[column]!) {
      const next = follow(of, item, () => (column === by.length - 1 ? place : branch(column + 1)));
      if (typeof next === "object") add(place, cells, next, column + 1);
      else if (next !== place) tell({ rows: [next, place], why: "both take the same leads" });
    }
  };

  const root = branch(0);
  for (let place = 0; place < rows.count; place++) add(place, rows.itemsOf(place), root, 0);
  for (const [branch, { column, growing }] of [...branches].reverse())
    branch.spans = nested([...growing.values()], by[column]!.field, tell);
  return { root, clashes };
}

const none: Spans = { spans: [], within: [], next: [] };

function filled<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

/** Spans in order, each in the narrowest that holds it; told of those that cross. */
function nested(given: { span: Span; next: Next }[], field: string, clash: (clash: Clash) => void): Spans {
  if (given.length === 0) return none;
  const sorted = given.sort((a, b) => compare(a.span.from, b.span.from) || compare(b.span.end, a.span.end));
  const within: number[] = [];
  for (const [place, { span, next }] of sorted.entries()) {
    let around = place - 1;
    while (around >= 0 && compare(sorted[around]!.span.end, span.from) <= 0) around = within[around]!;
    if (around >= 0 && compare(sorted[around]!.span.end, span.end) < 0) {
      const other = sorted[around]!;
      clash({
        rows: [rowIn(other.next), rowIn(next)],
        why: `${field} ${inWords(other.span)} and ${inWords(span)} overlap, and neither lies within the other`,
      });
    }
    within.push(around);
  }
  return { spans: sorted.map(({ span }) => span), within, next: sorted.map(({ next }) => next) };
}

/** Any of the rows that come here. */
function rowIn(next: Next): number {
  if (typeof next === "number") return next;
  const [first = next.spans.next[0] ?? next.any!] = next.keys.values();
  return rowIn(first);
}

export const compare = (one: number | string, other: number | string): number =>
  one < other ? -1 : one > other ? 1 : 0;

/** Those of a branch's children that take a value, the narrowest first; without those that take any. */
export function* taking({ keys, spans }: Branch, value: Literal): Generator<Next> {
  const child = keys.get(value);
  if (child !== undefined) yield child;
  for (let place = lastFrom(spans, value); place >= 0; place = spans.within[place]!)
    if (holds(spans.spans[place]!, value)) yield spans.next[place]!;
}

/** The last span that begins at or before a value, whose own and surrounding ones are all that can hold it; −1 for none. */
function lastFrom({ spans }: Spans, value: Literal): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle]!.from <= (value as number | string)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const holds = (span: Span, value: Literal): boolean =>
  "length" in span
    ? typeof value === "string" && value.length >= span.length && value < span.end
    : typeof value === "number" && value < span.end;

/**
 * The place of the row that takes a lead: of those that do, the one whose first cell is the narrowest, and among those alike in it the
 * one whose second cell is, and so on. Undefined when none does.
 */
export function rowFor(by: readonly TableKey[], root: Branch, facts: Facts): number | undefined {
  const find = (next: Next, column: number): number | undefined => {
    if (typeof next === "number") return next;
    const fact = facts[by[column]!.field];
    for (const value of typeof fact === "object" ? fact : fact === undefined ? [] : [fact])
      for (const child of taking(next, value)) {
        const row = find(child, column + 1);
        if (row !== undefined) return row;
      }
    return next.any === undefined ? undefined : find(next.any, column + 1);
  };
  return find(root, 0);
}
