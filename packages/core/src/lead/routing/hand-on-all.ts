import { didYouMean } from "../../agreement/suggest.ts";
import { BatonError } from "../../error/index.ts";
import type { Relay } from "../../ports/relay.ts";
import { TO_RULES } from "../answers/reassign.ts";
import { respond } from "../answers/respond.ts";

/** So many leads are handed on by one call, unless it says another number: it has to answer in time. */
const MOST = 100;

/** Whose open leads go on, to whom, and why. */
export interface HandingOn {
  of: string;
  /** People, teams, or `rules`; each lead goes to the next of them. */
  to: readonly string[];
  by: string;
  why: string;
  cursor?: string;
  /** Which of them; all, if absent. */
  only?: ReadonlySet<string>;
  /** How many at most. */
  most?: number;
}

/** What became of the open leads of somebody. */
export interface HandedOn {
  /** With whoever has each now, null for nobody. */
  handed: { lead: string; to: string | null }[];
  /** Leads that stayed, and why. */
  left: { lead: string; why: string }[];
  /** Where a further call goes on; null when there are no more. */
  next: string | null;
}

/**
 * Hands on all open leads of one person, the oldest first: to several people in turn, to a team, or to wherever the rules send each. What
 * cannot be given to one stays, and says why. Costs a change of each lead.
 * Throws `response.to` for a name that there is not.
 */
export async function handOnAll(
  relay: Relay,
  { of, to, by, why, cursor = "", only, most = MOST }: HandingOn,
): Promise<HandedOn> {
  const { people, teams } = (await relay.rulebooks.active()).agreement;
  const known = [...Object.keys(people), ...Object.keys(teams), TO_RULES];
  const stranger = to.find((name) => !known.includes(name));
  if (stranger !== undefined)
    throw new BatonError(
      "response.to",
      `There is nobody, and no team, called "${stranger}"${didYouMean(stranger, known)}`,
      { status: 422 },
    );
  const open: string[] = [];
  // Ids sort by when leads came in.
  for await (const { id, stage } of relay.store.openLeads(of))
    if (stage !== "fetching" && id > cursor && (!only || only.has(id))) open.push(id);
  const now = open.sort().slice(0, most);
  const result: HandedOn = { handed: [], left: [], next: open.length > most ? now.at(-1)! : null };
  for (const [n, id] of now.entries()) {
    try {
      const said = { action: "reassign" as const, by, to: to[n % to.length]!, note: why, operator: true as const };
      const { lead } = await respond(relay, id, said);
      if (lead.owner === of) result.left.push({ lead: id, why: "By the rules it stays where it is." });
      else result.handed.push({ lead: id, to: lead.owner });
    } catch (error) {
      if (!(error instanceof BatonError)) throw error;
      result.left.push({ lead: id, why: error.message });
    }
  }
  return result;
}
