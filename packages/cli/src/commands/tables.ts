import { gzipSync } from "node:zlib";
import { body, connect } from "../service.ts";
import { print } from "../table.ts";
import { tableInLines } from "../table-files.ts";
import { readBytes } from "../usage.ts";
import { user, type Where } from "../where.ts";

/** Gives a table of the active agreement the rows of a file. */
export async function importTable(
  name: string,
  file: string,
  { url, json, dryRun = false, by = user(), why }: Where & { dryRun?: boolean; by?: string; why?: string },
): Promise<number> {
  const baton = connect(url);
  const said = await body(
    baton.api.tables[":name"].$put(
      { param: { name }, query: { dryRun: dryRun ? "true" : "false", by, why } },
      {
        init: {
          body: new Uint8Array(gzipSync(readBytes(file))),
          headers: { "content-type": "text/csv", "content-encoding": "gzip" },
        },
      },
    ),
  );
  if (json) print({ ...said, dryRun });
  else {
    const { added, changed, removed, refused, version } = said;
    for (const line of tableInLines(file, said)) console.log(line);
    const moved = `${added} added, ${changed} changed, ${removed} removed`;
    if (refused.length > 0) console.log("Nothing was changed.");
    else if (dryRun) console.log(`${moved}, if it were imported. Nothing was changed.`);
    else console.log(`${moved}. Version ${version} of the agreement is active.`);
  }
  return said.refused.length > 0 ? 1 : 0;
}

/** Prints rows as they can be imported again. */
export async function printTable(name: string, { url, json }: Where): Promise<number> {
  const text = await (await connect(url).get(`/api/tables/${encodeURIComponent(name)}`, { accept: "text/csv" })).text();
  if (json) print({ table: name, csv: text });
  else process.stdout.write(text);
  return 0;
}
