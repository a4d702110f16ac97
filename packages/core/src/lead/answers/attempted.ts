import { cadenceOf, stageOf, start } from "../../clock/index.ts";
import { BatonError } from "../../error/index.ts";
import { type AttemptChannel, attemptChannels, type Evidenced, kindOf } from "../../facts/codes.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import { formatInstant } from "../../zone/index.ts";
import { type Draft, note } from "../change/draft.ts";
import { displayName } from "../lead.ts";
import { dropReminders, endStage, endWindow, startWindow, zoneOf } from "../stages.ts";
import { type AnswerKind, record, withNote } from "./answer.ts";

/** "Tried, no answer": answers the window that runs, and the next try's begins. */
export const attempted: AnswerKind = {
  offered: (_, { stage, clock }, { role }) => role === "owner" && clock !== undefined && stage !== "disposition",

  apply(rulebook, draft, answer, { words: { say, language } }) {
    const { lead, now: at } = draft;
    const { by } = answer;
    const channel = attemptChannels.find((known) => known === answer.channel);
    if (answer.channel !== undefined && !channel)
      throw new BatonError("response.channel", `Please say how you tried: ${attemptChannels.join(", ")}.`, {
        status: 422,
      });
    leaveAccept(rulebook, draft, { by, at, evidence: "claimed" });
    const { lateMs } = record(rulebook, draft, answer, channel && { channel });
    const said = { ...(channel && { channel }), ...withNote(answer) };
    const tried = noteTry(rulebook, draft, { by, at, evidence: "claimed", lateMs, ...said });
    const name = displayName(lead);
    if (!tried) return say("said.tried", { name });
    const { attempt, of, respondBy } = tried;
    const until = formatInstant(rulebook.zone(by), Date.parse(respondBy), { language });
    const made = { name, attempt, of: Math.max(attempt, of), until };
    return attempt < of ? say("said.triedNext", made) : say("said.triedAll", made);
  },
};

/** That somebody was tried, by whom and when (epoch ms), and how it is known. */
export interface Try {
  by: string;
  at: number;
  evidence: Evidenced;
  channel?: AttemptChannel;
  lateMs?: number | undefined;
  /** What whoever tried wrote. */
  words?: Record<string, string>;
}

/** Whoever has tried is on it. */
export function leaveAccept(
  rulebook: Rulebook,
  draft: Draft,
  { by, at, evidence }: Pick<Try, "by" | "at" | "evidence">,
): void {
  if (draft.lead.stage === "accept") endStage(rulebook, draft, { at, result: "accepted", by, evidence });
}

/**
 * Notes a try. In a stage that waits for a contact it ends the window, and that of the next try begins: which one this was, how many
 * are asked for, and until when the next is due.
 */
export function noteTry(
  rulebook: Rulebook,
  draft: Draft,
  { by, at, evidence, channel, lateMs, words }: Try,
): { attempt: number; of: number; respondBy: string } | undefined {
  const { lead } = draft;
  const { clock } = lead;
  const current = clock && stageOf(rulebook, clock);
  const stage = current && kindOf(current.name) === "contact" ? current : undefined;
  const attempt = stage ? (clock?.attempts ?? 0) + 1 : 1;
  const of = stage ? cadenceOf(stage).count : 1;
  const how = { ...(channel && { channel }), ...(stage && lateMs !== undefined && { lateMs }) };
  note(draft, { is: "lead.attempted", by, stage: lead.stage, attempt, of, ...how }, { at, ...(words && { words }) });
  if (!clock || !stage) return undefined;
  endWindow(rulebook, draft, { at, result: "attempted", by, evidence });
  dropReminders(lead);
  const next = start(rulebook, {
    policy: clock.policy,
    stage,
    kind: "try",
    attempts: attempt,
    holder: lead.owner ?? rulebook.topManager,
    zone: zoneOf(rulebook, lead),
    at,
    noReassign: lead.held ?? false,
  });
  startWindow(rulebook, draft, next);
  return { attempt, of, respondBy: next.respondBy };
}
