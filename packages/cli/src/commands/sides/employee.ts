import type { EmployeePage } from "@baton/core/visibility";
import { body, connect } from "../../service.ts";
import { print } from "../../table.ts";
import type { Where } from "../../where.ts";

/** Prints everything that is recorded of one person at work as one JSON document. */
export async function employee(
  person: string,
  { url, from, to }: Where & { from?: string; to?: string },
): Promise<number> {
  const { api } = connect(url);
  const param = { person: encodeURIComponent(person) };
  let record: EmployeePage["record"];
  const lines: EmployeePage["lines"] = [];
  let cursor: string | undefined;
  do {
    const page: EmployeePage = await body(api.employees[":person"].$get({ param, query: { from, to, cursor } }));
    record ??= page.record;
    lines.push(...page.lines);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  print({ ...record, lines });
  return 0;
}
