import type { FieldSpec, TableColumn, TableSpec } from "../agreement/model.ts";

/** What fields begin with that rows of tables give: `table.territories.owner`. */
export const TABLE_FIELD = "table.";

/** The values of one row, by column; those that it leaves empty are absent. */
export type RowValues = Record<string, string | number | boolean>;
/** What tables say of one lead, by the tables' names. */
export type TableValues = Record<string, RowValues>;

export const tableField = (table: string, column: string): string => `${TABLE_FIELD}${table}.${column}`;

/** Whether a column names who takes leads. */
export const isTarget = ({ type }: TableColumn): boolean => type === "target";

/** The fields that tables give, by name; a column of targets is a text that names one of `takers`. */
export function tableFields(
  tables: Readonly<Record<string, TableSpec>> | undefined,
  takers: string[],
): Record<string, FieldSpec> {
  return Object.fromEntries(
    Object.entries(tables ?? {}).flatMap(([name, { gives }]) =>
      gives.map(({ column, type, values }): [string, FieldSpec] => [
        tableField(name, column),
        type === "target" ? { type: "string", values: takers } : { type, ...(values && { values }) },
      ]),
    ),
  );
}

/** The fields whose values name who takes leads. */
export const targetFields = (tables: Readonly<Record<string, TableSpec>> | undefined): string[] =>
  Object.entries(tables ?? {}).flatMap(([name, { gives }]) =>
    gives.flatMap((given) => (isTarget(given) ? [tableField(name, given.column)] : [])),
  );

/** The table that a field is of; undefined for other fields. */
export const tableOf = (field: string): string | undefined =>
  field.startsWith(TABLE_FIELD) ? field.slice(TABLE_FIELD.length).split(".", 1)[0] : undefined;

/** What tables say of a lead, by field. */
export const tableFacts = (tables: TableValues): [string, string | number | boolean][] =>
  Object.entries(tables).flatMap(([name, values]) =>
    Object.entries(values).map(([column, value]): [string, string | number | boolean] => [
      tableField(name, column),
      value,
    ]),
  );
