import type { Language, Words } from "@baton/words";
import type { Relay } from "../ports/relay.ts";
import type { Folding } from "../report/fold.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import type { PageClaim } from "../signed/links.ts";

/** A part of a mail: plain data, nothing in it is escaped. */
export interface RoundSection {
  title: string;
  lines: { left: string; right: string }[];
  /** Sentences, or what people said. */
  texts: { text: string; quoted?: true }[];
  link?: { label: string; href: string };
}

/** Where such a mail links to, each for its reader alone. */
export interface RoundLinks {
  campaign(id: string, person: string): string;
  ask(subject: string, person: string): string;
  /** What both sides look at. */
  page(page: PageClaim["page"], person: string): string;
  /** All campaigns, for a calendar program. */
  calendar(person: string): string;
}

/** What has come round for whom. */
export interface Sending {
  relay: Relay;
  folding: Folding;
  rulebook: Rulebook;
  links: RoundLinks;
  person: string;
  /** Of the person. */
  words: Words;
  /** When it was due, and the last one that was sent, ISO 8601. */
  due: string;
  before: string | undefined;
  /** Epoch ms. */
  now: number;
}

/** A meeting that a mail puts into its reader's calendar, or takes out of it; instants are ISO 8601. */
export interface MailedMeeting {
  /** The same in every mail about it. */
  id: string;
  title: string;
  start: string;
  end: string;
  link: string;
  cancelled: boolean;
}

/** Everything a template needs to write what has come round. */
export interface RoundView {
  recipient: { name: string; email: string };
  /** What kind of mail it is: "Your week". */
  label: string;
  subject: string;
  /** How often it comes: "once a week and only where there is something to say". */
  often: string;
  sections: RoundSection[];
  meeting?: MailedMeeting;
  agreementName: string;
  /** What the recipient reads; English, where it is not said. */
  language?: Language;
}

/** A mail to whoever it has come round for. */
export type RoundMail = Omit<RoundView, "recipient" | "agreementName"> & {
  /** What is noted once it is sent. */
  after: (() => Promise<void>)[];
};
