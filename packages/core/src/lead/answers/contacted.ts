import { displayName } from "../lead.ts";
import { noteContact } from "../responses.ts";
import { passContact } from "../stages.ts";
import { type AnswerKind, noteOf, record } from "./answer.ts";

/** "I have contacted them": ends the stages that wait for a contact. */
export const contacted: AnswerKind = {
  offered: (_, { stage }) => stage !== "disposition",

  apply(rulebook, draft, answer, { words: { say } }) {
    const { lead, now } = draft;
    const { by } = answer;
    const { lateMs } = record(rulebook, draft, answer);
    noteContact(rulebook, draft, { at: now, by, stage: lead.stage, evidence: "claimed", lateMs, note: noteOf(answer) });
    passContact(rulebook, draft, { at: now, by, evidence: "claimed" });
    const name = displayName(lead);
    return lead.closed ? say("said.contactedDone", { name }) : say("said.contacted", { name });
  },
};
