import { BatonError } from "../../error/index.ts";
import { identify } from "../../person/identify.ts";
import { seenAgain } from "../../person/person.ts";
import type { Relay } from "../../ports/relay.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import { displayName } from "../lead.ts";
import type { Draft } from "./draft.ts";

/** Has a lead that was closed be the one of its person again. Throws `lead.open` when they have asked anew, and that is open. */
export async function openAgain(relay: Relay, rulebook: Rulebook, draft: Draft): Promise<void> {
  const { lead, now } = draft;
  // Whom a request is about have leads of their own.
  if (!lead.person || lead.request) return;
  const met = await identify(relay, rulebook, lead);
  // They may be known by another way first by now.
  if (!met.person?.identities.includes(lead.person.id)) return;
  const other = met.person.lead;
  if (other === undefined || other === lead.id) return;
  const later = await relay.store.lead(other);
  if (later && !later.closed)
    throw new BatonError(
      "lead.open",
      `${displayName(lead)} has asked again, and that lead is open: ${other}. Please go on there.`,
      { status: 409, details: { lead: other } },
    );
  draft.person = seenAgain(met, { at: new Date(now).toISOString(), lead: lead.id });
}
