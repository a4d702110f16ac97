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

  async apply(rulebook, draft, answer, { relay }) {
    const reason = rulebook.agreement.reasons.find(({ id }) => id === answer.reason);
    if (!reason) throw new BatonError("response.reason", "Please choose one of the agreed reasons.", { status: 422 });
    if (!isOpen(reason, draft.lead))
      throw new BatonError(
        "response.reason",
        `“${reason.name}” is for leads that were tried ${reason.afterAttempts} times; so far ${triesOf(draft.lead)} are recorded.`,
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
    const back =
      draft.lead.recycle &&
      `; they come back on ${formatDay(rulebook.zone(answer.by), Date.parse(draft.lead.recycle.at))}`;
    return `Recorded: ${reason.name}${back ?? ""}. Marketing will see why.`;
  },
};

const triesOf = ({ clock }: Lead): number => clock?.attempts ?? 0;
const isOpen = ({ afterAttempts = 0 }: Reason, lead: Lead): boolean => triesOf(lead) >= afterAttempts;

/** The agreed reasons that a lead may be handed back for by now. */
export const openReasons = ({ agreement }: Rulebook, lead: Lead): Reason[] =>
  agreement.reasons.filter((reason) => isOpen(reason, lead));

/** A reason that names no cause is one of fit. */
export const causeOf = ({ cause }: { cause?: string }): Cause => causes.find((known) => known === cause) ?? "fit";
