import { hold, pause, snoozeLimit } from "../../clock/index.ts";
import { BatonError } from "../../error/index.ts";
import { formatInstant } from "../../zone/index.ts";
import { note } from "../change/draft.ts";
import { endsOf, movedBy } from "../due.ts";
import { displayName } from "../lead.ts";
import { endStage } from "../stages.ts";
import { type AnswerKind, cut, noteOf, record } from "./answer.ts";

/** "Later", with a time and a reason: the clock stands still until then. */
export const snooze: AnswerKind = {
  offered: ({ agreement }, { clock }, { role }) =>
    role === "owner" && clock !== undefined && agreement.sla[clock.policy]?.snooze !== undefined,

  apply(rulebook, draft, answer, { words: { say, language } }) {
    const { lead, now } = draft;
    const { by } = answer;
    const name = displayName(lead);
    const until = Date.parse(answer.until ?? "");
    const limit = lead.clock && snoozeLimit(rulebook, lead.clock, now);
    const refuse = (code: string, message: string) => new BatonError(`response.${code}`, message, { status: 422 });
    const at = (instant: number) => formatInstant(rulebook.zone(by), instant, { language });
    if (limit === undefined) throw refuse("snooze", say("refused.snooze"));
    if (Number.isNaN(until) || until <= now) throw refuse("until", say("refused.past"));
    if (until > limit) throw refuse("until", say("refused.tooLong", { until: at(limit) }));
    const why = cut(answer.reason || answer.note);
    if (why === undefined) throw refuse("reason", say("refused.waitWhy", { name }));

    const ends = new Date(until).toISOString();
    record(rulebook, draft, answer, { until: ends, reason: why });
    if (lead.stage === "accept") endStage(rulebook, draft, { at: now, result: "accepted", by, evidence: "claimed" });
    if (lead.clock) {
      const before = endsOf(lead.clock, lead.tally);
      lead.clock = pause(rulebook, hold(rulebook, lead.clock, now), now, until);
      const moved = movedBy(before, lead.clock);
      const said = answer.reason ? noteOf(answer) : undefined;
      note(
        draft,
        { is: "lead.snoozed", by, until: ends, moved },
        { words: { reason: why, ...(said && { note: said }) } },
      );
    }
    return say("said.waits", { name, until: at(until) });
  },
};
