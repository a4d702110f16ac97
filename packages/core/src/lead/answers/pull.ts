import { sideOf } from "../../agreement/side.ts";
import { BatonError } from "../../error/index.ts";
import { policyOf } from "../../rules/judge.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import { everyTarget, namesIn } from "../../rules/targets.ts";
import { assign } from "../assign.ts";
import { notify } from "../change/draft.ts";
import { unlimited } from "../change/load.ts";
import { displayName } from "../lead.ts";
import { type AnswerKind, cut, record } from "./answer.ts";

/** "This one is ours": somebody of sales takes over a lead that marketing has, or nobody, with a reason and a clock. */
export const pull: AnswerKind = {
  offered: ({ agreement }, { owner, stage }, { person }) =>
    sideOf(agreement, person) === "sales" &&
    stage !== "offered" &&
    (owner === null || sideOf(agreement, owner) === "marketing"),

  apply(rulebook, draft, answer, { words: { say } }) {
    const { lead } = draft;
    const { by } = answer;
    const reason = cut(answer.reason ?? answer.note);
    if (reason === undefined) throw new BatonError("response.reason", say("refused.pullWhy"), { status: 422 });
    const policy = policyFor(rulebook, by);
    if (policy === undefined)
      throw new BatonError("response.pull", "The agreement has no clock for leads that sales takes over.", {
        status: 409,
      });
    const from = lead.owner;
    record(rulebook, draft, answer, { reason });
    assign(rulebook, draft, {
      to: by,
      by,
      how: "taken",
      why: { code: "pulled" },
      loads: unlimited(rulebook, lead, by),
      policy,
      afresh: true,
      note: reason,
    });
    if (from !== null) notify(draft, { kind: "reassigned-from", to: from, other: by });
    return say("said.pulled", { name: displayName(lead) });
  },
};

/** The clock by which somebody has leads: of the first rule that may give them any, else of the first with a clock. */
export function policyFor({ agreement: { routing, teams } }: Rulebook, person: string): string | undefined {
  const clocked = routing.filter((route) => policyOf(route) !== undefined);
  const own = clocked.find((route) =>
    namesIn(everyTarget(route)).some(
      (name) => name === person || teams[name]?.members.some((member) => member.person === person),
    ),
  );
  return (own ?? clocked[0])?.sla;
}
