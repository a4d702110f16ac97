import type { NoticeKind, NoticeView } from "@baton/core/mailing";
import type { Tone } from "@baton/ui/palette";
import type { WordId } from "@baton/words";

/** Weights of a mail's buttons: one filled, some outlined, the rest plain links. */
export type Weight = "primary" | "secondary" | "quiet";

export interface ActionWording {
  /** Says it with the lead's `name`. */
  label: WordId;
  /** The form on the response page that the button leads to; empty for the page's top. */
  target: "" | "claim" | "contacted" | "attempted" | "accept" | "reject" | "reassign" | "answer" | "return";
  weight: Weight;
}

export interface KindWording {
  /** Above the headline, and after "Baton ·" in the sender's name. */
  label: WordId;
  tone: Tone;
  /**
   * `whole`: everything that is known · `brief`: what the reader needs to act · `offer`: the same without ways to reach the lead, which
   * is nobody's yet · `told`: who it was about, without buttons to write
   * or call, so that nobody contacts a lead that has become somebody else's or wants no contact.
   */
  extent: "whole" | "brief" | "offer" | "told";
  /** Above the actions; none where nothing is asked. */
  question?: WordId;
  actions: ActionWording[];
  /** Whether its reader may say here that they will be away. */
  leave?: true;
}

const contacted: ActionWording = {
  label: "action.contacted",
  target: "contacted",
  weight: "primary",
};
const attempted: ActionWording = { label: "action.attempted", target: "attempted", weight: "secondary" };
const accept: ActionWording = { label: "action.accept", target: "accept", weight: "secondary" };
const reject: ActionWording = { label: "action.reject", target: "reject", weight: "secondary" };
const open: ActionWording = { label: "mail.openTheLead", target: "", weight: "quiet" };
const handOver: ActionWording = { label: "action.handOver", target: "reassign", weight: "primary" };

const claim: ActionWording = { label: "action.claim", target: "claim", weight: "primary" };

const forOwner = {
  leave: true as const,
  question: "lead.whatHappened" as const,
  actions: [contacted, attempted, accept, reject, open],
};
const forManager = {
  leave: undefined,
  question: "lead.whatNow" as const,
  actions: [handOver, { ...contacted, weight: "secondary" }, open] satisfies ActionWording[],
};

const wording: Record<Exclude<NoticeKind, "answered" | "returned">, KindWording> = {
  handover: { label: "mail.newLead", tone: "calm", extent: "whole", ...forOwner },
  offered: {
    label: "mail.firstCome",
    tone: "calm",
    extent: "offer",
    question: "lead.whoTakes",
    actions: [claim, open],
  },
  reminder: { label: "mail.reminder", tone: "warn", extent: "brief", ...forOwner },
  escalation: { label: "mail.escalation", tone: "bad", extent: "brief", ...forManager },
  "reassigned-to": { label: "mail.yourLeadNow", tone: "calm", extent: "brief", ...forOwner },
  "reassigned-from": {
    label: "mail.handedOn",
    tone: "calm",

    extent: "told",
    actions: [{ label: "action.contactedBefore", target: "contacted", weight: "secondary" }],
  },
  unowned: { label: "mail.needsOwner", tone: "bad", extent: "brief", ...forManager },
  review: { label: "mail.stillOpen", tone: "warn", extent: "brief", ...forManager },
  "in-time": { label: "mail.inTime", tone: "calm", extent: "told", actions: [open] },
  touched: { label: "mail.askedAgain", tone: "warn", extent: "brief", ...forOwner },
  undelivered: { label: "mail.cameBack", tone: "bad", extent: "brief", ...forManager },
  "meeting-off": { label: "mail.meetingOff", tone: "warn", extent: "brief", ...forOwner },
  recycled: { label: "mail.backAgain", tone: "calm", extent: "brief", ...forOwner },
  parked: { label: "mail.parked", tone: "calm", extent: "told", actions: [open] },
  reopened: { label: "mail.openAgain", tone: "warn", extent: "brief", ...forOwner },
  withdrawn: { label: "mail.requestWithdrawn", tone: "warn", extent: "told", actions: [open] },
};

const answer: ActionWording = { label: "action.answer", target: "answer", weight: "primary" };
const handOn: ActionWording = { label: "action.handOn", target: "reassign", weight: "secondary" };
const openRequest: ActionWording = { ...open, label: "mail.openTheRequest" };

const toAnswer = {
  extent: "brief",
  question: "lead.whatNow" as const,
  actions: [answer, handOn, openRequest],
} as const;
const toManage = {
  extent: "brief",
  question: "lead.whatNow" as const,
  actions: [handOver, { ...answer, weight: "secondary" }, openRequest],
} as const;
const toKnow = { extent: "brief", actions: [openRequest] } as const;

type Worded = Omit<KindWording, "actions"> & { actions: readonly ActionWording[] };

/** Notices of requests between the sides; the others are of leads only. */
const requestWording: Partial<Record<NoticeKind, Worded>> = {
  handover: { label: "mail.request", tone: "calm", ...toAnswer },
  offered: {
    label: "mail.firstCome",
    tone: "calm",
    extent: "brief",
    question: "lead.whoTakes",
    actions: [claim, openRequest],
  },
  reminder: { label: "mail.reminder", tone: "warn", ...toAnswer },
  escalation: { label: "mail.escalation", tone: "bad", ...toManage },
  "reassigned-to": { label: "mail.yoursToAnswer", tone: "calm", ...toAnswer },
  "reassigned-from": { label: "mail.handedOn", tone: "calm", ...toKnow },
  unowned: { label: "mail.needsAnswer", tone: "bad", ...toManage },
  review: { label: "mail.stillOpen", tone: "warn", ...toManage },
  undelivered: { label: "mail.cameBack", tone: "bad", ...toManage },
  "in-time": { label: "mail.inTime", tone: "calm", ...toKnow },
  answered: {
    label: "mail.answered",
    tone: "calm",
    extent: "brief",
    actions: [{ label: "action.return", target: "return", weight: "secondary" }, openRequest],
  },
  returned: { label: "mail.sentBack", tone: "warn", ...toAnswer },
};

/** How a notice is worded. While nobody has the lead, or its owner is on leave, what is for its owner may go to a manager. */
export function wordingOf({ kind, role, request }: Pick<NoticeView, "kind" | "role" | "request">): Worded {
  if (request || kind === "answered" || kind === "returned") return requestWording[kind] ?? requestWording.handover!;
  const may = kind === "touched" || kind === "reminder" || kind === "meeting-off" || kind === "reopened";
  return may && role === "manager" ? { ...wording[kind], ...forManager } : wording[kind];
}
