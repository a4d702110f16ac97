import { BatonError } from "../../error/index.ts";
import { outcomeIds } from "../../facts/codes.ts";
import { close } from "../stages.ts";
import { outcomeNames as inWordsOf } from "../timeline.ts";
import { type AnswerKind, record, withNote } from "./answer.ts";

export const outcomes = outcomeIds.map((id) => ({ id, name: inWordsOf[id] }));

/** What came of it: ends the lead. */
export const outcome: AnswerKind = {
  offered: (_, { stage }, { role }) => role === "owner" && stage === "disposition",

  apply(rulebook, draft, answer) {
    const found = outcomes.find(({ id }) => id === answer.reason);
    if (!found) throw new BatonError("response.outcome", "Please choose what came of it.", { status: 422 });
    record(rulebook, draft, answer, { reason: found.id });
    close(rulebook, draft, {
      at: draft.now,
      result: found.id,
      by: answer.by,
      evidence: "claimed",
      ...withNote(answer),
    });
    return `Recorded: ${found.name}.`;
  },
};
