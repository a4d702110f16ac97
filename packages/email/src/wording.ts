import type { NoticeKind, NoticeView } from "@baton/core/mailing";
import type { Tone } from "@baton/ui/palette";

/** Weights of a mail's buttons: one filled, some outlined, the rest plain links. */
export type Weight = "primary" | "secondary" | "quiet";

export interface ActionWording {
  label: (lead: string) => string;
  /** The form on the response page that the button leads to; empty for the page's top. */
  target: "" | "claim" | "contacted" | "attempted" | "accept" | "reject" | "reassign" | "answer" | "return";
  weight: Weight;
}

export interface KindWording {
  /** Above the headline, and after "Baton ·" in the sender's name. */
  label: string;
  tone: Tone;
  /**
   * `whole`: everything that is known · `brief`: what the reader needs to act · `offer`: the same without ways to reach the lead, which
   * is nobody's yet · `told`: who it was about, without buttons to write
   * or call, so that nobody contacts a lead that has become somebody else's or wants no contact.
   */
  extent: "whole" | "brief" | "offer" | "told";
  /** Above the actions; none where nothing is asked. */
  question?: string;
  actions: ActionWording[];
  /** Whether its reader may say here that they will be away. */
  leave?: true;
}

const contacted: ActionWording = {
  label: (lead) => `I have contacted ${lead}`,
  target: "contacted",
  weight: "primary",
};
const attempted: ActionWording = { label: () => "Tried, no answer", target: "attempted", weight: "secondary" };
const accept: ActionWording = { label: () => "I am on it", target: "accept", weight: "secondary" };
const reject: ActionWording = { label: () => "Not for us", target: "reject", weight: "secondary" };
const open: ActionWording = { label: () => "Open the lead", target: "", weight: "quiet" };
const handOver: ActionWording = { label: () => "Choose who takes it", target: "reassign", weight: "primary" };

const claim: ActionWording = { label: (lead) => `I take ${lead}`, target: "claim", weight: "primary" };

const forOwner = {
  leave: true as const,
  question: "What happened?",
  actions: [contacted, attempted, accept, reject, open],
};
const forManager = {
  leave: undefined,
  question: "What now?",
  actions: [handOver, { ...contacted, weight: "secondary" }, open] satisfies ActionWording[],
};

const wording: Record<Exclude<NoticeKind, "answered" | "returned">, KindWording> = {
  handover: { label: "New lead", tone: "calm", extent: "whole", ...forOwner },
  offered: { label: "First come", tone: "calm", extent: "offer", question: "Who takes it?", actions: [claim, open] },
  reminder: { label: "Reminder", tone: "warn", extent: "brief", ...forOwner },
  escalation: { label: "Escalation", tone: "bad", extent: "brief", ...forManager },
  "reassigned-to": { label: "Your lead now", tone: "calm", extent: "brief", ...forOwner },
  "reassigned-from": {
    label: "Handed on",
    tone: "calm",

    extent: "told",
    actions: [{ label: (lead) => `I had already contacted ${lead}`, target: "contacted", weight: "secondary" }],
  },
  unowned: { label: "Needs an owner", tone: "bad", extent: "brief", ...forManager },
  review: { label: "Still open", tone: "warn", extent: "brief", ...forManager },
  "in-time": { label: "In time after all", tone: "calm", extent: "told", actions: [open] },
  touched: { label: "Asked again", tone: "warn", extent: "brief", ...forOwner },
  undelivered: { label: "Mail came back", tone: "bad", extent: "brief", ...forManager },
  "meeting-off": { label: "Meeting off", tone: "warn", extent: "brief", ...forOwner },
  recycled: { label: "Back again", tone: "calm", extent: "brief", ...forOwner },
  parked: { label: "Parked", tone: "calm", extent: "told", actions: [open] },
  reopened: { label: "Open again", tone: "warn", extent: "brief", ...forOwner },
  withdrawn: { label: "Request withdrawn", tone: "warn", extent: "told", actions: [open] },
};

const answer: ActionWording = { label: () => "Answer", target: "answer", weight: "primary" };
const handOn: ActionWording = { label: () => "Hand it to a colleague", target: "reassign", weight: "secondary" };
const openRequest: ActionWording = { ...open, label: () => "Open the request" };

const toAnswer = { extent: "brief", question: "What now?", actions: [answer, handOn, openRequest] } as const;
const toManage = {
  extent: "brief",
  question: "What now?",
  actions: [handOver, { ...answer, weight: "secondary" }, openRequest],
} as const;
const toKnow = { extent: "brief", actions: [openRequest] } as const;

type Worded = Omit<KindWording, "actions"> & { actions: readonly ActionWording[] };

/** Notices of requests between the sides; the others are of leads only. */
const requestWording: Partial<Record<NoticeKind, Worded>> = {
  handover: { label: "Request", tone: "calm", ...toAnswer },
  offered: {
    label: "First come",
    tone: "calm",
    extent: "brief",
    question: "Who takes it?",
    actions: [claim, openRequest],
  },
  reminder: { label: "Reminder", tone: "warn", ...toAnswer },
  escalation: { label: "Escalation", tone: "bad", ...toManage },
  "reassigned-to": { label: "Yours to answer", tone: "calm", ...toAnswer },
  "reassigned-from": { label: "Handed on", tone: "calm", ...toKnow },
  unowned: { label: "Needs an answer", tone: "bad", ...toManage },
  review: { label: "Still open", tone: "warn", ...toManage },
  undelivered: { label: "Mail came back", tone: "bad", ...toManage },
  "in-time": { label: "In time after all", tone: "calm", ...toKnow },
  answered: {
    label: "Answered",
    tone: "calm",
    extent: "brief",
    actions: [{ label: () => "Not what I asked", target: "return", weight: "secondary" }, openRequest],
  },
  returned: { label: "Sent back", tone: "warn", ...toAnswer },
};

/** How a notice is worded. While nobody has the lead, or its owner is on leave, what is for its owner may go to a manager. */
export function wordingOf({ kind, role, request }: Pick<NoticeView, "kind" | "role" | "request">): Worded {
  if (request || kind === "answered" || kind === "returned") return requestWording[kind] ?? requestWording.handover!;
  const may = kind === "touched" || kind === "reminder" || kind === "meeting-off" || kind === "reopened";
  return may && role === "manager" ? { ...wording[kind], ...forManager } : wording[kind];
}
