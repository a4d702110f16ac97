import { hold } from "../../clock/index.ts";
import { formatInstant } from "../../zone/index.ts";
import { note } from "../change/draft.ts";
import { displayName } from "../lead.ts";
import { endStage } from "../stages.ts";
import { type AnswerKind, record, withNote } from "./answer.ts";

/** "I am on it": ends a stage that waits for this, and holds a reassignment back. */
export const accept: AnswerKind = {
  offered: (_, { stage }, { role }) => role === "owner" && stage !== "disposition",

  apply(rulebook, draft, answer, { words: { say, language } }) {
    const { lead, now } = draft;
    const { by } = answer;
    const waited = lead.stage === "accept";
    const news = waited || lead.clock?.heldUntil === undefined;
    if (news) record(rulebook, draft, answer);
    if (waited) endStage(rulebook, draft, { at: now, result: "accepted", by, evidence: "claimed" });
    // After the stage, so that the next one's reassignment is held back too.
    if (lead.clock) lead.clock = hold(rulebook, lead.clock, now);
    const heldUntil = lead.clock?.heldUntil ?? null;
    if (news) note(draft, { is: "lead.accepted", by, heldUntil }, withNote(answer));
    if (heldUntil === null) return say("said.onIt");
    const until = formatInstant(rulebook.zone(by), Date.parse(heldUntil), { language });
    return say("said.onItUntil", { name: displayName(lead), until });
  },
};
