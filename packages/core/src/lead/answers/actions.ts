import { answerRequest, returnRequest } from "../../requests/answers.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import type { Action, Lead } from "../lead.ts";
import { roleOf } from "../recipients.ts";
import { accept } from "./accept.ts";
import type { AnswerKind, Role } from "./answer.ts";
import { attempted } from "./attempted.ts";
import { claim } from "./claim.ts";
import { contacted } from "./contacted.ts";
import { feedback } from "./feedback.ts";
import { outcome } from "./outcome.ts";
import { pull } from "./pull.ts";
import { reassign } from "./reassign.ts";
import { reject } from "./reject.ts";
import { reopen } from "./reopen.ts";
import { snooze } from "./snooze.ts";
import { undo } from "./undo.ts";

/** What people may say to a lead. */
export const answers: Record<Action, AnswerKind> = {
  accept,
  contacted,
  attempted,
  reject,
  snooze,
  reassign,
  outcome,
  undo,
  reopen,
  claim,
  feedback,
  pull,
  answer: answerRequest,
  return: returnRequest,
};

/** Most likely first. */
const order: Record<Role, Action[]> = {
  owner: ["outcome", "contacted", "attempted", "accept", "reject", "snooze", "reassign", "feedback", "undo"],
  former: ["contacted", "pull", "feedback", "undo"],
  manager: ["claim", "pull", "reassign", "contacted", "undo"],
  colleague: ["claim", "pull", "undo"],
  asker: [],
};
/** What may be said to a request, open or not: the one who asked may say that an answer was none. */
const ofRequest: Record<Role, Action[]> = {
  owner: ["answer", "snooze", "reassign", "undo"],
  former: ["undo"],
  manager: ["claim", "answer", "reassign", "undo"],
  colleague: ["claim", "undo"],
  asker: ["return"],
};
/** What is left to be said of a lead that is closed. */
const ofClosed: Action[] = ["outcome", "feedback", "undo", "reopen"];

/** What is open to a person at an instant, most likely first. */
export function actionsFor(
  rulebook: Rulebook,
  lead: Lead,
  person: string,
  at: number,
  { operator = false }: { operator?: boolean } = {},
): Action[] {
  if (lead.stage === "fetching" || lead.forgottenAt !== undefined) return [];
  const role = operator ? "manager" : roleOf(rulebook, lead, person, at);
  const open = lead.request ? ofRequest[role] : lead.closed ? ofClosed : order[role];
  return open.filter((action) => answers[action].offered(rulebook, lead, { person, role, at }));
}
