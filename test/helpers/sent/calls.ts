import type { Contact } from "@baton/core/delivery";

/** Ana's call with Jo, as a CRM tells of it. */
export const call = (at: string, more: Partial<Contact> = {}): Contact => ({
  kind: "contact",
  channel: "call",
  event: "call",
  at,
  who: { email: "jo@globex.example" },
  by: "ana@acme.example",
  key: "call-1",
  ...more,
});
