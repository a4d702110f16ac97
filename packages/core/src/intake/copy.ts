import { leadOfAddress, type MailCopy } from "../inbound/index.ts";
import { mailboxOf } from "../mailbox/index.ts";
import { personWith } from "../person/identify.ts";
import { addressIdentity } from "../person/identities.ts";
import type { Relay } from "../ports/relay.ts";
import { recordContact } from "./contact.ts";

/**
 * Why a copy is no response. `unnamed`: its address stands for no lead · `stranger`: it is not from one person of the agreement ·
 * `elsewhere`: it does not go to the lead.
 */
type Refusal = NonNullable<MailCopy["flaw"]> | "unnamed" | "stranger" | "elsewhere";

/**
 * Has a mail that a person of ours wrote to a lead count as the contact it is, if its copy proves that. Whatever does not is left at
 * a line in the log: nobody is answered, because the sender may be made up. The same mail again changes nothing.
 */
export async function heedCopy(relay: Relay, copy: MailCopy): Promise<void> {
  for (const address of new Set(copy.recipients.map(mailboxOf))) {
    const lead = leadOfAddress(address);
    const refusal = await refusalOf(relay, copy, lead);
    if (lead === undefined || refusal !== undefined) {
      relay.log("warn", "a copy of a mail is no response", { lead, mail: copy.id, refusal });
      continue;
    }
    const { outcome, reason } = await recordContact(relay, lead, {
      at: Date.parse(copy.receivedAt),
      address: copy.from,
      evidence: { source: "mail", channel: "email", event: "copy", key: copy.messageId },
    });
    relay.log("info", "a copy of a mail was read", { lead, mail: copy.id, outcome, reason });
  }
}

async function refusalOf(relay: Relay, copy: MailCopy, id: string | undefined): Promise<Refusal | undefined> {
  if (copy.flaw !== undefined) return copy.flaw;
  if (id === undefined) return "unnamed";
  if (copy.from === undefined || !personWith((await relay.rulebooks.active()).agreement, copy.from)) return "stranger";
  const lead = await relay.store.lead(id);
  if (!lead) return "unnamed";
  const isTheirs = (address: string) => addressIdentity(address) === addressIdentity(lead.fields.email);
  return copy.to.some(isTheirs) ? undefined : "elsewhere";
}
