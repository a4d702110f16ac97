import type { LeadView, NoticeKind, NoticeView, ResponseView } from "@baton/core/mailing";

/** A lead about whom everything is known; a test names only what matters to it. */
export function leadView(changes: Partial<LeadView> = {}): LeadView {
  return withSubject({
    id: "lead_01JD8ZK3Q",
    name: "Jane Doe",
    firstName: "Jane",
    email: "jane.doe@globex.example",
    phone: "+493012345678",
    company: "Globex GmbH",
    title: "Head of Operations",
    country: "DE",
    message: "We run 14 warehouses.\nCan you show us a demo?",
    details: [{ label: "Employees", value: "420" }],
    source: "website-demo",
    campaign: "demo-request",
    promise: "A 20-minute demo with your own data",
    receivedAt: "Tue 24 Nov 2026, 10:00",
    score: 85,
    band: "hot",
    reasons: [
      { name: "Company size", points: 40 },
      { name: "Asked for a demo", points: 45 },
    ],
    rule: "Enterprise",
    why: "You had the fewest open leads of the enterprise team.",
    ownerName: "Chloé Petit",
    stage: "contact",
    deadline: {
      text: "Tue 24 Nov 2026, 10:15 (Europe/Berlin)",
      clause: " by Tue 24 Nov 2026, 10:15 (Europe/Berlin)",
    },
    story: [
      { at: "Thu 19 Nov, 11:40", text: "Downloaded the warehouse guide" },
      { at: "Tue 24 Nov, 10:00", text: "Asked for a demo" },
    ],
    ...changes,
  });
}

/** A view whose subject is the name and company it shows, unless it says otherwise. */
const withSubject = (view: Omit<LeadView, "subject"> & Partial<LeadView>): LeadView => ({
  ...view,
  subject: view.subject ?? { name: view.name, ...(view.company !== undefined && { company: view.company }) },
});

/** A lead of whom no more is known than must be. */
export function bareLeadView(changes: Partial<LeadView> = {}): LeadView {
  return withSubject({
    id: "lead_bare",
    name: "Someone",
    details: [],
    source: "website-demo",
    receivedAt: "Tue 24 Nov 2026, 10:00",
    reasons: [],
    rule: null,
    why: "",
    stage: "contact",
    story: [],
    ...changes,
  });
}

export function noticeView({
  lead,
  ...changes
}: Partial<Omit<NoticeView, "lead">> & { lead?: Partial<LeadView> } = {}): NoticeView {
  return {
    kind: "handover",
    lead: leadView(lead),
    recipient: { name: "Chloé Petit", email: "chloe@acme.example" },
    role: "owner",
    link: "https://baton.acme.example/r/secret-token",
    headline: "Jane Doe of Globex GmbH is yours",
    ask: "Contact Jane by Tue 24 Nov, 10:15.",
    agreementName: "Acme rules of engagement",
    ...changes,
  };
}

export function responseView({
  lead,
  ...changes
}: Partial<Omit<ResponseView, "lead">> & { lead?: Partial<LeadView> } = {}): ResponseView {
  return {
    lead: leadView(lead),
    reader: { name: "Chloé Petit", role: "owner" },
    path: "/r/secret-token",
    actions: ["contacted", "accept", "reject", "snooze", "reassign", "outcome"],
    channels: [
      { id: "call", name: "Called" },
      { id: "email", name: "Wrote an e-mail" },
    ],
    rejectReasons: [
      { id: "not-a-fit", name: "Not our kind of customer" },
      { id: "bad-data", name: "Contact details do not work" },
    ],
    snoozeChoices: [{ until: "2026-11-25T08:00:00.000Z", label: "Tomorrow, 9:00" }],
    handOverTo: [{ id: "ben", name: "Ben Weiß" }],
    correctable: [{ id: "country", name: "Country", value: "DE" }],
    lostReasons: [],
    requests: [],
    outcomes: [{ id: "won", name: "Won" }],
    leave: { said: [], deputies: [{ id: "ben", name: "Ben Weiß" }] },
    ...changes,
  };
}

/** Every kind of notice, checked by the compiler to be all of them. */
export const allKinds = Object.keys({
  handover: true,
  reminder: true,
  escalation: true,
  "reassigned-to": true,
  "reassigned-from": true,
  unowned: true,
  review: true,
  "in-time": true,
  touched: true,
  withdrawn: true,
  undelivered: true,
  "meeting-off": true,
  reopened: true,
  offered: true,
  recycled: true,
  parked: true,
  answered: true,
  returned: true,
} satisfies Record<NoticeKind, true>) as NoticeKind[];

/** What a person sees of an HTML document: tags and style dropped, entities resolved, white space collapsed. */
export function visibleText(html: string): string {
  return html
    .replace(/<(style|title)>[\s\S]*?<\/\1>/g, " ")
    .replace(/<!--[\s\S]*?-->/g, " ")
    .replace(/<br>/g, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/&(?:lt|gt|quot|#39|nbsp|zwnj|#847|amp);/g, (entity) => entities[entity] ?? "")
    .replace(/\s+/g, " ")
    .trim();
}

const entities: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" };

/** The address of each link in an HTML document, entities resolved. */
export function hrefs(html: string): string[] {
  return [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) =>
    (href ?? "").replace(/&(?:quot|#39|amp|lt|gt);/g, (entity) => entities[entity] ?? ""),
  );
}
