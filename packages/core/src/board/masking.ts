import type { LeadSummary } from "../lead/summary.ts";
import type { LeadView, ResponseView } from "../mailing/view.ts";
import { masked } from "../text/mask.ts";

/** A page of a lead for somebody who sees no way to reach its person, and only reads: no address or number is in it. */
export function withoutContact(view: ResponseView): ResponseView {
  const { email: _email, phone: _phone, copyTo: _copyTo, ...lead } = view.lead;
  const plain = (text: string): string => masked(text, []);
  const shown: LeadView = {
    ...lead,
    ...(view.lead.name === view.lead.email && { name: plain(view.lead.name) }),
    ...(lead.message !== undefined && { message: plain(lead.message) }),
    details: lead.details.map(({ label, value }) => ({ label, value: plain(value) })),
    story: lead.story.map(({ at, text }) => ({ at, text: plain(text) })),
  };
  return { ...view, lead: shown };
}

/** What a lead is called in a list: by an address only for who sees how to reach its person. */
export function listedName({ id, name, company, email }: LeadSummary, contact: boolean): string {
  if (contact) return name ?? company ?? email ?? id;
  return masked(name ?? company ?? id, []);
}

/** A page for somebody who may look and has nothing to say. */
export const onlyRead = (view: ResponseView): ResponseView => ({
  ...view,
  actions: [],
  requests: [],
  readOnly: true,
});
