import { inEnglish, type Words } from "@baton/words";
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

/** Records what a person did with a lead. Answers a sentence in that person's words; throws a BatonError that says what to do instead. */
export async function respond(
  relay: Relay,
  id: string,
  answer: Answer,
  words: Words = inEnglish,
): Promise<{ lead: Lead; said: string }> {
  const turns = takingTurns(relay);
  const edited = await edit(relay, id, async (draft) => {
    const rulebook = await rulesOf(relay, draft.lead);
    const said = await apply(rulebook, draft, answer, { relay, turns, words });
    if (draft.before?.closed && !draft.lead.closed) await openAgain(relay, rulebook, draft);
    return said;
  }).catch((error: unknown) => {
    if (!(error instanceof BatonError) || error.code !== "lead.busy") throw error;
    throw new BatonError("lead.busy", words.say("refused.busy"), {
      status: 503,
    });
  });
  await turns.summedUp();
  if (!edited) throw new BatonError("lead.unknown", words.say("refused.unknown"), { status: 404 });
  const { thing: lead } = edited;
  if (answer.action === "outcome" && answer.reason === "won") await noteWins(relay, lead);
  if (answer.action === "reject") await askWithRejection(relay, lead);
  return { lead, said: edited.answer };
}

async function apply(rulebook: Rulebook, draft: Draft, answer: Answer, means: Means): Promise<string> {
  const { lead } = draft;
  const name = displayName(lead);
  const { action } = answer;
  const { say } = means.words;
  if (action === "undo" && lead.forgottenAt === undefined && isTakenBack(lead, answer.by))
    return say("said.takenBackAlready");
  if (action === "claim" && !lead.closed && lead.owner === answer.by) return say("said.yours", { name });
  if (action === "reopen" && !lead.closed) return say("said.open", { name });
  const isOffered = () => actionsFor(rulebook, lead, answer.by, draft.now, answer).includes(action);
  if (lead.closed && (lead.forgottenAt !== undefined || !(sayable.has(action) || isOffered())))
    return alreadyClosed(rulebook, lead, say);
  if (action === "contacted" && lead.stage === "disposition") return say("said.contactKnown", { name });
  if (!isOffered()) throw action === "undo" ? tooLate(say) : notAllowed(rulebook, lead, say);
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

type Say = Words["say"];

const tooLate = (say: Say): BatonError => new BatonError("response.undo", say("refused.undo"), { status: 409 });

const nameOf = ({ agreement }: Rulebook, id: string): string => agreement.people[id]?.name ?? id;

function alreadyClosed(rulebook: Rulebook, lead: Lead, say: Say): string {
  const name = displayName(lead);
  const by = lead.responses.at(-1)?.by;
  return by == null ? say("said.closed", { name }) : say("said.closedBy", { name, by: nameOf(rulebook, by) });
}

function notAllowed(rulebook: Rulebook, lead: Lead, say: Say): BatonError {
  const name = displayName(lead);
  const { owner } = lead;
  const message =
    owner === null
      ? say("refused.notYoursNobody", { name })
      : say("refused.notYours", { name, owner: nameOf(rulebook, owner) });
  return new BatonError("response.notYours", message, { status: 409 });
}
