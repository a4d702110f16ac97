import type { TableSpec } from "../agreement/model.ts";
import type { Facts } from "../condition/condition.ts";
import type { FieldType } from "../fields/builtin.ts";
import { type Item, itemsOf, yesOrNo } from "./cells.ts";
import type { RowValues } from "./fields.ts";
import { layOut, rowFor } from "./look-up.ts";

/** Rows as they are kept: the cells of `by`, then those of `gives`, as texts in the order of the columns. */
export interface TableRows {
  by: TableSpec["by"];
  gives: TableSpec["gives"];
  /** Types of the fields that rows are found by. */
  types: FieldType[];
  rows: string[][];
}

/** Rows that leads can be looked up in. */
export interface Table {
  /** What the row that takes a lead gives; undefined when none takes it. */
  find(facts: Facts): RowValues | undefined;
}

/** Lays out rows that were checked when they were imported. */
export function tableOfRows({ by, gives, types, rows }: TableRows): Table {
  const { root } = layOut(by, {
    count: rows.length,
    itemsOf: (place) => by.map((key, n) => itemsOf(rows[place]![n]!, key, types[n]!) as Item[]),
  });
  return {
    find(facts) {
      const place = rowFor(by, root, facts);
      return place === undefined ? undefined : valuesOf(gives, rows[place]!.slice(by.length));
    },
  };
}

/** What a row's cells say; an empty one says nothing. */
const valuesOf = (gives: TableSpec["gives"], cells: readonly string[]): RowValues =>
  Object.fromEntries(
    gives.flatMap(({ column, type }, n) => {
      const cell = cells[n]!;
      if (cell === "") return [];
      return [[column, type === "number" ? Number(cell) : type === "boolean" ? yesOrNo(cell)! : cell]];
    }),
  );
