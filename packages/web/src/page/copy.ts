import { copyAddress } from "@baton/core/inbound";
import type { LeadView } from "@baton/core/mailing";
import { inboundDomain } from "../../../../functions/deps.ts";

/** What is shown of a lead, with the address for copies of mails to it where such are received. */
export function withCopy<View extends { lead: LeadView }>(view: View): View {
  const domain = inboundDomain();
  if (domain === undefined) return view;
  return { ...view, lead: { ...view.lead, copyTo: copyAddress(view.lead.id, domain) } };
}
