import { createHash } from "node:crypto";
import { BatonError, loggable } from "../error/index.ts";
import type { Lead } from "../lead/lead.ts";
import { rulesOf } from "../lead/rules-of.ts";
import type { Relay } from "../ports/relay.ts";
import { askFor } from "./ask.ts";

/** Asks for what the reason of a rejection asks for, in whoever's name handed the lead back. Done again, it asks for nothing more. */
export async function askWithRejection(relay: Relay, lead: Lead): Promise<void> {
  const { closed } = lead;
  if (closed?.as !== "rejected") return;
  const { agreement } = await rulesOf(relay, lead);
  const reason = agreement.reasons.find(({ id }) => id === closed.reason);
  const said = lead.responses.findLast(({ action, at }) => action === "reject" && at === closed.at);
  if (reason?.requests === undefined || said?.by == null) return;
  const asking = { kind: reason.requests, lead: lead.id, text: said.note ?? reason.name, by: said.by };
  const entropy = createHash("sha256").update(lead.id).digest();
  try {
    await askFor(relay, asking, { at: Date.parse(closed.at), entropy });
  } catch (error) {
    // By the agreement of today it may not be asked any more.
    if (!(error instanceof BatonError) || error.status >= 500) throw error;
    relay.log("warn", "a rejection asks for nothing", { lead: lead.id, ...loggable(error) });
  }
}
