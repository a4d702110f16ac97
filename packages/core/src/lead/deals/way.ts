import type { Step, Way } from "../../attribution/credit.ts";
import { calendarMs } from "../../duration/index.ts";
import { impersonal } from "../../facts/impersonal.ts";
import { companyDomain } from "../../fields/facts.ts";
import { disposableMailDomains } from "../../fields/free-mail.ts";
import type { Person, StoredTouch } from "../../person/person.ts";
import { touchesOfLead, touchesOfPerson } from "../../person/touches.ts";
import type { Relay, Store } from "../../ports/relay.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import type { Lead } from "../lead.ts";

/** Without an agreed one. */
const LOOKBACK_MS = 90 * 86_400_000;
/** Touches of a person that are looked at for one deal; there are more only of machines. */
export const MOST_TOUCHES = 1_000;
/** Others of a company that are looked at for one deal. */
const MOST_COLLEAGUES = 50;
/** Earlier leads of a person that are looked at. */
const MOST_LEADS = 10;

/** Touches longer before a hand-raise, or a deal without one, do not count, ms. */
export const lookbackOf = ({ agreement: { attribution } }: Rulebook): number =>
  attribution?.lookback ? calendarMs(attribution.lookback) : LOOKBACK_MS;

/** The campaigns on the way to a deal of a lead: what its person and others of their company had seen, and asked for, before they raised their hand. */
export async function wayTo(relay: Relay, rulebook: Rulebook, lead: Lead): Promise<Way> {
  const lookbackMs = lookbackOf(rulebook);
  const raised = Date.parse(lead.createdAt);
  const [touches, earlier, others] = await Promise.all([
    touchesOfLead(relay.store, lead, MOST_TOUCHES),
    handRaisesBefore(relay, lead, raised - lookbackMs),
    othersOf(relay, lead, raised - lookbackMs),
  ]);
  const steps = [...stepsIn(touches, lead.fields.phone, raised), ...earlier, ...others];
  return {
    touches: steps.filter(({ beforeMs }) => beforeMs > 0 && beforeMs <= lookbackMs),
    handRaise: lead.tally.campaign,
    lookbackMs,
  };
}

/** People of a company but for one; nobody where there is none. That mailboxes of a domain are thrown away is asked here only: the list is large. */
export async function colleagues(
  store: Pick<Store, "colleagues">,
  company: string | undefined,
  not: string | undefined,
): Promise<Person[]> {
  if (company === undefined || (await disposableMailDomains()).has(company)) return [];
  return (await store.colleagues(company, MOST_COLLEAGUES)).filter(({ id }) => id !== not);
}

/** What others of the company had seen and asked for. */
async function othersOf({ store }: Relay, lead: Lead, since: number): Promise<Step[]> {
  const raised = Date.parse(lead.createdAt);
  const people = await colleagues(store, await companyDomain(lead.fields.email), lead.person?.id);
  const steps = people.map(async (person) => [
    ...stepsIn(await touchesOfPerson(store, person, MOST_TOUCHES), undefined, raised),
    ...(await handRaises(store, person.lead, raised, since)),
  ]);
  return (await Promise.all(steps)).flat();
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
const handRaisesBefore = ({ store }: Relay, lead: Lead, since: number): Promise<Step[]> =>
  handRaises(store, lead.previous, Date.parse(lead.createdAt), since);

/** What somebody had asked for by a lead and those before it, between two instants (epoch ms). */
async function handRaises(store: Store, last: string | undefined, until: number, since: number): Promise<Step[]> {
  const found: Step[] = [];
  let next = last;
  for (let n = 0; next !== undefined && n < MOST_LEADS; n++) {
    const lead = await store.lead(next);
    if (!lead || Date.parse(lead.createdAt) < since) break;
    const { campaign, test } = lead.tally;
    const beforeMs = until - Date.parse(lead.createdAt);
    if (campaign !== null && !test && beforeMs > 0) found.push({ campaign, beforeMs });
    next = lead.previous;
  }
  return found;
}
