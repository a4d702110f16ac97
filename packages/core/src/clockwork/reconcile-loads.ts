import { open as openDraft } from "../lead/draft.ts";
import { commit } from "../lead/edit.ts";
import type { Relay } from "../ports/relay.ts";

/** A load that is found wrong is looked at again after this long at the earliest: by then indexes show every change. */
const SETTLES_MS = 60_000;

/**
 * Makes a counted person's load what their open leads say. Leads from before they were counted are added one by one, each with
 * its own commit; what then still differs, which no commit can cause, is put right when it is found a second time.
 */
export async function reconcileLoads(relay: Relay, person: string): Promise<void> {
  const { store } = relay;
  const listed = await Array.fromAsync(store.openLeads(person));
  const { open } = (await store.loads([person]))[person]!;
  if (open === listed.length) return;
  for (const { id } of listed) {
    const lead = await store.lead(id);
    // The list is behind: what it says cannot be held against the load.
    if (!lead || lead.closed || lead.owner !== person) return;
    if (lead.counted) continue;
    const draft = openDraft(lead, relay.time.now());
    draft.lead.counted = true;
    draft.loads.push({ person, change: 1 });
    draft.tidied = true;
    if ((await commit(relay, draft)) !== "done") return;
  }
  const now = relay.time.now();
  const seen = (await store.loads([person]))[person]!.open;
  if (seen === listed.length) return;
  const corrected = await store.correctLoad(person, { seen, found: listed.length, now, confirms: now - SETTLES_MS });
  if (corrected) relay.log("warn", "a load was not what its leads say", { person, open: seen, leads: listed.length });
}
