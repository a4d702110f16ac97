import { BatonError } from "../error/index.ts";
import { gate } from "../gate/index.ts";
import type { Relay } from "../ports/relay.ts";
import { cutText } from "../text/index.ts";
import { masked } from "../text/mask.ts";
import type { Ask } from "./model.ts";

const LONGEST_ANSWER = 280;

/** The one way in which an ask changes. */
const edit = gate<Ask, { before: Ask; ask: Ask; now: number }, "conflict">({
  name: "ask",
  read: ({ store }, id) => {
    const [subject, person] = JSON.parse(id) as [string, string];
    return store.ask(subject, person);
  },
  open: (before, now) => ({ before, ask: before, now }),
  after: ({ ask }) => ask,
  commit: async ({ store }, { before, ask }) =>
    ask === before ? "unchanged" : store.commitAsk({ ...ask, revision: before.revision + 1 }),
  dispatch: async () => true,
});

/** Asks somebody, once: whoever was asked before is not asked again. Answers whether they were asked now. */
export async function askOnce(
  { store, time }: Relay,
  ask: Pick<Ask, "subject" | "person" | "question" | "respondBy">,
): Promise<boolean> {
  const askedAt = new Date(time.now()).toISOString();
  return (await store.commitAsk({ ...ask, askedAt, revision: 1 })) === "done";
}

/** Takes an answer, which may be replaced until the ask closes. Throws `ask.unknown`, `ask.closed` or `ask.empty`. */
export async function answerAsk(relay: Relay, subject: string, person: string, said: string): Promise<Ask> {
  const text = cutText(masked(said, []), LONGEST_ANSWER);
  return change(relay, subject, person, (ask, now) => {
    if (Date.parse(ask.respondBy) <= now)
      throw new BatonError("ask.closed", "This question is closed; what you answered before counts.", { status: 409 });
    if (text === "") throw new BatonError("ask.empty", "Please write an answer.", { status: 422 });
    if (ask.answer?.text === text) return ask;
    return { ...ask, answer: { at: new Date(now).toISOString(), text } };
  });
}

/** Notes what came of an answer. Throws `ask.unknown` or `ask.unanswered`. */
export async function noteUse(relay: Relay, subject: string, person: string, said: string): Promise<Ask> {
  const text = cutText(said.trim(), LONGEST_ANSWER);
  return change(relay, subject, person, (ask, now) => {
    if (!ask.answer) throw new BatonError("ask.unanswered", "There is no answer to it yet.", { status: 409 });
    return ask.used?.text === text ? ask : { ...ask, used: { at: new Date(now).toISOString(), text } };
  });
}

async function change(relay: Relay, subject: string, person: string, by: (ask: Ask, now: number) => Ask): Promise<Ask> {
  const edited = await edit(relay, JSON.stringify([subject, person]), (draft) => {
    draft.ask = by(draft.before, draft.now);
  });
  if (!edited) throw new BatonError("ask.unknown", "This question is no longer stored.", { status: 404 });
  return edited.thing;
}
