import type { StatusChange } from "../delivery/index.ts";
import { calendarMs } from "../duration/index.ts";
import { BatonError } from "../error/index.ts";
import { countUnnamed } from "../health/count.ts";
import { asked, type ObservedContact, ROUNDING_MS, recordContact, whoDid } from "../intake/contact.ts";
import type { Task, TaskResult } from "../intake/task.ts";
import { leaveAccept, noteTry } from "../lead/answers/attempted.ts";
import { causeOf, openReasons } from "../lead/answers/reject.ts";
import { edit } from "../lead/change/edit.ts";
import { sameEvidence } from "../lead/lead.ts";
import { markableUntil } from "../lead/rejection.ts";
import { disproved, timing, withdrawBreaches } from "../lead/responses.ts";
import { rulesOf } from "../lead/rules-of.ts";
import { close } from "../lead/stages.ts";
import { identifyWho, personWith } from "../person/identify.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { meaningOf, notTheCrm } from "./meaning.ts";
import { recordOutcome } from "./report.ts";

/**
 * Somebody of ours has set a status in the CRM: what the agreement says it means is their answer, from when they set it. One that the
 * agreement does not name is counted and says nothing.
 */
export async function recordStatus(
  relay: Relay,
  active: Rulebook,
  { found, delivery, met }: Task<StatusChange>,
): Promise<TaskResult> {
  const { agreement } = active;
  const { status, who, by: address, key } = found;
  if (agreement.crm?.source !== delivery.source) return notTheCrm;
  const answer = meaningOf(agreement.crm.status, status);
  if (answer === undefined) {
    await countUnnamed(relay, delivery.source, [{ field: "crm.status", value: status }]);
    return ignored(`The agreement's crm.status does not say what “${status}” means.`);
  }
  const happened = Date.parse(found.at);
  const at = Number.isNaN(happened) ? Date.parse(delivery.receivedAt) : happened;
  const evidence = {
    source: delivery.source,
    delivery: delivery.id,
    channel: "crm-status",
    event: status,
    key,
  } as const;
  const lead = (met?.person ?? (await identifyWho(relay, who)).person)?.lead;
  if (lead === undefined) return ignored("Nobody with this address or phone has a lead.");
  const shown = { at, address, evidence };
  if (answer === "contacted") return recordContact(relay, lead, shown);
  if (answer === "attempted") return recordAnswer(relay, lead, shown, answer);
  if (typeof answer === "object" && "reject" in answer) return recordAnswer(relay, lead, shown, answer);
  try {
    const state = answer === "opportunity" ? "open" : answer === "won" ? "won" : "lost";
    const recorded = await recordOutcome(relay, {
      who,
      state,
      at,
      ...(typeof answer === "object" && { reason: answer.lost }),
      ...(address !== undefined && { by: personWith(agreement, address) }),
      evidence: "observed",
      via: "crm",
    });
    return { outcome: "contact", lead: recorded.lead ?? lead };
  } catch (error) {
    if (!(error instanceof BatonError) || error.status >= 500) throw error;
    return ignored(error.message);
  }
}

const ignored = (reason: string): TaskResult => ({ outcome: "ignored", reason });

/** Has a status count as the answer it is, at its own time, and keeps the evidence. */
async function recordAnswer(
  relay: Relay,
  id: string,
  shown: ObservedContact,
  said: "attempted" | { reject: string },
): Promise<TaskResult> {
  const closed = ignored("The lead of this person is closed.");
  const edited = await edit(relay, id, async (draft): Promise<TaskResult> => {
    const { lead } = draft;
    const { address, evidence: seen } = shown;
    if (lead.closed) return closed;
    const taken: TaskResult = { outcome: "contact", lead: id };
    if (lead.responses.some(({ evidence }) => sameEvidence(evidence, seen))) return taken;
    const at = Math.min(shown.at, draft.now);
    if (at < asked(lead) - ROUNDING_MS) return ignored("It happened before this person asked.");
    const rulebook = await rulesOf(relay, lead);
    const by = whoDid(rulebook, lead, address);
    if (by === null) return ignored("Nobody of the agreement has this person's lead.");
    const reason = said === "attempted" ? undefined : openReasons(rulebook, lead).find((one) => one.id === said.reject);
    if (said === "attempted" ? !lead.clock || lead.stage === "disposition" : !reason)
      return { ...ignored("The lead is not open to this answer now."), lead: id };
    const evidence = "observed";
    withdrawBreaches(draft, disproved(lead, at), by);
    if (said === "attempted") leaveAccept(rulebook, draft, { by, at, evidence });
    const { stage } = lead;
    const times = timing(rulebook, lead, stage, at);
    const how = { by, at: new Date(at).toISOString(), stage, ...times, evidence: seen };
    if (!reason) {
      lead.responses = [...lead.responses, { action: "attempted", ...how }];
      noteTry(rulebook, draft, { by, at, evidence, lateMs: times.lateMs });
      return taken;
    }
    lead.responses = [...lead.responses, { action: "reject", reason: reason.id, ...how }];
    const cause = causeOf(reason);
    const recycleAt = reason.recycle && at + calendarMs(reason.recycle);
    close(rulebook, draft, {
      at,
      result: "rejected",
      by,
      evidence,
      reason: reason.id,
      cause,
      markUntil: await markableUntil(relay, rulebook, lead, { cause, at }),
      ...(recycleAt !== undefined && { recycleAt }),
    });
    return taken;
  });
  return edited?.answer ?? closed;
}
