import type { Action, Lead } from "../lead/lead.ts";
import type { Relay } from "../ports/relay.ts";
import { periodOf } from "../report/dimensions.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { localDate } from "../zone/index.ts";
import { askOnce, takeOneOf } from "./ask.ts";

/** Questions on pages that somebody is asked in a week. */
const MOST_A_WEEK = 3;
/** Answers after which somebody has spoken to the lead. */
const spoken: ReadonlySet<Action> = new Set(["contacted", "outcome"]);

/**
 * Whether the page that confirms an answer asks one question more, which may be left alone: whether the lead came for what was promised.
 * Of each lead once, three a week at most, and never where that was said already.
 */
export async function mayAsk(
  relay: Relay,
  rulebook: Rulebook,
  lead: Lead,
  { action, by, promised }: { action: Action; by: string; promised: boolean },
): Promise<boolean> {
  if (!promised || !spoken.has(action) || !lead.tally.contact || lead.tally.feedback || lead.test) return false;
  const now = relay.time.now();
  const subject = `promise/${lead.id}`;
  if (await relay.store.ask(subject, by)) return false;
  const week = periodOf(localDate(rulebook.agreement.timezone, now), "week");
  if (!(await takeOneOf(relay, `questions/${week}`, by, MOST_A_WEEK))) return false;
  return askOnce(relay, { subject, person: by, question: "", respondBy: new Date(now).toISOString(), unlisted: true });
}
