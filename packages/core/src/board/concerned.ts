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

/** Has the pages of everybody whom changed leads concern be made anew. Says it once to each, whatever changed. */
export async function noteChanges(
  { store, rulebooks }: Pick<Relay, "store" | "rulebooks">,
  leads: readonly Lead[],
): Promise<void> {
  if (leads.length === 0) return;
  const rulebook = await rulebooks.active();
  const concerned = new Set(leads.flatMap((lead) => concernedBy(rulebook, lead)));
  await store.noteChange([...concerned]);
}
