import type { Agreement, FieldSpec, TableColumn, TableKey, TableSpec } from "@baton/core/agreement";
import { and } from "../../claims/listing.ts";
import { differing, entries, named, type Say, type Wording } from "../compare.ts";
import { aboutWords, details, listWords, value } from "../words.ts";

export const fieldChanges: Say<Agreement["fields"]> = (before, after) =>
  named(entries(before), entries(after), {
    added: (name, field) => `${name} is a new field: ${fieldInWords(field)}`,
    removed: (name, field) => `the field ${name} is removed: ${fieldInWords(field)}`,
    changed: (name, from, to) => aboutWords(name, differing(from, to, wording)),
  });

const wording: Wording<FieldSpec> = {
  type: value("the type"),
  min: value("the least value"),
  max: value("the greatest value"),
  values: (before, after) => {
    if (!before) return [`only ${and(after!.map(String))} may be given now`];
    if (!after) return [`any value may be given now, not only ${and(before.map(String))}`];
    return listWords<string | number | boolean>({
      gained: (values) => `${values} may be given now`,
      lost: (values) => `${values} may no longer be given`,
      reordered: (values) => `the order of values is now ${values}`,
    })(before, after);
  },
};

const fieldInWords = ({ type, min, max, values }: FieldSpec): string =>
  details([
    type,
    min !== undefined && `at least ${min}`,
    max !== undefined && `at most ${max}`,
    values && `one of ${values.join(", ")}`,
  ]);

export const tableChanges: Say<Agreement["tables"]> = (before = {}, after = {}) =>
  named(entries(before), entries(after), {
    added: (name, table) =>
      `${name} is a new table: ${byInWords(table.by)} it gives ${and(table.gives.map(columnInWords))}`,
    removed: (name) => `the table ${name} is removed`,
    changed: (name, from, to) => aboutWords(name, differing(from, to, tableWording)),
  });

const tableWording: Wording<TableSpec> = {
  by: (_, to) => [`${byInWords(to)} rows are found now`],
  gives: (_, to) => [`it gives ${and(to.map(columnInWords))} now`],
  content: (from, to) => [
    to === undefined
      ? "its rows have to be imported again"
      : `it has ${to.rows} rows, other than the ${from?.rows ?? 0} before`,
  ],
};

const byInWords = (by: TableKey[]): string => `by ${and(by.map(({ field, how }) => `${field} (${how})`))}`;

const columnInWords = ({ column, type, values }: TableColumn): string =>
  `${column} (${values ? values.join(", ") : type})`;
