import { isDeepStrictEqual } from "node:util";
import type { Agreement, TableSpec } from "../agreement/model.ts";

/**
 * An agreement with the rows that tables of an earlier one had: of tables whose rows are found in the same way, by fields of the same
 * types, and give all that is asked of them now.
 */
export function withRowsOf(agreement: Agreement, before: Pick<Agreement, "tables" | "fields"> | undefined): Agreement {
  if (!agreement.tables) return agreement;
  const tables = Object.entries(agreement.tables).map(([name, table]): [string, TableSpec] => {
    const former = before?.tables?.[name];
    const fits =
      former?.content &&
      isDeepStrictEqual(former.by, table.by) &&
      table.by.every(({ field }) => before?.fields[field]?.type === agreement.fields[field]?.type) &&
      table.gives.every((column) => former.gives.some((other) => isDeepStrictEqual(column, other)));
    return [name, fits ? { ...table, content: former.content! } : table];
  });
  return { ...agreement, tables: Object.fromEntries(tables) };
}

/** What rows do not have, or name and the agreement has not: one sentence for each. */
export function rowsWanting({ tables = {}, people, teams }: Agreement): { table: string; words: string }[] {
  return Object.entries(tables).flatMap(([table, { content }]) => {
    if (!content)
      return [{ table, words: `table "${table}" has no rows: import them with baton import table ${table}` }];
    const gone = content.names.filter((name) => !Object.hasOwn(people, name) && !Object.hasOwn(teams, name));
    return gone.length === 0
      ? []
      : [
          {
            table,
            words: `rows of table "${table}" name ${gone.join(", ")}, who ${gone.length === 1 ? "is" : "are"} not in the agreement`,
          },
        ];
  });
}
