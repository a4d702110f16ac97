import { BatonError } from "../error/index.ts";
import { type AnswerKind, noteOf, record, withNote } from "../lead/answers/answer.ts";
import { assign, release } from "../lead/assign.ts";
import { note, notify } from "../lead/change/draft.ts";
import type { Lead } from "../lead/lead.ts";
import { managerOf, whoHears } from "../lead/recipients.ts";
import { dropReminders, endWindow, leaveUnrouted, startStage } from "../lead/stages.ts";
import { inWorkingDays } from "../rules/people/working-days.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { ACTION } from "./action.ts";

/** Working days in which whoever asked may say that an answer was none. */
const RETURN_DAYS = 5;

const missing = (message: string) => new BatonError("response.note", message, { status: 422 });

/** "Here it is": ends the clock of a request, and tells whoever asked. */
export const answerRequest: AnswerKind = {
  offered: (_, { request, closed }) => request !== undefined && !closed,

  apply(rulebook, draft, answer, { words: { say } }) {
    const { lead, now } = draft;
    const request = lead.request!;
    const { by } = answer;
    const text = noteOf(answer) ?? (request.kind === ACTION ? "Done." : undefined);
    if (text === undefined) throw missing(say("refused.answer"));
    const { lateMs } = record(rulebook, draft, answer);
    endWindow(rulebook, draft, { at: now, result: "answered", by, evidence: "claimed" });
    delete lead.clock;
    delete lead.waiting;
    const at = new Date(now).toISOString();
    lead.stage = "closed";
    lead.closed = { at, as: "answered" };
    lead.request = { ...request, answer: { at, by, text } };
    note(draft, { is: "request.answered", by, ...(lateMs !== undefined && { lateMs }) }, withNote(answer));
    dropReminders(lead);
    notify(draft, { kind: "answered", to: request.by, other: by });
    return say("said.answered", { name: nameOf(rulebook, request.by) });
  },
};

/** "Not what I asked", once: the request is open again with whoever had it, with a fresh window. */
export const returnRequest: AnswerKind = {
  offered: (rulebook, lead, { person, at }) => {
    const until = returnableUntil(rulebook, lead);
    return lead.request?.by === person && until !== undefined && at < until;
  },

  apply(rulebook, draft, answer, { words: { say } }) {
    const { lead, now } = draft;
    const { by } = answer;
    if (noteOf(answer) === undefined) throw missing(say("refused.missing"));
    record(rulebook, draft, answer);
    delete lead.closed;
    delete lead.undo;
    lead.request = { ...lead.request!, returnedAt: new Date(now).toISOString() };
    note(draft, { is: "request.returned", by }, withNote(answer));
    const { people, sla } = rulebook.agreement;
    const policy = lead.decision.policy!;
    const [stage] = sla[policy]!.stages;
    const { owner } = lead;
    if (owner !== null && people[owner]) {
      startStage(rulebook, draft, { policy, stage: stage!, holder: owner });
      const to = whoHears(rulebook, lead, now)!;
      notify(draft, { kind: "returned", to, other: by });
      return say("said.sentBack", { name: nameOf(rulebook, to) });
    }
    // Whoever has left cannot answer it once more.
    const manager = managerOf(rulebook, lead);
    if (owner !== null) release(draft, { why: { code: "left" }, candidates: [] });
    if (manager === undefined) {
      leaveUnrouted(rulebook, draft);
      return say("said.sentBackNobody");
    }
    assign(rulebook, draft, { to: manager, how: "reassigned", held: true, loads: [], policy });
    notify(draft, { kind: "reassigned-to", to: manager, other: owner });
    return say("said.sentBack", { name: nameOf(rulebook, manager) });
  },
};

/** Until when whoever asked may send an answer back, epoch ms; undefined where they may not. */
export function returnableUntil(
  rulebook: Rulebook,
  { request, closed }: Pick<Lead, "request" | "closed">,
): number | undefined {
  if (closed?.as !== "answered" || !request || request.returnedAt !== undefined) return undefined;
  return inWorkingDays(rulebook, request.by, Date.parse(closed.at), RETURN_DAYS);
}

const nameOf = ({ agreement }: Rulebook, id: string): string => agreement.people[id]?.name ?? id;
