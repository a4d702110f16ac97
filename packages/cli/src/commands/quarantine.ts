import { body, connect, type GoodAnswer, Refused, type Service } from "../service.ts";
import { asTable, print } from "../table.ts";
import { UsageError } from "../usage.ts";
import type { Where } from "../where.ts";

/** Which deliveries in quarantine are meant. */
interface Selection {
  source?: string;
  since?: string;
}

interface Replayed {
  id: string;
  outcome: string;
  reason?: string;
  leads: string[];
}

export async function quarantine({
  url,
  json,
  limit,
  cursor,
  ...selection
}: Where & Selection & { limit?: string; cursor?: string }): Promise<number> {
  const page = await list(connect(url), selection, { limit, cursor });
  if (json) print(page);
  else {
    console.log(
      asTable(
        ["id", "received", "source", "bytes", "reason"],
        page.deliveries.map((entry) => [entry.id, entry.receivedAt, entry.source, entry.bytes, entry.reason]),
      ),
    );
    if (page.next) console.log(`More: --cursor ${page.next}`);
  }
  return 0;
}

/**
 * Replays one delivery, or every one of a selection, oldest first, so that leads come out in the order in which they came: those in
 * quarantine, and with `leads` also those that made leads, whose fields are then read again.
 */
export async function replay(
  id: string | undefined,
  { url, json, all, leads, ...selection }: Where & Selection & { all?: boolean; leads?: boolean },
): Promise<number> {
  const baton = connect(url);
  const selected = selection.source !== undefined || selection.since !== undefined || all === true;
  if ((id === undefined) === !selected)
    throw new UsageError("Name one delivery, or choose many with --source, --since or --all.");
  const many = async () => [
    ...(await everything(baton, selection)),
    ...(leads ? await deliveriesOfLeads(baton, selection) : []),
  ];
  const ids = id === undefined ? (await many()).reverse() : [id];
  const results: Replayed[] = [];
  for (const one of ids) {
    results.push(await replayOne(baton, one, ids.length > 1));
    if (process.stderr.isTTY && ids.length > 1) process.stderr.write(`\r${results.length} of ${ids.length} replayed`);
  }
  if (process.stderr.isTTY && ids.length > 1) process.stderr.write("\n");
  const still = results.filter(({ outcome }) => outcome === "quarantined" || outcome === "failed");
  if (json) print(id === undefined ? results : results[0]);
  else {
    for (const { id, outcome, reason, leads } of results) {
      const came = outcome === "quarantined" ? `still in quarantine: ${reason}` : `${outcome} ${leads.join(", ")}`;
      console.log(`${id}  ${came.trim()}${outcome === "failed" || outcome === "ignored" ? `: ${reason}` : ""}`);
    }
    if (id === undefined) console.log(`${ids.length} replayed, ${still.length} of them without success.`);
  }
  return still.length > 0 ? 1 : 0;
}

/** Of many, one that fails does not keep the others from being replayed. */
async function replayOne(baton: Service, id: string, among: boolean): Promise<Replayed> {
  try {
    return await body(baton.api.quarantine[":id"].replay.$post({ param: { id: encodeURIComponent(id) } }));
  } catch (error) {
    if (!among || !(error instanceof Refused)) throw error;
    return { id, outcome: "failed", reason: error.message, leads: [] };
  }
}

/** Read to the end before the first is replayed, because what is replayed leaves the list. */
async function everything(baton: Service, selection: Selection): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(baton, selection, { limit: "100", cursor });
    ids.push(...page.deliveries.map(({ id }) => id));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return ids;
}

/** Deliveries that made the leads of a source, newest first. */
async function deliveriesOfLeads(baton: Service, { source, since }: Selection): Promise<string[]> {
  const found = new Set<string>();
  let cursor: string | null = "";
  while (cursor !== null) {
    const query = { limit: "100", since, ...(cursor && { cursor }) };
    const page: GoodAnswer<Service["api"]["leads"]["$get"]> = await body(baton.api.leads.$get({ query }));
    for (const lead of page.leads) {
      if (source !== undefined && lead.source !== source) continue;
      const { delivery } = await body(baton.api.leads[":id"].$get({ param: lead, query: {} }));
      found.add(delivery);
    }
    cursor = page.next;
  }
  return [...found];
}

async function list(
  baton: Service,
  { source, since }: Selection,
  { limit, cursor }: { limit?: string | undefined; cursor?: string | undefined },
) {
  return body(baton.api.quarantine.$get({ query: { source, since, limit, cursor } }));
}
