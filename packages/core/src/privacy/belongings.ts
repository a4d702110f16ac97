import type { Delivery } from "../delivery/index.ts";
import type { Lead } from "../lead/lead.ts";
import type { Relay } from "../ports/relay.ts";
import { readable, unwrapped } from "./readable.ts";
import { isTheirs, type Subject } from "./subject.ts";
import type { Trace, Traces } from "./traces.ts";

/** Whether a lead is a person's, or was theirs before it became part of another one's story. */
export async function belongs({ store }: Relay, lead: Lead, subject: Subject): Promise<boolean> {
  if (isTheirs(lead, subject)) return true;
  if (lead.closed?.as !== "merged" || lead.closed.into === undefined) return false;
  const joined = await store.lead(lead.closed.into);
  return joined !== undefined && isTheirs(joined, subject);
}

/** Deliveries that a lead came with or that say something of it. Some only name it, by an id of the provider's. */
export const deliveriesOf = ({ delivery, responses }: Lead): string[] => [
  ...new Set([delivery, ...responses.flatMap(({ evidence }) => evidence?.delivery ?? [])]),
];

/** Whether a person is in a delivery: in its body, or in what is said of it. */
export function traceIn(traces: Traces, { contentType, reason }: Delivery, body: Uint8Array): Trace | undefined {
  const inside = readable(body, contentType);
  const beside = unwrapped(reason === undefined ? [] : [reason]);
  return traces.of({ texts: [...inside.texts, ...beside.texts], values: inside.values });
}

/** How many leads of other people a delivery made. */
export async function othersIn({ store }: Relay, { leads }: Delivery, subject: Subject): Promise<number> {
  const made = await Promise.all(leads.map((id) => store.lead(id)));
  return made.filter((lead) => lead && !isTheirs(lead, subject) && lead.forgottenAt === undefined).length;
}
