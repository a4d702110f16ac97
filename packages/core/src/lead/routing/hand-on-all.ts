import { didYouMean } from "../../agreement/suggest.ts";
import { BatonError } from "../../error/index.ts";
import type { Relay } from "../../ports/relay.ts";
import { TO_RULES } from "../answers/reassign.ts";
import { respond } from "../answers/respond.ts";

/** So many leads are handed on by one call: it has to answer in time. */
const MOST = 100;

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
 * @param to people, teams, or `rules`; each lead goes to the next of them
 */
export async function handOnAll(
  relay: Relay,
  { of, to, by, why, cursor = "" }: { of: string; to: readonly string[]; by: string; why: string; cursor?: string },
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
  for await (const { id, stage } of relay.store.openLeads(of)) if (stage !== "fetching" && id > cursor) open.push(id);
  const now = open.sort().slice(0, MOST);
  const result: HandedOn = { handed: [], left: [], next: open.length > MOST ? now.at(-1)! : null };
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
