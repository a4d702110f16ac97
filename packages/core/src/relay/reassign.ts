import type { Lead } from "../lead/index.ts";
import { type Choice, choose } from "../route/index.ts";
import type { Rulebook } from "../rulebook/index.ts";
import { type Change, handOver } from "./hand-over.ts";
import { addNotice } from "./notices.ts";
import type { Relay } from "./relay.ts";

interface Passing {
  now: number;
  /** Tickets taken for it so far, by team: a retry takes no other. */
  tickets: Record<string, number>;
  /** Who holds it when nobody of the team is left. */
  holder: string | undefined;
  /** The step that does it. */
  step?: string;
  /** In words that follow whom it was taken from. */
  why: string;
}

/**
 * Picks again from the rule's team, without those who had the lead, and tells both; when nobody is left, `holder` holds it. False
 * when that changes nothing.
 */
export async function reassign(relay: Relay, rulebook: Rulebook, change: Change, passing: Passing): Promise<boolean> {
  const { lead } = change;
  const { now, step, why } = passing;
  const choice = await pickAgain(relay, rulebook, lead, passing);
  const to = choice?.owner ?? passing.holder;
  const from = lead.owner;
  if (to === undefined || to === from) return false;
  const held = choice?.owner == null;
  handOver(rulebook, change, {
    to,
    now,
    how: "reassigned",
    held,
    seen: choice?.seen ?? {},
    team: choice?.team ?? null,
  });
  const name = (id: string) => rulebook.agreement.people[id]?.name ?? id;
  const tell = (kind: "reassigned-to" | "reassigned-from", whom: string, other: string | null) =>
    change.notices.push(
      addNotice(lead, { kind, to: whom, ...(step !== undefined && { step }), ...(other !== null && { other }) }, now),
    );
  change.events.push({
    at: new Date(now).toISOString(),
    kind: "reassigned",
    text: `${from === null ? "Given" : `Reassigned from ${name(from)}`} to ${name(to)}${held ? ", who holds it because nobody else is left" : ""}${from === null ? "" : ` ${why}`}.`,
  });
  tell("reassigned-to", to, from);
  if (from !== null) tell("reassigned-from", from, to);
  return true;
}

async function pickAgain(
  relay: Relay,
  rulebook: Rulebook,
  lead: Lead,
  { now, tickets }: Passing,
): Promise<Choice | undefined> {
  const { team } = lead.decision;
  if (team === null) return undefined;
  return choose(rulebook, [team], {
    at: now,
    known: {},
    excluded: lead.owners.map(({ person }) => person),
    ticket: async (name) => (tickets[name] ??= await relay.store.ticket(name)),
    loads: (people) => relay.store.loads(people),
  });
}
