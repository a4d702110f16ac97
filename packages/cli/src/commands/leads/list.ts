import { csv } from "@baton/core/report";
import type { LeadState, ListedLead } from "@baton/core/views";
import { formatInstant } from "@baton/core/zone";
import { body, connect } from "../../service.ts";
import { asTable, print } from "../../table.ts";
import type { Where } from "../../where.ts";

/** What of a list is asked for; all of it when absent. */
export interface Listing {
  owner?: string;
  stage?: string;
  team?: string;
  source?: string;
  campaign?: string;
  state?: LeadState;
  overdue?: boolean;
  since?: string;
  limit?: string;
  cursor?: string;
}

export async function listOfLeads({
  url,
  json,
  csv: asCsv,
  utc,
  ...listing
}: Where & Printing & Listing): Promise<number> {
  const { overdue, ...rest } = listing;
  const query = { ...rest, ...(overdue && { overdue: "true" as const }) };
  const page = await body(connect(url).api.leads.$get({ query }));
  if (json) print(page);
  else printLeads(page, { csv: asCsv, utc });
  return 0;
}

/** How a list is printed: for people in their own time zone, in ISO 8601 with `utc`, or as a spreadsheet reads it. */
export interface Printing {
  csv?: boolean | undefined;
  utc?: boolean | undefined;
}

/** Prints a page of leads, and on stderr how to go on. */
export function printLeads(
  { leads, next }: { leads: readonly ListedLead[]; next: string | null },
  { csv: asCsv, utc }: Printing,
): void {
  if (asCsv)
    process.stdout.write(
      csv(
        columns,
        leads.map((lead) => ({ ...lead })),
      ),
    );
  else console.log(leadTable(leads, utc ? undefined : Intl.DateTimeFormat().resolvedOptions().timeZone));
  if (next) (asCsv ? console.error : console.log)(`More: --cursor ${next}`);
}

const columns = [
  "id",
  "createdAt",
  "name",
  "email",
  "owner",
  "team",
  "stage",
  "score",
  "respondBy",
  "overdue",
  "dueAt",
  "source",
  "campaign",
  "rule",
  "test",
] as const satisfies (keyof ListedLead)[];

/** @param zone the reader's; without one instants are in ISO 8601 */
function leadTable(leads: readonly ListedLead[], zone: string | undefined): string {
  const at = (instant: string | null): string | null =>
    instant === null || zone === undefined ? instant : formatInstant(zone, Date.parse(instant), { withZone: false });
  const where = zone === undefined ? "" : ` (${zone})`;
  return asTable(
    ["id", `created${where}`, "name", "owner", "stage", "score", "respond by", "next step", "rule"],
    leads.map((lead) => [
      lead.id,
      at(lead.createdAt),
      lead.name,
      lead.owner,
      lead.test ? "test" : lead.stage,
      lead.score,
      lead.overdue ? `overdue: ${at(lead.respondBy)}` : at(lead.respondBy),
      at(lead.dueAt),
      lead.rule,
    ]),
  );
}

export async function show(id: string, { url }: Where): Promise<number> {
  print(await body(connect(url).api.leads[":id"].$get({ param: { id: encodeURIComponent(id) }, query: {} })));
  return 0;
}
