import { BatonError } from "../../error/index.ts";
import type { Closing } from "../../facts/codes.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import { assign } from "../assign.ts";
import { type Draft, note, notify } from "../change/draft.ts";
import { countAgain, unlimited } from "../change/load.ts";
import { displayName } from "../lead.ts";
import { whoHears } from "../recipients.ts";
import { startStage } from "../stages.ts";
import { type AnswerKind, noteOf, record, withNote } from "./answer.ts";

/** Closed for good: by its person, or because it is part of another one's story, or no lead. */
const forGood: Closing[] = ["merged", "withdrawn", "forgotten", "test"];

/** "This is not over", with a reason: a closed lead is open again, with a fresh window of the stage that it was closed in. */
export const reopen: AnswerKind = {
  offered: (_, { closed }, { role }) =>
    (role === "owner" || role === "manager") && closed !== undefined && !forGood.includes(closed.as),

  async apply(rulebook, draft, answer, { relay, words: { say } }) {
    const { lead } = draft;
    const { by } = answer;
    const name = displayName(lead);
    if (noteOf(answer) === undefined)
      throw new BatonError("response.note", say("refused.reopenWhy", { name }), { status: 422 });
    const { as } = lead.closed!;
    delete lead.closed;
    delete lead.recycle;
    delete lead.undo;
    lead.stage = lead.tally.windows.at(-1)?.stage ?? "unrouted";
    record(rulebook, draft, answer);
    note(draft, { is: "lead.reopened", by, as }, withNote(answer));
    hold(rulebook, draft, by);
    const { policy = lead.decision.policy } = lead.tally.windows.at(-1) ?? {};
    // A version may have come since the lead was decided, and its clock have run by that.
    const rules = rulebook.agreement.sla[policy ?? ""] ? rulebook : await relay.rulebooks.active();
    const holder = startAgain(rules, draft, policy);
    if (holder !== undefined && holder !== by) notify(draft, { kind: "reopened", to: holder, other: by });
    return say("said.openAgain", { name });
  },
};

/** Whoever had it has it again; of somebody who has left, whoever opens it, else the top manager. */
function hold(rulebook: Rulebook, draft: Draft, by: string): void {
  const { lead } = draft;
  const { people } = rulebook.agreement;
  if (lead.owner === null || people[lead.owner]) {
    countAgain(rulebook, draft);
    return;
  }
  const to = people[by] ? by : rulebook.topManager;
  if (to !== undefined) assign(rulebook, draft, { to, by, how: "taken", loads: unlimited(rulebook, lead, to) });
}

/** Starts the window, of who hears of the lead; answers who that is. */
function startAgain(rulebook: Rulebook, draft: Draft, policy: string | null): string | undefined {
  const { lead, now } = draft;
  const holder = whoHears(rulebook, lead, now);
  const { stages } = rulebook.agreement.sla[policy ?? ""] ?? { stages: [] };
  const stage = stages.find(({ name }) => name === lead.stage) ?? stages[0];
  if (policy !== null && stage && !lead.clock)
    startStage(rulebook, draft, { policy, stage, holder }, lead.owner === null ? null : holder);
  return holder;
}
