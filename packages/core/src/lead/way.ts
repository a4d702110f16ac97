import type { Step, Way } from "../attribution/credit.ts";
import { calendarMs } from "../duration/index.ts";
import { impersonal } from "../facts/impersonal.ts";
import type { StoredTouch } from "../person/person.ts";
import { touchesOfLead } from "../person/touches.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import type { Lead } from "./lead.ts";

/** Without an agreed one. */
const LOOKBACK_MS = 90 * 86_400_000;
/** Touches of a person that are looked at for one deal; there are more only of machines. */
const MOST_TOUCHES = 1_000;
/** Earlier leads of a person that are looked at. */
const MOST_LEADS = 10;

/** Touches longer before a hand-raise, or a deal without one, do not count, ms. */
export const lookbackOf = ({ agreement: { attribution } }: Rulebook): number =>
  attribution?.lookback ? calendarMs(attribution.lookback) : LOOKBACK_MS;

/** The campaigns on the way to a deal of a lead: what its person had seen, and asked for, before they raised their hand. */
export async function wayTo(relay: Relay, rulebook: Rulebook, lead: Lead): Promise<Way> {
  const lookbackMs = lookbackOf(rulebook);
  const raised = Date.parse(lead.createdAt);
  const [touches, earlier] = await Promise.all([
    touchesOfLead(relay.store, lead, MOST_TOUCHES),
    handRaisesBefore(relay, lead, raised - lookbackMs),
  ]);
  const steps = [...stepsIn(touches, lead.fields.phone, raised), ...earlier];
  return {
    touches: steps.filter(({ beforeMs }) => beforeMs > 0 && beforeMs <= lookbackMs),
    handRaise: lead.tally.campaign,
    lookbackMs,
  };
}

/** Touches that carry a campaign, by how long before an instant (epoch ms) they were. */
export function stepsIn(touches: readonly StoredTouch[], phone: unknown, before: number): Step[] {
  return touches.flatMap(({ facts, at }) => {
    const named = facts["utm.campaign"];
    const campaign = named === undefined ? null : impersonal(String(named), phone);
    return campaign === null ? [] : [{ campaign, beforeMs: before - Date.parse(at) }];
  });
}

/** What the same person had asked for before, as far as it counts. */
async function handRaisesBefore({ store }: Relay, lead: Lead, since: number): Promise<Step[]> {
  const found: Step[] = [];
  let { previous } = lead;
  for (let n = 0; previous !== undefined && n < MOST_LEADS; n++) {
    const before = await store.lead(previous);
    if (!before || Date.parse(before.createdAt) < since) break;
    const { campaign, test } = before.tally;
    const beforeMs = Date.parse(lead.createdAt) - Date.parse(before.createdAt);
    if (campaign !== null && !test) found.push({ campaign, beforeMs });
    previous = before.previous;
  }
  return found;
}
