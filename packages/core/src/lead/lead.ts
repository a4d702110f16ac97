import type { Clock } from "../clock/index.ts";
import type { Contact, Waiting } from "../delivery/index.ts";
import type { AttemptChannel, Closing, Side } from "../facts/codes.ts";
import type { Tally } from "../facts/tally.ts";
import type { KnownAccount } from "../fields/facts.ts";
import type { Extra, FieldValue } from "../fields/normalise.ts";
import type { StoredTouch } from "../person/person.ts";
import type { MetTurn } from "../rules/choosing/choice.ts";
import type { Candidate } from "../rules/exclusion.ts";
import type { Away } from "../rules/people/absences.ts";
import type { Load } from "../rules/people/capacity.ts";
import type { TableValues } from "../tables/fields.ts";

/** What one side asks of the other: it has an owner, a clock and notices as a lead has, and is kept as one. Instants are ISO 8601. */
export interface Request {
  /** Its kind, by id in the agreement. */
  kind: string;
  /** What mails and pages call it: "Data fix: Ana Lopez". */
  title: string;
  /** The lead it is about. */
  lead?: string;
  by: string;
  text: string;
  /** When it is due, where somebody set that. */
  due?: string;
  /** What was answered last. */
  answer?: { at: string; by: string; text: string };
  /** When it was sent back, as the answer was none. */
  returnedAt?: string;
}

/** How ids of requests begin, by which they are told from leads. */
export const REQUEST = "req";
export const isRequest = (id: string): boolean => id.startsWith(`${REQUEST}_`);

/** One lead, one item: fields, decision, owner, clock and the notices not sent yet change together or not at all. Instants are ISO 8601. */
export interface Lead {
  id: string;
  /** Counts commits; every change is conditional on it. */
  revision: number;
  source: string;
  provider: string;
  delivery: string;
  test: boolean;
  fields: Record<string, FieldValue>;
  extra: Record<string, Extra>;
  /** Who they are across leads; absent when there is neither e-mail nor phone. `known`: they had asked before. */
  person?: { id: string; known: boolean; identities: string[] };
  /** They had seen or done something before they asked. */
  touched?: true;
  /** Their lead before this one. */
  previous?: string;
  createdAt: string;
  score: { total: number; band: string | null; reasons: { name: string; points: number }[] };
  decision: Decision;
  /** What mails about it name in their subject. */
  subject?: Subject;
  /** Whose it is now, where it has gone over from the team it was decided for to another one. */
  team?: string;
  owner: string | null;
  /** Everyone who had the lead, first to last. */
  owners: { person: string; from: string; how: "routed" | "reassigned" | "taken" | "claimed" }[];
  /** In stage `waiting`: until when it waits for those whom its rule names first. In stage `offered`: until when the team may claim it. */
  waiting?: { until: string; team?: string };
  /** Teams that it was offered to, by the decision that it has. */
  offered?: string[];
  /** Everybody it was ever offered to. */
  offeredTo?: string[];
  /** The policy's stage, `waiting` for somebody to have room, `offered` for somebody to claim it, `fetching` while the provider has not told the details, `unrouted`, or `closed`. */
  stage: string;
  /** It is no lead but a request. */
  request?: Request;
  /** In stage `fetching`: why the details are not here yet, once an attempt has failed. */
  fetching?: { state: Waiting["state"] | "gone"; message: string; since: string };
  clock?: Clock;
  responses: Response[];
  /** What there was before the last response, while that may be taken back. */
  undo?: Undo;
  /** `into`: the lead whose story it became part of. */
  closed?: { at: string; as: Closing; reason?: string; into?: string };
  /** It was handed back for the time being: when it comes back, why it was, and who said so. */
  recycle?: { at: string; reason: string; by: string };
  /** When SES took the mail that told somebody last that it is theirs, by person. */
  handed?: Record<string, string>;
  /** Notices that SES has not taken yet. */
  notices: Notice[];
  /** Notices ever made, for ids. */
  noticeCount: number;
  /** Whether the owner's load includes this lead. */
  counted: boolean;
  /** The team whose load does. */
  countedTeam?: string;
  /** Deliveries in which the same person asked again, so that each counts once. */
  joined?: string[];
  /** Deliveries among them that were taken back. */
  takenBack?: string[];
  /** A manager holds it because nobody else could; it is not reassigned again. */
  held?: boolean;
  /** What its facts add up to. */
  tally: Tally;
  /**
   * Whom mails about it have not reached, each told of once, since its present owner has it: the how-manieth of `owners`. `untold`: those
   * of them who were to learn by such a mail that it is theirs.
   */
  unreached?: { owner: number; people: string[]; untold?: string[] };
  /** Not before this instant it is put before its manager again, though nothing else is planned. */
  reviewAt?: string;
  /** So many days after it was closed it is deleted, by the agreement that decided it; never when absent. */
  keptDays?: number;
  /** When its person was erased on request; what is left are facts about nobody. */
  forgottenAt?: string;
}

/** What mails about a lead name in their subject, fixed with its first decision, so that mail programs keep them in one thread. */
export interface Subject {
  name: string;
  company?: string;
  /** What they want. */
  wants?: string;
  /** How soon they are to hear of somebody, where that is urgent: "15 minutes". */
  within?: string;
}

/** Why the lead went where it went. Written with the first commit, and anew for a lead that nobody had when somebody gets it. */
export interface Decision {
  version: number;
  at: string;
  score: number;
  band: string | null;
  /** Whether the score reached the agreement's `qualified`; null when it names none. */
  qualified: boolean | null;
  /** The customer segment, what it is worth, and whose leads such ones are, as far as the agreement says. */
  segment?: string;
  value?: number;
  motion?: Side;
  rule: string | null;
  to: string | null;
  policy: string | null;
  /** Team the owner came from, or would have. */
  team: string | null;
  candidates: Candidate[];
  /** The turns that were taken for it, by rotation, with what those who could take it were owed. */
  turns: Record<string, MetTurn>;
  /** Since when nobody had it, and why nobody could take it then. */
  waited?: { from: string; candidates: Candidate[] };
  /** What the decision rested on: with the version's agreement it is made again from it. Absent when it was erased, or before there is one. */
  inputs?: Inputs;
}

/** What a decision rests on besides the agreement; with `at` and `turns` of the decision it is all there is. */
export interface Inputs {
  source: string;
  test: boolean;
  receivedAt: string;
  /** What fields of the lead were that are something else by now; null for those that were not there. */
  changed?: Record<string, FieldValue | null>;
  person: { known: boolean; owner?: string };
  account: KnownAccount;
  /** Touches that count for the score, with the facts that it asks about. */
  touches: Pick<StoredTouch, "at" | "touch" | "facts">[];
  /** Loads of those who were looked at and whose leads are counted. */
  loads: Record<string, Load>;
  /** What tables said of it, of those that rules ask. */
  tables?: TableValues;
  /** What those who were looked at had said of their leave, beside the agreement. */
  absences?: Away[];
  /** Whose loads included it already. */
  counted?: string[];
  /** Teams to whom it had been offered by then, of which nobody claimed it. */
  unclaimed?: string[];
  /** What an earlier decision said, and still holds while the lead waits for somebody: its rule and its score. */
  kept?: { rule: string; score: number; band: string | null };
}

/** What a person may say to a lead, or to a request: `answer`, `return`. */
export const actions = [
  "accept",
  "contacted",
  "attempted",
  "reject",
  "reassign",
  "snooze",
  "outcome",
  "undo",
  "reopen",
  "claim",
  "feedback",
  "pull",
  "answer",
  "return",
] as const;
export type Action = (typeof actions)[number];

export interface Response {
  action: Action;
  /** Null when it is known that somebody did, and not who. */
  by: string | null;
  at: string;
  stage: string;
  /** How late, in working time; absent when in time. */
  lateMs?: number;
  /** How long the clock had stood still in this stage by then, in working time. */
  pausedMs?: number;
  /** An agreed reason's or an outcome's id; for `snooze` why the lead has to wait, in the owner's words. */
  reason?: string;
  to?: string;
  until?: string;
  /** How somebody was tried. */
  channel?: AttemptChannel;
  note?: string;
  /** What showed it, when it was not a person's own word. */
  evidence?: Evidence;
  /** It turned out not to have taken place, or was taken back. */
  undone?: true;
}

/** A lead as it was before a response. */
export interface Undo extends Pick<Lead, "stage" | "clock" | "waiting" | "owner" | "team" | "held"> {
  /** When the response was recorded. */
  at: string;
  /** The window that ran. */
  window?: number;
  /** How many windows and owners there were after it: with others it cannot be taken back. */
  windows: number;
  owners: number;
}

/** What shows a contact; the same one is counted once. */
export interface Evidence {
  /** The source that told of it, or `mail` when a copy of what a person wrote came to Baton. */
  source: string;
  /** The source's delivery. */
  delivery?: string;
  channel: Contact["channel"];
  event: string;
  /** Its id there. */
  key: string;
}

/** Whether two show the same. */
export const sameEvidence = (a: Evidence | undefined, b: Pick<Evidence, "source" | "channel" | "key">): boolean =>
  a?.source === b.source && a.key === b.key && a.channel === b.channel;

/** What mails about a lead are for. */
export const noticeKinds = [
  "handover",
  "reminder",
  "escalation",
  "reassigned-to",
  "reassigned-from",
  "unowned",
  "review",
  "in-time",
  "touched",
  "withdrawn",
  "undelivered",
  "meeting-off",
  "reopened",
  "offered",
  "recycled",
  "parked",
  "answered",
  "returned",
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** A mail that has to go out. It stays on the lead until SES has taken it. */
export interface Notice {
  id: string;
  kind: NoticeKind;
  to: string;
  at: string;
  /** When to queue it again if nobody has sent it by then. */
  retryAt: string;
  /** How often it was queued again. */
  retries: number;
  /** Until when it waits, because its recipient does not want to be disturbed. */
  heldUntil?: string;
  /** The step that caused it. */
  step?: string;
  /** The window whose end without a response it tells of. */
  window?: number;
  /** The other side of a reassignment; for an escalation or a review, who had the lead then; who had been in time after all; whom a mail has not reached. */
  other?: string;
}

/** The team that a lead is of. */
export const teamOf = ({ team, decision }: Pick<Lead, "team" | "decision">): string | null => team ?? decision.team;

/** Whom mails about a lead have not reached since its present owner has it. */
export const unreachedOf = ({
  unreached,
  owners,
}: Pick<Lead, "unreached" | "owners">): NonNullable<Lead["unreached"]> =>
  unreached?.owner === owners.length ? unreached : { owner: owners.length, people: [] };

/** What a lead is called where nothing may be said by which it could be reached. */
export const namedPlainly = ({ name, company }: Lead["fields"]): string =>
  String(name ?? company ?? "Somebody without a name");

/** A name for the lead that is never empty. */
export function displayName({ fields, request }: Pick<Lead, "fields" | "request">): string {
  return request?.title ?? String(fields.name ?? fields.company ?? fields.email ?? fields.phone ?? "Someone");
}
