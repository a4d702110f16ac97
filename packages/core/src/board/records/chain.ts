import type { Lead } from "../../lead/lead.ts";
import type { Relay } from "../../ports/relay.ts";

/** A person's leads from one on, the newest first: each names the one before it. */
export async function leadsFrom(
  { store }: Pick<Relay, "store">,
  newest: string | undefined,
  most: number,
): Promise<Lead[]> {
  const leads: Lead[] = [];
  for (let next = newest; next !== undefined && leads.length < most; ) {
    const lead = await store.lead(next);
    if (!lead) break;
    leads.push(lead);
    next = lead.previous;
  }
  return leads;
}
