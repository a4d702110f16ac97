import { BatonError } from "../../error/index.ts";
import { promiseAnswers } from "../../facts/codes.ts";
import { cutText } from "../../text/index.ts";
import { masked } from "../../text/mask.ts";
import { note } from "../change/draft.ts";
import { displayName, type Lead } from "../lead.ts";
import type { AnswerKind } from "./answer.ts";

/** What sales tells marketing in one sentence; more would not be read. */
const LONGEST_SAID = 280;

/** Whether they came for what was promised, and what they said: for marketing. Given again, the last holds. */
export const feedback: AnswerKind = {
  offered: (_, lead, { role }) => (role === "owner" || role === "former") && lead.tally.contact !== undefined,

  apply(_, draft, { by, promise, said }, { words: { say } }) {
    const { lead } = draft;
    const found = promiseAnswers.find((one) => one === promise);
    if (promise !== undefined && !found)
      throw new BatonError("response.promise", say("refused.promise"), {
        status: 422,
      });
    const text = cutText(masked(said ?? "", namesOf(lead)), LONGEST_SAID);
    if (!found && text === "") throw new BatonError("response.feedback", say("refused.feedback"), { status: 422 });
    note(draft, { is: "lead.feedback", by, ...(found && { promise: found }) }, { words: { said: text } });
    return say("said.thanks", { name: displayName(lead) });
  },
};

/** What would say who somebody is. */
export const namesOf = ({ fields }: Lead): string[] =>
  [fields.name, fields.firstName, fields.lastName, fields.company].flatMap((value) =>
    value === undefined ? [] : [String(value)],
  );
