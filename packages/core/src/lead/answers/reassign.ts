import { BatonError } from "../../error/index.ts";
import { assign } from "../assign.ts";
import { notify } from "../change/draft.ts";
import { unlimited } from "../change/load.ts";
import { displayName } from "../lead.ts";
import { mayReceive } from "../recipients.ts";
import { type AnswerKind, noteOf, record } from "./answer.ts";

/** Gives the lead to a colleague, or takes it. */
export const reassign: AnswerKind = {
  offered: (_, __, { role }) => role !== "former",

  apply(rulebook, draft, answer) {
    const { lead, now } = draft;
    const { by, to = "" } = answer;
    const { people, teams } = rulebook.agreement;
    if (!people[to] || !mayReceive(rulebook, lead, by, now).includes(to))
      throw new BatonError("response.to", "Please choose somebody who can take the lead.", { status: 422 });
    const from = lead.owner;
    record(rulebook, draft, answer, { to });
    // Whoever takes it from outside the team holds it for good: the team had its turn.
    const team = lead.decision.team === null ? undefined : teams[lead.decision.team];
    const held = team !== undefined && !team.members.some(({ person }) => person === to);
    assign(rulebook, draft, {
      to,
      by,
      how: "taken",
      loads: unlimited(rulebook, lead, to),
      note: noteOf(answer),
      ...(held && { held }),
    });
    if (to !== by) notify(draft, { kind: "reassigned-to", to, other: from });
    if (from !== null && from !== by) notify(draft, { kind: "reassigned-from", to: from, other: to });
    const name = displayName(lead);
    return to === by ? `${name} is yours now.` : `${people[to].name} has ${name} now and was told.`;
  },
};
