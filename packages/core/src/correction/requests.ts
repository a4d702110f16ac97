import type { Delivery, HandRaise } from "../delivery/index.ts";
import type { LeadFields } from "../fields/normalise.ts";
import { leadIdOf } from "../intake/enquiry.ts";
import type { Lead } from "../lead/lead.ts";
import { readFields, whoIn } from "../person/identify.ts";
import { identities } from "../person/identities.ts";
import type { Reception } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { leadOfSomebody, peopleNow } from "./merge.ts";

/** One request in a lead's story, read from its raw delivery. */
export interface Request {
  delivery: Delivery;
  found: HandRaise;
  index: number;
  typed: LeadFields;
  /** It was split off before, which may have ended half-way. */
  gone: boolean;
}

/** The requests of a lead that can still be read, also those that were split off, the one that it came with first. */
export async function requestsOf(reception: Reception, rulebook: Rulebook, lead: Lead): Promise<Request[]> {
  const entries = await reception.store.facts(lead.id);
  const joined = entries.flatMap(({ facts }) =>
    facts.flatMap((fact) => (fact.is === "lead.resubmitted" ? [fact.delivery] : [])),
  );
  const gone = new Set(
    entries.flatMap(({ facts }) => facts.flatMap((fact) => (fact.is === "request.split" ? [fact.into] : []))),
  );
  const requests: Request[] = [];
  for (const id of new Set([lead.delivery, ...joined])) {
    const kept = await reception.store.delivery(id);
    if (!kept || kept.delivery.erasedAt !== undefined) continue;
    const { delivery, body } = kept;
    const provider = await reception.providers(rulebook.agreement, delivery.source);
    const reading = await provider?.read(body, delivery.contentType);
    if (!reading || "unreadable" in reading) continue;
    for (const [index, found] of reading.found.entries()) {
      if (found.kind !== "lead") continue;
      const made = leadIdOf({ found, delivery, index });
      const isHere = made === lead.id || (lead.joined?.includes(made) ?? false);
      if (!isHere && !gone.has(made)) continue;
      const typed = await readFields(rulebook, delivery.source, found.fields);
      requests.push({ delivery, found, index, typed, gone: !isHere });
    }
  }
  return requests;
}

/** Ways in which some requests let somebody be known. */
export const waysIn = (requests: readonly Request[]): Set<string> =>
  new Set(requests.flatMap((request) => identities(whoIn(request.typed.fields))));

/** Whose a lead is, and what each of its requests says of that: what there is to see before people are merged or split. */
export interface Whose {
  lead: string;
  /** In how many ways its person is known: addresses, telephone numbers, ids of browsers. */
  ways: number;
  /** Their leads, newest first. */
  leads: string[];
  requests: {
    delivery: string;
    source: string;
    at: string;
    name: string | null;
    email: string | null;
    phone: string | null;
  }[];
}

/** A person's leads that are told. */
const MOST_LEADS = 20;

/** Tells whose a lead is. Throws `lead.unknown` and `lead.nobody`. */
export async function whose(reception: Reception, id: string): Promise<Whose> {
  const lead = await leadOfSomebody(reception, id);
  const [person] = await peopleNow(reception, [lead]);
  const leads: string[] = [];
  for (let next = person?.lead ?? id; leads.length < MOST_LEADS; ) {
    leads.push(next);
    const { previous } = (await reception.store.lead(next)) ?? {};
    if (previous === undefined) break;
    next = previous;
  }
  const requests = await requestsOf(reception, await reception.rulebooks.active(), lead);
  const story = requests.filter(({ gone }) => !gone);
  return {
    lead: id,
    ways: person?.identities.length ?? 0,
    leads,
    requests: story.map(({ delivery, typed: { fields } }) => {
      const text = (name: string) => (fields[name] === undefined ? null : String(fields[name]));
      return {
        delivery: delivery.id,
        source: delivery.source,
        at: delivery.receivedAt,
        name: text("name"),
        email: text("email"),
        phone: text("phone"),
      };
    }),
  };
}
