import { type Burst, causeOf, fitting } from "../lead/cause.ts";
import { unnoted } from "../lead/due.ts";
import type { Lead } from "../lead/lead.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";

/** Windows that are read to see a burst; more are one anyway. */
const MOST_READ = 200;

/**
 * The windows of a lead that end by an instant (epoch ms) without a response, where nothing but a burst could be the cause: with how many windows of the
 * same holder, open still, end within each.
 */
export async function burstsOf(
  { store }: Pick<Relay, "store">,
  rulebook: Rulebook,
  lead: Lead,
  until: number,
): Promise<Map<number, Burst>> {
  const found = new Map<number, Burst>();
  for (const { window: n, at } of unnoted(lead)) {
    const window = lead.tally.windows[n]!;
    const { holder, startedAt, respondBy } = window;
    if (at > until || holder === null || causeOf(rulebook, lead, n, undefined).cause !== "unanswered") continue;
    let windows = 0;
    let read = 0;
    for await (const one of store.openLeads(holder)) {
      if (one.respondBy !== null && one.respondBy > startedAt && one.respondBy <= respondBy) windows += 1;
      read += 1;
      if (read === MOST_READ) break;
    }
    found.set(n, { windows, fit: fitting(rulebook, holder, window) });
  }
  return found;
}
