import type { Words } from "@baton/words";
import type { Relay } from "../../ports/relay.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import { cutText } from "../../text/index.ts";
import type { Draft } from "../change/draft.ts";
import type { Turns } from "../change/turns.ts";
import type { Action, Lead, Response } from "../lead.ts";
import { timing } from "../responses.ts";

/**
 * What a person may do with a lead. `colleague`: it was offered to their team too. `asker`: the request is theirs. Anybody else with a
 * link who neither has nor had the lead was told as a manager.
 */
export type Role = "owner" | "former" | "manager" | "colleague" | "asker";

/** What a person says to a lead, as they sent it. */
export interface Answer {
  action: Action;
  by: string;
  /** For `reject`: an agreed reason. For `outcome`: what came of it. For `snooze`: why, in words. */
  reason?: string | undefined;
  /** For `reassign`: a person, a team, or `rules`. */
  to?: string | undefined;
  /** For `reassign` to the rules: what is wrong about the lead, as it is right; empty or null for nothing. */
  fields?: Record<string, unknown> | undefined;
  /** For `snooze`: ISO instant. */
  until?: string | undefined;
  /** For `attempted`: how, one of `attemptChannels`. */
  channel?: string | undefined;
  note?: string | undefined;
  /** For `outcome`: why it is lost, an agreed reason. */
  lost?: string | undefined;
  /** For `outcome`: what it is worth, as somebody writes it, and in which currency. */
  amount?: string | undefined;
  currency?: string | undefined;
  /** For `outcome`: what the deal is called where deals are kept. */
  deal?: string | undefined;
  /** For `feedback`: whether they came for what was promised, one of `promiseAnswers`; and what they said. */
  promise?: string | undefined;
  said?: string | undefined;
  /** It is the operator who says it, in whoever's name: they may what a manager may. */
  operator?: true;
}

/** Who would say something, when (epoch ms), and what they are to the lead then. */
export interface Who {
  person: string;
  role: Role;
  at: number;
}

/** One thing that people may say to a lead: to whom that is open, and what it does. */
export interface AnswerKind {
  /** Whether somebody may say it. */
  offered(rulebook: Rulebook, lead: Lead, who: Who): boolean;
  /** Changes the draft; answers a sentence for whoever said it. Throws a BatonError that says what is missing. */
  apply(rulebook: Rulebook, draft: Draft, answer: Answer, means: Means): string | Promise<string>;
}

/** What an answer may need besides the lead. */
export interface Means {
  relay: Relay;
  turns: Turns;
  /** Of whoever says it, and reads what became of it. */
  words: Words;
}

/** A lead keeps this many responses, and its facts all of them. */
const MOST_RESPONSES = 30;
const LONGEST_NOTE = 1_000;

/** What somebody wrote, as far as it is kept. */
export const noteOf = ({ note }: Pick<Answer, "note">): string | undefined => cut(note);

export const cut = (text: string | undefined): string | undefined =>
  cutText(text?.trim() ?? "", LONGEST_NOTE) || undefined;

/** Keeps a response. `said` is checked before it is passed: nothing is kept as it was sent. */
export function record(
  rulebook: Rulebook,
  { lead, now }: Draft,
  answer: Answer,
  said: Pick<Response, "reason" | "to" | "until" | "channel"> = {},
): Response {
  const { action, by } = answer;
  const note = noteOf(answer);
  const response: Response = {
    action,
    by,
    at: new Date(now).toISOString(),
    stage: lead.stage,
    ...timing(rulebook, lead, lead.stage, now),
    ...said,
    ...(note !== undefined && { note }),
  };
  lead.responses = [...lead.responses, response].slice(-MOST_RESPONSES);
  return response;
}

/** A note as the words of a fact. */
export const withNote = (answer: Answer): { words?: Record<string, string> } => {
  const note = noteOf(answer);
  return note === undefined ? {} : { words: { note } };
};
