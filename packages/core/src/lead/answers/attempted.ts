import { cadenceOf, stageOf, start } from "../../clock/index.ts";
import { BatonError } from "../../error/index.ts";
import { attemptChannels, kindOf } from "../../facts/codes.ts";
import { formatInstant } from "../../zone/index.ts";
import { note } from "../change/draft.ts";
import { displayName } from "../lead.ts";
import { dropReminders, endStage, endWindow, startWindow, zoneOf } from "../stages.ts";
import { type AnswerKind, record, withNote } from "./answer.ts";

/** "Tried, no answer": answers the window that runs, and the next try's begins. */
export const attempted: AnswerKind = {
  offered: (_, { stage, clock }, { role }) => role === "owner" && clock !== undefined && stage !== "disposition",

  apply(rulebook, draft, answer) {
    const { lead, now } = draft;
    const { by } = answer;
    const channel = attemptChannels.find((known) => known === answer.channel);
    if (answer.channel !== undefined && !channel)
      throw new BatonError("response.channel", `Please say how you tried: ${attemptChannels.join(", ")}.`, {
        status: 422,
      });
    // Whoever has tried is on it.
    if (lead.stage === "accept") endStage(rulebook, draft, { at: now, result: "accepted", by, evidence: "claimed" });
    const { clock } = lead;
    const stage = clock && stageOf(rulebook, clock);
    if (!stage || kindOf(stage.name) !== "contact") {
      record(rulebook, draft, answer, channel && { channel });
      note(
        draft,
        { is: "lead.attempted", by, stage: lead.stage, attempt: 1, of: 1, ...(channel && { channel }) },
        withNote(answer),
      );
      return `Recorded: you have tried to reach ${displayName(lead)}.`;
    }
    const { count } = cadenceOf(stage);
    const attempt = (clock.attempts ?? 0) + 1;
    const { lateMs } = record(rulebook, draft, answer, channel && { channel });
    note(
      draft,
      {
        is: "lead.attempted",
        by,
        stage: stage.name,
        attempt,
        of: count,
        ...(channel && { channel }),
        ...(lateMs !== undefined && { lateMs }),
      },
      withNote(answer),
    );
    endWindow(rulebook, draft, { at: now, result: "attempted", by, evidence: "claimed" });
    dropReminders(lead);
    const next = start(rulebook, {
      policy: clock.policy,
      stage,
      kind: "try",
      attempts: attempt,
      holder: lead.owner ?? rulebook.topManager,
      zone: zoneOf(rulebook, lead),
      at: now,
      noReassign: lead.held ?? false,
    });
    startWindow(rulebook, draft, next);
    const until = formatInstant(rulebook.zone(by), Date.parse(next.respondBy));
    const what = attempt < count ? "The next try is due" : "Please say what becomes of it";
    return `Recorded: try ${attempt} of ${Math.max(attempt, count)} to reach ${displayName(lead)}. ${what} by ${until}.`;
  },
};
