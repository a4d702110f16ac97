import { BatonError } from "../error/index.ts";
import { actionsFor } from "../lead/answers/actions.ts";
import { respond } from "../lead/answers/respond.ts";
import type { Lead } from "../lead/lead.ts";
import { type HandedOn, handOnAll } from "../lead/routing/hand-on-all.ts";
import { rulesOf } from "../lead/rules-of.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { openOfPerson } from "./people.ts";

/** So many leads are handed over, or back, by one form: its page has to come soon. */
export const MOST_AT_ONCE = 40;

/** Whose leads are to go to whom. */
export interface HandOver {
  of: string;
  /** People, teams, or `rules`; each lead goes to the next of them. */
  to: readonly string[];
  why: string;
  /** Which of their leads; all, if absent. */
  only?: readonly string[] | undefined;
}

/**
 * Gives what somebody has open to others, some at a time, as far as whoever does so answers for it; `meant` is how many that were. Throws `person.unknown` where they
 * do not answer for that person, `handOver.to` and `handOver.why` for what is missing, and what `handOnAll` throws.
 */
export async function handOver(
  relay: Relay,
  rulebook: Rulebook,
  by: string,
  { of, to, why, only, cursor }: HandOver & { cursor?: string | undefined },
): Promise<HandedOn & { meant: number }> {
  const open = await openOfPerson(relay, rulebook, { reader: by, person: of, now: relay.time.now() });
  if (to.length === 0) throw missing("to", "Please choose who is to have them.");
  if (why.trim() === "") throw missing("why", "Please say why they are handed on.");
  const seen = open.map(({ id }) => id).filter((id) => !only || only.includes(id));
  const done = await handOnAll(relay, {
    of,
    to,
    by,
    why,
    only: new Set(seen),
    most: MOST_AT_ONCE,
    ...(cursor !== undefined && { cursor }),
  });
  return { ...done, meant: seen.length };
}

const missing = (what: string, message: string) => new BatonError(`handOver.${what}`, message, { status: 422 });

/** A lead that was handed over, and who got it; null for nobody. */
export interface Given {
  lead: string;
  to: string | null;
}

/** What became of leads that were to be given back. `why`: what stood against it, as a code or in the words of what refused it. */
export interface TakenBack {
  back: string[];
  stayed: { lead: string; why: "changed" | "closed" | "unknown" | { text: string } }[];
}

/**
 * Gives leads back to whom they were taken from: those that whoever asks gave away, that are still with whom they were given to, and of
 * which nobody has said anything since. The clock is then as before, while a response may be taken back; later it starts anew.
 */
export async function takeBack(
  relay: Relay,
  by: string,
  { of, given, why }: { of: string; given: readonly Given[]; why: string },
): Promise<TakenBack> {
  const result: TakenBack = { back: [], stayed: [] };
  for (const { lead: id, to } of given) {
    const lead = await relay.store.lead(id);
    const isGiven = lead?.responses.some((one) => one.action === "reassign" && one.by === by) ?? false;
    const against = isGiven && lead ? standsAgainst(lead, { of, to, by }) : "unknown";
    if (against !== undefined) {
      result.stayed.push({ lead: id, why: against });
      continue;
    }
    try {
      await giveBack(relay, lead!, { of, by, why });
      result.back.push(id);
    } catch (error) {
      if (!(error instanceof BatonError)) throw error;
      result.stayed.push({ lead: id, why: { text: error.message } });
    }
  }
  return result;
}

/** What has happened to a lead since it was handed over, if anything. */
function standsAgainst(
  { closed, owner, owners, responses }: Lead,
  { of, to, by }: { of: string; to: string | null; by: string },
): "changed" | "closed" | undefined {
  if (closed) return "closed";
  const last = responses.at(-1);
  const isSame = owner === to && last?.action === "reassign" && last.by === by && last.undone !== true;
  const before = owners.at(to === null ? -1 : -2)?.person;
  return isSame && before === of ? undefined : "changed";
}

async function giveBack(relay: Relay, lead: Lead, { of, by, why }: { of: string; by: string; why: string }) {
  const rulebook = await rulesOf(relay, lead);
  const mayUndo = actionsFor(rulebook, lead, by, relay.time.now(), {}).includes("undo");
  await respond(
    relay,
    lead.id,
    mayUndo ? { action: "undo", by } : { action: "reassign", by, to: of, note: why, operator: true },
  );
}
