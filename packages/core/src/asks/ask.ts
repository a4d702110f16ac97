import { isDeepStrictEqual } from "node:util";
import { BatonError } from "../error/index.ts";
import { gate } from "../gate/index.ts";
import type { Relay } from "../ports/relay.ts";
import { cutText } from "../text/index.ts";
import { masked } from "../text/mask.ts";
import { readForm } from "./form.ts";
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
export async function askOnce({ store, time }: Relay, ask: Omit<Ask, "revision" | "askedAt">): Promise<boolean> {
  const askedAt = new Date(time.now()).toISOString();
  return (await store.commitAsk({ ...ask, askedAt, revision: 1 })) === "done";
}

/** What somebody answers: a text, the ids of what they chose, or a form by its fields. */
export type Said = string | readonly string[] | Readonly<Record<string, string>>;

/** Takes an answer, which may be replaced until the ask closes. Throws `ask.unknown`, `ask.closed`, `ask.empty` or `ask.choice`. */
export async function answerAsk(relay: Relay, subject: string, person: string, said: Said): Promise<Ask> {
  return change(relay, subject, person, (ask, now) => {
    if (Date.parse(ask.respondBy) <= now)
      throw new BatonError("ask.closed", "This question is closed; what you answered before counts.", { status: 409 });
    const { at: _at, ...before } = ask.answer ?? {};
    const answer = answerIn(ask, said);
    return isDeepStrictEqual(before, answer) ? ask : { ...ask, answer: { at: new Date(now).toISOString(), ...answer } };
  });
}

function answerIn(ask: Ask, said: Said): Pick<NonNullable<Ask["answer"]>, "text" | "given"> {
  if (ask.fields) {
    const given = readForm(ask, ask.fields, isForm(said) ? said : {});
    return { text: Object.values(given).join("; "), given };
  }
  const parts: string[] = isForm(said) ? [] : [said].flat();
  const text = ask.choices ? chosen(ask, parts) : cutText(masked(parts.join(" "), []), LONGEST_ANSWER);
  if (text === "") throw new BatonError("ask.empty", "Please write an answer.", { status: 422 });
  return { text };
}

const isForm = (said: Said): said is Readonly<Record<string, string>> =>
  typeof said !== "string" && !Array.isArray(said);

function chosen({ choices = [], many }: Ask, ids: readonly string[]): string {
  const known = choices.filter(({ id }) => ids.includes(id)).map(({ id }) => id);
  if (known.length === 0 || known.length < new Set(ids).size || (known.length > 1 && !many))
    throw new BatonError("ask.choice", "Please choose one of the answers.", { status: 422 });
  return known.join(",");
}

/** Notes that an ask is part of a Weekly, by when that was due: of the one only that had it first. */
export const sendIn = (relay: Relay, { subject, person }: Ask, due: string): Promise<Ask> =>
  change(relay, subject, person, (ask) => (ask.sentIn === undefined ? { ...ask, sentIn: due } : ask));

/** Closes an ask before its time: what was answered counts, and nothing replaces it. */
export const closeAsk = (relay: Relay, { subject, person }: Pick<Ask, "subject" | "person">): Promise<Ask> =>
  change(relay, subject, person, (ask, now) =>
    Date.parse(ask.respondBy) <= now ? ask : { ...ask, respondBy: new Date(now).toISOString() },
  );

async function change(relay: Relay, subject: string, person: string, by: (ask: Ask, now: number) => Ask): Promise<Ask> {
  const edited = await edit(relay, JSON.stringify([subject, person]), (draft) => {
    draft.ask = by(draft.before, draft.now);
  });
  if (!edited) throw new BatonError("ask.unknown", "This question is no longer stored.", { status: 404 });
  return edited.thing;
}

/** Takes one of a few things that somebody may have in a week; false when none is left. */
export async function takeOneOf(relay: Relay, what: string, person: string, most: number): Promise<boolean> {
  // Mostly all are taken already, which a read tells for less than a write that fails.
  if (await relay.store.ask(`one/${what}/${most}`, person)) return false;
  const respondBy = new Date(relay.time.now()).toISOString();
  for (let n = 1; n <= most; n++)
    if (await askOnce(relay, { subject: `one/${what}/${n}`, person, question: "", respondBy, unlisted: true }))
      return true;
  return false;
}
