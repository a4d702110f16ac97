import type { Rulebook } from "../../rules/rulebook.ts";
import type { Action, Lead } from "../lead.ts";
import { roleOf } from "../recipients.ts";
import { accept } from "./accept.ts";
import type { AnswerKind, Role } from "./answer.ts";
import { attempted } from "./attempted.ts";
import { contacted } from "./contacted.ts";
import { outcome } from "./outcome.ts";
import { reassign } from "./reassign.ts";
import { reject } from "./reject.ts";
import { snooze } from "./snooze.ts";

/** What people may say to a lead. */
export const answers: Record<Action, AnswerKind> = { accept, contacted, attempted, reject, snooze, reassign, outcome };

/** Most likely first. */
const order: Record<Role, Action[]> = {
  owner: ["outcome", "contacted", "attempted", "accept", "reject", "snooze", "reassign"],
  former: ["contacted"],
  manager: ["reassign", "contacted"],
};

/** What is open to a person at an instant, most likely first. */
export function actionsFor(rulebook: Rulebook, lead: Lead, person: string, at: number): Action[] {
  if (lead.closed || lead.stage === "fetching") return [];
  const role = roleOf(rulebook, lead, person, at);
  return order[role].filter((action) => answers[action].offered(rulebook, lead, role));
}
