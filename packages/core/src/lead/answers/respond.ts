import { BatonError } from "../../error/index.ts";
import type { Relay } from "../../ports/relay.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import type { Draft } from "../change/draft.ts";
import { edit } from "../change/edit.ts";
import { displayName, type Lead } from "../lead.ts";
import { rulesOf } from "../rules-of.ts";
import { actionsFor, answers } from "./actions.ts";
import type { Answer } from "./answer.ts";

/** Records what a person did with a lead. Answers a sentence for that person; throws a BatonError that says what to do instead. */
export async function respond(relay: Relay, id: string, answer: Answer): Promise<{ lead: Lead; said: string }> {
  const edited = await edit(relay, id, async (draft) => apply(await rulesOf(relay, draft.lead), draft, answer)).catch(
    (error: unknown) => {
      if (!(error instanceof BatonError) || error.code !== "lead.busy") throw error;
      throw new BatonError("lead.busy", "Somebody else is changing this lead right now. Please try again.", {
        status: 503,
      });
    },
  );
  if (!edited) throw new BatonError("lead.unknown", "This lead is no longer stored.", { status: 404 });
  return { lead: edited.thing, said: edited.answer };
}

function apply(rulebook: Rulebook, draft: Draft, answer: Answer): string {
  const { lead } = draft;
  const name = displayName(lead);
  if (lead.closed) return alreadyClosed(rulebook, lead, name);
  if (answer.action === "contacted" && lead.stage === "disposition")
    return `The contact with ${name} is already recorded.`;
  if (!actionsFor(rulebook, lead, answer.by, draft.now).includes(answer.action)) throw notAllowed(rulebook, lead, name);
  return answers[answer.action].apply(rulebook, draft, answer);
}

function alreadyClosed(rulebook: Rulebook, lead: Lead, name: string): string {
  const by = lead.responses.at(-1)?.by;
  return `Nothing to do: ${name} is already closed${by == null ? "" : `, by ${rulebook.agreement.people[by]?.name ?? by}`}.`;
}

function notAllowed(rulebook: Rulebook, lead: Lead, name: string): BatonError {
  const owner = lead.owner === null ? "nobody" : (rulebook.agreement.people[lead.owner]?.name ?? lead.owner);
  return new BatonError("response.notYours", `${name} is with ${owner} now, so this cannot be done from your link.`, {
    status: 409,
  });
}
