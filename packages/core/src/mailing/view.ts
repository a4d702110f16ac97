import type { Language } from "@baton/words";
import type { AttemptChannel } from "../facts/codes.ts";
import type { Role } from "../lead/answers/answer.ts";
import type { Action, NoticeKind, Subject } from "../lead/lead.ts";
import type { Deadline } from "./deadline.ts";

/** What a mail or a page shows of a lead: plain data, already in the reader's words and time; nothing here is escaped. */
export interface LeadView {
  id: string;
  /** Best name there is: the person's, else the company's, the e-mail's, or "Someone". */
  name: string;
  /** What mails name in their subject, as it was first known. */
  subject: Subject;
  /** What to call the person; absent when only a whole name, or none, is known. */
  firstName?: string;
  email?: string;
  /** Baton's own address for mails to the lead: a copy of one there counts as the response. Absent when none are received. */
  copyTo?: string;
  phone?: string;
  company?: string;
  title?: string;
  country?: string;
  /** BCP 47. */
  language?: string;
  message?: string;
  /** When the meeting they booked takes place, in the reader's zone and with it. */
  meetingAt?: string;
  /** Everything else the lead gave, labelled, in the order given: form fields, UTM, page. */
  details: { label: string; value: string }[];
  source: string;
  campaign?: string;
  /** What the campaign promised this person. */
  promise?: string;
  /** What helps to sell to them: the agreed words, what is done step by step, and what may be sent. */
  help?: { message?: string; playbook: string[]; collateral: { name: string; href: string }[] };
  receivedAt: string;
  score?: number;
  band?: string;
  reasons: { name: string; points: number }[];
  /** The routing rule that took the lead; null when none did. */
  rule: string | null;
  /** One sentence: why this person holds the lead. */
  why: string;
  ownerName?: string;
  /** The stage the lead is in (`contact`, `disposition`, `closed` …); in `fetching` there is neither score nor rule yet. */
  stage: string;
  /** The end of the window that runs, while it is to come; absent when it is over, or nothing is due. */
  deadline?: Deadline;
  /** What the person saw and did and what happened to the lead so far, oldest first; `at` is in the reader's zone. */
  story: { at: string; text: string }[];
}

/** Everything a template needs to write one notice. */
export interface NoticeView {
  kind: NoticeKind;
  lead: LeadView;
  /** It is of a request: whose words its message is. */
  request?: { from: string };
  recipient: { name: string; email: string };
  /** What they are to the lead by now. */
  role: Role;
  /** The signed response page for this recipient and lead. */
  link: string;
  /** What happened, in one sentence for this recipient, e.g. "Chloé Petit has not responded within 15 minutes." */
  headline: string;
  /** What is asked of the recipient, e.g. "Contact Jane by Tue 24 Nov, 10:15." */
  ask: string;
  /** Until when whoever missed it had time, in the reader's zone. */
  missed?: string;
  /** The organisation's name for the footer: the agreement's name. */
  agreementName: string;
  /** What the recipient reads; English, where it is not said. */
  language?: Language;
}

/** What the response page offers this reader. */
export interface ResponseView {
  lead: LeadView;
  reader: { name: string; role: Role };
  /** Where the form posts to: the page's own path. */
  path: string;
  /** Actions this reader may take now, in order of likelihood. */
  actions: Action[];
  /** What the reader said last, while they may take it back, and until when. */
  undo?: { action: Action; until: string };
  /** How somebody may have been tried. */
  channels: { id: AttemptChannel; name: string }[];
  /** Agreed reasons for `reject` that are open by now. */
  rejectReasons: { id: string; name: string }[];
  /** Choices for `snooze`: ISO instants with labels in the reader's zone. */
  snoozeChoices: { until: string; label: string }[];
  /** People this reader may hand the lead to. */
  handOverTo: { id: string; name: string }[];
  /** What the reader may put right before the rules decide anew, as it is now. */
  correctable: { id: string; name: string; value: string }[];
  outcomes: { id: string; name: string }[];
  /** Why a deal may be lost, as agreed. */
  lostReasons: { id: string; name: string }[];
  /** In which deals mostly are; the last one that was recorded of this lead, if there is one. */
  currency?: string;
  /** Where the page has what happened before, and where it has the latest again; absent when this is all there is of it. */
  earlier?: string;
  latest?: string;
  /** The reader's own leave: what they have said of it, by its first day (ISO), and who could stand in. */
  leave: {
    said: { first: string; from: string; until: string; isNow: boolean }[];
    deputies: { id: string; name: string }[];
  };
  /** The reader has nothing to say here. */
  readOnly?: true;
  /** It is the page of a request, not of a lead. */
  isRequest?: true;
  /** Of a request that is an action item: something to be done. */
  isAction?: true;
  /** Kinds of requests that the reader may make. */
  requests: { id: string; name: string }[];
  /** Asks on top whether they came for what was promised. */
  question?: boolean;
  /** A message on top: what the last action did, or why it could not be done. */
  flash?: { tone: "good" | "bad"; text: string };
}
