import { BatonError } from "../../error/index.ts";
import { type Cause, causes } from "../../facts/codes.ts";
import { close } from "../stages.ts";
import { type AnswerKind, record, withNote } from "./answer.ts";

/** "Not for us", with an agreed reason: ends the lead. */
export const reject: AnswerKind = {
  offered: ({ agreement }, _, role) => role === "owner" && agreement.reasons.length > 0,

  apply(rulebook, draft, answer) {
    const reason = rulebook.agreement.reasons.find(({ id }) => id === answer.reason);
    if (!reason) throw new BatonError("response.reason", "Please choose one of the agreed reasons.", { status: 422 });
    record(rulebook, draft, answer, { reason: reason.id });
    close(rulebook, draft, {
      at: draft.now,
      result: "rejected",
      by: answer.by,
      evidence: "claimed",
      reason: reason.id,
      cause: causeOf(reason),
      ...withNote(answer),
    });
    return `Recorded: ${reason.name}. Marketing will see why.`;
  },
};

/** A reason that names no cause is one of fit. */
const causeOf = ({ cause }: { cause?: string }): Cause => causes.find((known) => known === cause) ?? "fit";
