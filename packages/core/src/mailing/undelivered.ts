import { stageOf } from "../clock/index.ts";
import type { FactOf } from "../facts/facts.ts";
import { handing } from "../lead/cause.ts";
import { type Draft, note, notify, tidyNotice } from "../lead/change/draft.ts";
import { edit } from "../lead/change/edit.ts";
import { type Lead, type NoticeKind, unreachedOf } from "../lead/lead.ts";
import { escalationRecipients, roleOf } from "../lead/recipients.ts";
import { rulesOf } from "../lead/rules-of.ts";
import type { LeadNotice } from "../ports/notices.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";

/** Why a notice did not reach somebody. `marked`: no mail goes to their address. */
type Failure = FactOf<"mail.bounced">["why"];

/** A notice that has not reached whom it was for. */
type Unread = LeadNotice & { to: string; kind: NoticeKind };

/**
 * Has somebody who can be reached see to a lead whose notice did not arrive, once for each person that it did not reach while the
 * lead has the same owner. The clock goes on as it was. The notice is not sent again.
 */
export async function undelivered(relay: Relay, unread: Unread, failure: Failure): Promise<void> {
  await edit(relay, unread.lead, async (draft) => {
    const { lead } = draft;
    tidyNotice(draft, unread.notice);
    // What was withheld and is not there any more was sent before the address was marked, or others know already.
    if (failure === "marked" && !draft.tidied) return;
    const rulebook = await rulesOf(relay, lead);
    if (matters(rulebook, draft, unread)) await tellOthers(relay, rulebook, draft, unread, failure);
  });
}

/** Notices that only tell something. */
const asksNothing: NoticeKind[] = ["reassigned-from", "in-time", "withdrawn"];
/** Notices that are of no interest to anybody else once the lead has gone to another owner. */
const makesOwner: NoticeKind[] = ["handover", "reassigned-to"];

/** Whether somebody else has to know: what the notice asked is still to be done, and nobody was told yet. */
function matters(rulebook: Rulebook, { lead, now }: Draft, { to, kind }: Unread): boolean {
  if (lead.closed || asksNothing.includes(kind) || unreachedOf(lead).people.includes(to)) return false;
  const role = roleOf(rulebook, lead, to, now);
  // Whoever covers for the owner is asked in their place.
  return to === lead.owner || (!makesOwner.includes(kind) && (role === "manager" || role === "owner"));
}

async function tellOthers(
  relay: Relay,
  rulebook: Rulebook,
  draft: Draft,
  { to, kind }: Unread,
  failure: Failure,
): Promise<void> {
  const { lead, now } = draft;
  const { people, untold = [], ...of } = unreachedOf(lead);
  lead.unreached = {
    ...of,
    people: [...people, to],
    ...(handing.has(kind) ? { untold: [...untold, to] } : untold.length > 0 && { untold }),
  };
  const told = await reachable(relay, rulebook, lead, now);
  note(draft, { is: "mail.bounced", person: to, why: failure, told });
  for (const other of told) notify(draft, { kind: "undelivered", to: other, other: to });
  if (told.length === 0) relay.log("error", "nobody can be told that a mail did not arrive", { lead: lead.id });
}

/** Whom the first escalation of the stage names, else the managers: whoever of them gets mails. */
async function reachable(relay: Relay, rulebook: Rulebook, lead: Lead, now: number): Promise<string[]> {
  const { people } = rulebook.agreement;
  const without = new Set(unreachedOf(lead).people);
  const escalation = lead.clock && stageOf(rulebook, lead.clock)?.steps.find(({ do: what }) => what === "escalate");
  for (const named of [escalation?.to ?? "manager", "manager"]) {
    for (;;) {
      const chosen = escalationRecipients(rulebook, lead, named, now, without);
      const marks = await Promise.all(chosen.map((id) => relay.store.addressMark(people[id]!.email)));
      const marked = chosen.filter((_, i) => marks[i]);
      if (marked.length === 0 && chosen.length > 0) return chosen;
      if (chosen.length === 0) break;
      for (const id of marked) without.add(id);
    }
  }
  return [];
}
