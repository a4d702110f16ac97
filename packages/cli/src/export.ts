import { writeFileSync } from "node:fs";
import { type ExportPart, exportDocument } from "@baton/core/privacy";
import type { Where } from "./online.ts";
import { slices } from "./privacy.ts";
import { service } from "./service.ts";
import { print } from "./table.ts";

/** Collects everything that is kept of one person as one JSON document, into a file or to stdout. */
export async function exportOne(email: string, { url, out }: Where & { out?: string }): Promise<number> {
  const baton = service(url);
  const parts: ExportPart[] = [];
  for await (const { part } of slices<{ part: ExportPart }>(baton, "/api/privacy/export", { email })) parts.push(part);
  // The service's own time, which may be simulated.
  const { now } = (await (await fetch(`${baton.url}/health`)).json()) as { now: string };
  const document = exportDocument(email, Date.parse(now), parts);
  if (out === undefined) print(document);
  else {
    writeFileSync(out, `${JSON.stringify(document, null, 2)}\n`, { mode: 0o600 });
    const { people, leads, touches, deliveries } = document;
    console.log(
      `${out}: ${people.length} person records, ${leads.length} leads, ${touches.length} touches, ${deliveries.length} deliveries.`,
    );
  }
  return 0;
}
