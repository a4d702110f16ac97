import pMap from "p-map";
import { type Lead, teamOf } from "../lead/lead.ts";
import { coverOf } from "../lead/recipients.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";

/** Whose lists a lead stands in or has stood in: who has or had it, asked it or may claim it, and those above them. */
export function concernedBy(rulebook: Rulebook, lead: Lead): string[] {
  const { agreement, managersAbove, topManager } = rulebook;
  const team = agreement.teams[teamOf(lead) ?? ""];
  const own = [
    ...lead.owners.map(({ person }) => person),
    coverOf(lead),
    lead.request?.by,
    ...(lead.offeredTo ?? []),
    team?.manager,
    topManager,
  ].filter((id) => id !== undefined);
  return [...new Set(own.flatMap((id) => [id, ...managersAbove(id)]))].filter((id) => agreement.people[id]);
}

/** Leads that are read at a time. */
const AT_ONCE = { concurrency: 16 };

/** Has the pages of everybody whom changed leads, by their ids, concern be made anew. Says it once to each, whatever changed. */
export async function noteChanges(
  { store, rulebooks }: Pick<Relay, "store" | "rulebooks">,
  changed: readonly string[],
): Promise<void> {
  if (changed.length === 0) return;
  const [rulebook, found] = await Promise.all([rulebooks.active(), pMap(changed, (id) => store.lead(id), AT_ONCE)]);
  const leads = found.filter((lead) => lead !== undefined);
  const concerned = new Set(leads.flatMap((lead) => concernedBy(rulebook, lead)));
  await store.noteChange([...concerned]);
}
