import { closeSync, existsSync, openSync, rmSync, writeFileSync } from "node:fs";
import { type ExportPart, exportDocument } from "@baton/core/privacy";
import { body, connect } from "../service.ts";
import { print } from "../table.ts";
import { UsageError } from "../usage.ts";
import type { Where } from "../where.ts";
import { slices } from "./privacy.ts";

/** Collects everything that is kept of one person as one JSON document, into a file or to stdout. */
export async function exportOne(
  email: string,
  { url, json, out, audit }: Where & { out?: string; audit?: boolean },
): Promise<number> {
  if (out !== undefined) tryWriting(out);
  const baton = connect(url);
  const parts: ExportPart[] = [];
  let unknown = 0;
  const exporting = slices((cursor) => body(baton.privacy.export.$post({ json: { email, cursor, audit } })));
  for await (const { part, mended } of exporting) {
    parts.push(part);
    unknown += mended;
  }
  if (audit) console.error(`Not found by whom they name until now: ${unknown} items.`);
  // The service's own time, which may be simulated.
  const { now } = (await (await fetch(`${baton.url}/health`)).json()) as { now: string };
  const document = exportDocument(email, Date.parse(now), parts);
  if (out === undefined) print(document);
  else {
    writeFileSync(out, `${JSON.stringify(document, null, 2)}\n`, { mode: 0o600 });
    const { people, leads, touches, deliveries } = document;
    const counts = {
      people: people.length,
      leads: leads.length,
      touches: touches.length,
      deliveries: deliveries.length,
    };
    if (json) print({ out, ...counts });
    else
      console.log(
        `${out}: ${counts.people} person records, ${counts.leads} leads, ${counts.touches} touches, ${counts.deliveries} deliveries.`,
      );
  }
  return 0;
}

/** Refuses a file that cannot be written, which is known for sure by opening it. Leaves things as they are. */
function tryWriting(file: string): void {
  const there = existsSync(file);
  try {
    closeSync(openSync(file, "a", 0o600));
  } catch (error) {
    throw new UsageError(`Cannot write ${file}: ${(error as Error).message}`);
  }
  if (!there) rmSync(file);
}
