import type { Reason } from "../../agreement/model.ts";
import { calendarMs } from "../../duration/index.ts";
import { BatonError } from "../../error/index.ts";
import { type Cause, causes } from "../../facts/codes.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import { formatDay } from "../../zone/index.ts";
import type { Lead } from "../lead.ts";
import { markableUntil } from "../rejection.ts";
import { close } from "../stages.ts";
import { type AnswerKind, record, withNote } from "./answer.ts";

/** "Not for us", with an agreed reason: ends the lead. */
export const reject: AnswerKind = {
  offered: (rulebook, lead, { role }) => role === "owner" && openReasons(rulebook, lead).length > 0,

  async apply(rulebook, draft, answer, { relay, words: { say, language } }) {
    const reason = rulebook.agreement.reasons.find(({ id }) => id === answer.reason);
    if (!reason) throw new BatonError("response.reason", say("refused.reason"), { status: 422 });
    if (!isOpen(reason, draft.lead))
      throw new BatonError(
        "response.reason",
        say("refused.reasonEarly", {
          reason: reason.name,
          times: reason.afterAttempts ?? 0,
          made: triesOf(draft.lead),
        }),
        { status: 422 },
      );
    const cause = causeOf(reason);
    const markUntil = await markableUntil(relay, rulebook, draft.lead, { cause, at: draft.now });
    record(rulebook, draft, answer, { reason: reason.id });
    close(rulebook, draft, {
      at: draft.now,
      result: "rejected",
      by: answer.by,
      evidence: "claimed",
      reason: reason.id,
      cause,
      markUntil,
      ...(reason.recycle && { recycleAt: draft.now + calendarMs(reason.recycle) }),
      ...withNote(answer),
    });
    const { recycle } = draft.lead;
    if (!recycle) return say("said.rejected", { reason: reason.name });
    const day = formatDay(rulebook.zone(answer.by), Date.parse(recycle.at), language);
    return say("said.parked", { reason: reason.name, day });
  },
};

const triesOf = ({ clock }: Lead): number => clock?.attempts ?? 0;
const isOpen = ({ afterAttempts = 0 }: Reason, lead: Lead): boolean => triesOf(lead) >= afterAttempts;

/** The agreed reasons that a lead may be handed back for by now. */
export const openReasons = ({ agreement }: Rulebook, lead: Lead): Reason[] =>
  agreement.reasons.filter((reason) => isOpen(reason, lead));

/** A reason that names no cause is one of fit. */
export const causeOf = ({ cause }: { cause?: string }): Cause => causes.find((known) => known === cause) ?? "fit";
