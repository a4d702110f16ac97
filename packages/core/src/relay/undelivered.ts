import { stageOf } from "../clock/index.ts";
import { BatonError } from "../error/index.ts";
import type { Lead } from "../lead/index.ts";
import type { MailEvent } from "../mailbox/index.ts";
import type { NoticeKind } from "../notice/view.ts";
import type { Rulebook } from "../rulebook/index.ts";
import type { LeadNotice } from "../store/index.ts";
import { type Change, changeOf } from "./hand-over.ts";
import { addNotice } from "./notices.ts";
import { escalationRecipients } from "./recipients.ts";
import type { Relay } from "./relay.ts";
import { roleOf } from "./respond.ts";
import { rulesOf } from "./rules-of.ts";

const ATTEMPTS = 8;

/** Why a notice did not reach somebody. `marked`: no mail goes to their address. */
type Failure = Exclude<MailEvent["what"], "complained"> | "marked";

const cause: Record<Failure, (name: string) => string> = {
  refused: (name) => `A mail to ${name} came back: the address is wrong or refuses mail.`,
  failed: (name) => `A mail to ${name} came back: the mailbox could not take it at the time.`,
  rejected: (name) => `A mail to ${name} was not sent: the mail service rejected what is in it.`,
  marked: (name) => `No mail was sent to ${name}: their address refused mail before, or called it spam.`,
};

/** A notice that has not reached whom it was for. */
type Unread = LeadNotice & { to: string; kind: NoticeKind };

/**
 * Has somebody who can be reached see to a lead whose notice did not arrive, once for each person that it did not reach while the
 * lead has the same owner. The clock goes on as it was. The notice is not sent again.
 */
export async function undelivered(relay: Relay, unread: Unread, failure: Failure): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await relay.store.lead(unread.lead);
    if (!before) return;
    const rulebook = await rulesOf(relay, before);
    const change = changeOf(before);
    const { lead } = change;
    lead.notices = lead.notices.filter(({ id }) => id !== unread.notice);
    const unsent = lead.notices.length < before.notices.length;
    // What was withheld and is not there any more was sent before the address was marked, or others know already.
    if (failure === "marked" && !unsent) return;
    if (matters(rulebook, lead, unread)) await tellOthers(relay, rulebook, change, unread, failure);
    else if (!unsent) return;
    if ((await relay.store.update(lead, change)) !== "done") continue;
    if (change.notices.length > 0)
      await relay.queues.notices(change.notices.map((notice) => ({ lead: lead.id, notice })));
    return;
  }
  throw new BatonError("lead.busy", `Lead ${unread.lead} changed under every attempt to escalate it.`, { status: 503 });
}

/** Notices that only tell something. */
const asksNothing: NoticeKind[] = ["reassigned-from", "in-time", "withdrawn"];
/** Notices that are of no interest to anybody else once the lead has gone to another owner. */
const makesOwner: NoticeKind[] = ["handover", "reassigned-to"];

/** Whether somebody else has to know: what the notice asked is still to be done, and nobody was told yet. */
function matters(rulebook: Rulebook, lead: Lead, { to, kind }: Unread): boolean {
  if (lead.closed || asksNothing.includes(kind) || unreached(lead).includes(to)) return false;
  return to === lead.owner || (!makesOwner.includes(kind) && roleOf(rulebook, lead, to) === "manager");
}

/** Whom mails about a lead have not reached since its present owner has it. */
const unreached = ({ unreached, owners }: Lead): string[] =>
  unreached?.owner === owners.length ? unreached.people : [];

async function tellOthers(
  relay: Relay,
  rulebook: Rulebook,
  change: Change,
  { to }: Unread,
  failure: Failure,
): Promise<void> {
  const { lead } = change;
  const now = relay.time.now();
  const name = (id: string) => rulebook.agreement.people[id]?.name ?? id;
  lead.unreached = { owner: lead.owners.length, people: [...unreached(lead), to] };
  const told = await reachable(relay, rulebook, lead, now);
  for (const other of told) change.notices.push(addNotice(lead, { kind: "undelivered", to: other, other: to }, now));
  if (told.length === 0) relay.log("error", "nobody can be told that a mail did not arrive", { lead: lead.id });
  const whom =
    told.length === 0 ? "Nobody else can be" : `${told.map(name).join(", ")} ${told.length > 1 ? "were" : "was"}`;
  change.events.push({
    at: new Date(now).toISOString(),
    kind: "undelivered",
    text: `${cause[failure](name(to))} ${whom} told.`,
  });
}

/** Whom the first escalation of the stage names, else the managers: whoever of them gets mails. */
async function reachable(relay: Relay, rulebook: Rulebook, lead: Lead, now: number): Promise<string[]> {
  const { people } = rulebook.agreement;
  const without = new Set(unreached(lead));
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
