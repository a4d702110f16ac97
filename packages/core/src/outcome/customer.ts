import { createHash } from "node:crypto";
import { prettifyError, z } from "zod";
import type { CustomerChange } from "../delivery/index.ts";
import { customerEvents } from "../facts/codes.ts";
import type { Task, TaskResult } from "../intake/task.ts";
import { colleagues } from "../lead/deals/way.ts";
import type { Lead } from "../lead/lead.ts";
import { type CustomerRow, ofNoLead, splitOf } from "../lead/row.ts";
import { identifyWho } from "../person/identify.ts";
import type { Relay } from "../ports/relay.ts";
import { masked } from "../text/mask.ts";
import { asciiDomain } from "../values/domain.ts";
import { localDate } from "../zone/index.ts";
import { latestLead } from "./join.ts";

/** What a customer did after the sale, as systems and files tell it. */
export const saidOfCustomer = z
  .object({
    email: z.string().max(320).optional(),
    domain: z.string().max(253).optional(),
    event: z.enum(customerEvents),
    at: z.string().refine((at) => !Number.isNaN(Date.parse(at)), "expected an instant such as 2026-11-24T09:00:00Z"),
    value: z.string().max(200).optional(),
  })
  .refine(({ email, domain }) => email !== undefined || domain !== undefined, "there is neither email nor domain");
export type SaidOfCustomer = z.infer<typeof saidOfCustomer>;

/** Another system tells what a customer did. What cannot be read of it waits in quarantine, and says why. */
export async function recordCustomerEvent(relay: Relay, { found }: Task<CustomerChange>): Promise<TaskResult> {
  const { value } = found.said;
  const said = saidOfCustomer.safeParse({ ...found.said, ...(typeof value === "number" && { value: String(value) }) });
  if (!said.success)
    return { outcome: "quarantined", reason: `The customer's event cannot be read: ${prettifyError(said.error)}` };
  await recordCustomer(relay, said.data);
  return { outcome: "touch" };
}

/** Counts what a customer did, once, with the campaign and segment of the lead that they, or somebody of their company, once were. */
export async function recordCustomer(relay: Relay, { email, domain, event, at, value }: SaidOfCustomer): Promise<void> {
  const { timezone } = (await relay.rulebooks.active()).agreement;
  const when = Date.parse(at);
  const lead = await leadOf(relay, { email, domain }, when);
  const row: CustomerRow = {
    ...(lead ? splitOf(lead.id, lead.tally) : ofNoLead),
    v: 1,
    is: "customer",
    reason: event,
    at: new Date(when).toISOString(),
    event,
    ...(value !== undefined && { value: masked(value, []) }),
    person: null,
    out: null,
  };
  const who = createHash("sha256")
    .update([email ?? domain ?? "", event, row.at].join("\0"))
    .digest("hex")
    .slice(0, 32);
  await relay.store.putRows(who, [{ day: localDate(timezone, when), key: `${row.at}#customer#${who}`, rows: [row] }]);
}

/** The lead that somebody was, else the latest of their company before an instant (epoch ms). */
async function leadOf(
  { store }: Relay,
  { email, domain }: Pick<SaidOfCustomer, "email" | "domain">,
  at: number,
): Promise<Lead | undefined> {
  const met = email === undefined ? undefined : await identifyWho({ store }, { email });
  const own = met?.person?.lead === undefined ? undefined : await store.lead(met.person.lead);
  const company = met?.company ?? (domain === undefined ? undefined : asciiDomain(domain));
  return own ?? latestLead(store, await colleagues(store, company, met?.person?.id), at);
}
