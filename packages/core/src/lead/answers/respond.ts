import { BatonError } from "../../error/index.ts";
import type { Relay } from "../../ports/relay.ts";
import { askWithRejection } from "../../requests/with-rejection.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import type { Draft } from "../change/draft.ts";
import { edit } from "../change/edit.ts";
import { openAgain } from "../change/open-again.ts";
import { takingTurns } from "../change/turns.ts";
import { noteWins } from "../deals/win.ts";
import { displayName, type Lead } from "../lead.ts";
import { rulesOf } from "../rules-of.ts";
import { actionsFor, answers } from "./actions.ts";
import type { Answer, Means } from "./answer.ts";
import { TO_RULES } from "./reassign.ts";
import { keepUndo } from "./undo.ts";

/** Records what a person did with a lead. Answers a sentence for that person; throws a BatonError that says what to do instead. */
export async function respond(relay: Relay, id: string, answer: Answer): Promise<{ lead: Lead; said: string }> {
  const turns = takingTurns(relay);
  const edited = await edit(relay, id, async (draft) => {
    const rulebook = await rulesOf(relay, draft.lead);
    const said = await apply(rulebook, draft, answer, { relay, turns });
    if (draft.before?.closed && !draft.lead.closed) await openAgain(relay, rulebook, draft);
    return said;
  }).catch((error: unknown) => {
    if (!(error instanceof BatonError) || error.code !== "lead.busy") throw error;
    throw new BatonError("lead.busy", "Somebody else is changing this lead right now. Please try again.", {
      status: 503,
    });
  });
  await turns.summedUp();
  if (!edited) throw new BatonError("lead.unknown", "This lead is no longer stored.", { status: 404 });
  const { thing: lead } = edited;
  if (answer.action === "outcome" && answer.reason === "won") await noteWins(relay, lead);
  if (answer.action === "reject") await askWithRejection(relay, lead);
  return { lead, said: edited.answer };
}

async function apply(rulebook: Rulebook, draft: Draft, answer: Answer, means: Means): Promise<string> {
  const { lead } = draft;
  const name = displayName(lead);
  const { action } = answer;
  if (action === "undo" && lead.forgottenAt === undefined && isTakenBack(lead, answer.by))
    return "That is taken back already.";
  if (action === "claim" && !lead.closed && lead.owner === answer.by) return `${name} is yours.`;
  if (action === "reopen" && !lead.closed) return `${name} is open.`;
  const isOffered = () => actionsFor(rulebook, lead, answer.by, draft.now, answer).includes(action);
  if (lead.closed && (lead.forgottenAt !== undefined || !(sayable.has(action) || isOffered())))
    return alreadyClosed(rulebook, lead, name);
  if (action === "contacted" && lead.stage === "disposition") return `The contact with ${name} is already recorded.`;
  if (!isOffered()) throw action === "undo" ? tooLate() : notAllowed(rulebook, lead, name);
  const said = await answers[action].apply(rulebook, draft, answer, means);
  if (action !== "undo" && action !== "reopen" && answer.to !== TO_RULES) keepUndo(draft);
  return said;
}

/** What has an answer of its own where it cannot be said of a lead that is closed. */
const sayable: ReadonlySet<Answer["action"]> = new Set(["undo", "reopen"]);

function isTakenBack({ responses }: Lead, by: string): boolean {
  const last = responses.at(-1);
  return last?.undone === true && last.by === by;
}

const tooLate = (): BatonError =>
  new BatonError(
    "response.undo",
    "Nothing can be taken back: it is more than ten minutes ago, or something else has happened since.",
    { status: 409 },
  );

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
