import type { Relay } from "../../ports/relay.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import { edit } from "../change/edit.ts";
import { takingTurns } from "../change/turns.ts";
import { mayMove, reroute } from "./reroute.ts";

const ATTEMPTS = 8;

/** Routes somebody's lead again if what has become known of them makes it one for sales. Costs a reading of the lead. */
export async function reconsider(relay: Relay, active: Rulebook, id: string | undefined): Promise<void> {
  const read = id === undefined ? undefined : await relay.store.lead(id);
  if (!read || !mayMove(active, read)) return;
  const turns = takingTurns(relay);
  await edit(relay, read.id, (draft) => reroute(relay, active, draft, turns, draft.lead.score.total), {
    read,
    attempts: ATTEMPTS,
  });
  await turns.summedUp();
}
