import { assign } from "../assign.ts";
import { unlimited } from "../change/load.ts";
import { displayName } from "../lead.ts";
import { mayClaim } from "../recipients.ts";
import { type AnswerKind, record } from "./answer.ts";

/** "I take them", of a lead that is offered to a team: whoever says it first has it. */
export const claim: AnswerKind = {
  offered: (rulebook, lead, { person }) => mayClaim(rulebook, lead, person),

  apply(rulebook, draft, answer, { words: { say } }) {
    const { lead } = draft;
    const { by } = answer;
    record(rulebook, draft, answer);
    assign(rulebook, draft, { to: by, by, how: "claimed", loads: unlimited(rulebook, lead, by), afresh: true });
    return say("said.yours", { name: displayName(lead) });
  },
};
