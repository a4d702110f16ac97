import { deliveryId, type Withdrawal } from "../delivery/index.ts";
import { BatonError } from "../error/index.ts";
import { type Draft, note, notify } from "../lead/change/draft.ts";
import { edit } from "../lead/change/edit.ts";
import type { Lead, Response } from "../lead/lead.ts";
import { rulesOf } from "../lead/rules-of.ts";
import { close } from "../lead/stages.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import type { Task, TaskResult } from "./task.ts";

/**
 * A person took back what they gave: the leads it made end and what they said is erased. Where it is one of several requests in
 * a lead's story, that goes on, because it was asked for otherwise too. Whoever has it is told either way.
 */
export async function withdraw(relay: Relay, { found, delivery }: Task<Withdrawal>): Promise<TaskResult> {
  const made = await relay.store.delivery(deliveryId(delivery.source, { id: found.of }));
  const ids = made?.delivery.leads ?? [];
  if (made?.delivery.outcome === "pending" && ids.length === 0)
    throw new BatonError("delivery.pending", "What is taken back is not done yet.", { status: 503 });
  if (ids.length === 0) return { outcome: "ignored", reason: "There is no lead to take back." };
  for (const id of ids) {
    const lead = await relay.store.lead(id);
    const own = lead?.delivery === made?.delivery.id && !askedOtherwise(lead);
    if (own && lead?.closed?.as !== "withdrawn") await relay.store.eraseWords(id);
    await edit(relay, id, async (draft) => {
      if (own) erase(await rulesOf(relay, draft.lead), draft);
      else tell(draft, made!.delivery.id);
    });
  }
  return { outcome: "touch", lead: ids[0]! };
}

/** Whether the person made another request that became part of the same lead. */
const askedOtherwise = (lead: Lead | undefined): boolean =>
  (lead?.joined ?? []).length > 0 || (lead?.responses ?? []).some(({ evidence }) => evidence?.channel === "booking");

function erase(rulebook: Rulebook, draft: Draft): void {
  const { lead, now } = draft;
  if (lead.closed?.as === "withdrawn") return;
  close(rulebook, draft, { at: now, result: "withdrawn", by: null });
  lead.fields = {};
  delete lead.subject;
  lead.extra = {};
  lead.responses = lead.responses.map(withoutWords);
  lead.notices = [];
  const { inputs: _inputs, ...decision } = lead.decision;
  lead.decision = decision;
  delete lead.fetching;
  tellOwner(draft);
}

/** The reason of a snooze is in somebody's words; others are ids. */
function withoutWords({ note: _note, reason, ...response }: Response): Response {
  return reason === undefined || response.action === "snooze" ? response : { ...response, reason };
}

function tell(draft: Draft, delivery: string): void {
  const { lead } = draft;
  if (lead.takenBack?.includes(delivery)) return;
  lead.takenBack = [...(lead.takenBack ?? []), delivery];
  note(draft, { is: "request.withdrawn", delivery });
  tellOwner(draft);
}

function tellOwner(draft: Draft): void {
  const { owner } = draft.lead;
  if (owner !== null) notify(draft, { kind: "withdrawn", to: owner });
}
