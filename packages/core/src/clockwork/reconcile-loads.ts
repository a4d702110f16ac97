import { open as openDraft } from "../lead/change/draft.ts";
import { commit } from "../lead/change/edit.ts";
import { isRequest, type Lead } from "../lead/lead.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";

/** A load that is found wrong is looked at again after this long at the earliest: by then indexes show every change. */
const SETTLES_MS = 60_000;

/**
 * Makes the load of a counted person, or of a team, what open leads say. Leads from before they were counted are added one by one,
 * each with its own commit; what then still differs, which no commit can cause, is put right when it is found a second time.
 */
export async function reconcileLoads(relay: Relay, active: Rulebook, of: string): Promise<void> {
  const { store } = relay;
  const team = active.agreement.teams[of];
  const owners = team ? team.members.map(({ person }) => person) : [of];
  const listed: string[] = [];
  for (const owner of owners)
    for await (const { id, team } of store.openLeads(owner))
      if (!isRequest(id) && (owner === of || team === of)) listed.push(id);
  const { open } = (await store.loads([of]))[of]!;
  if (open === listed.length) return;
  for (const id of listed) {
    const lead = await store.lead(id);
    // The list is behind: what it says cannot be held against the load.
    if (!lead || lead.closed || !owners.includes(lead.owner ?? "")) return;
    if (team ? lead.countedTeam !== undefined : lead.counted) continue;
    const draft = openDraft(lead, relay.time.now());
    draft.lead = { ...lead, revision: draft.lead.revision, ...(team ? { countedTeam: of } : counted) };
    draft.loads.push({ of, change: 1 });
    draft.tidied = true;
    if ((await commit(relay, draft)) !== "done") return;
  }
  const now = relay.time.now();
  const seen = (await store.loads([of]))[of]!.open;
  if (seen === listed.length) return;
  const corrected = await store.correctLoad(of, { seen, found: listed.length, now, confirms: now - SETTLES_MS });
  if (corrected) relay.log("warn", "a load was not what its leads say", { of, open: seen, leads: listed.length });
}

const counted: Pick<Lead, "counted"> = { counted: true };
