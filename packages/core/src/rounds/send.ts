import { wordsIn } from "@baton/words";
import type { PostMail } from "../ports/notices.ts";
import type { RoundMessage } from "../ports/queues.ts";
import type { Relay } from "../ports/relay.ts";
import type { Folding } from "../report/fold.ts";
import { packMail } from "../review/mail.ts";
import { weeklyMail } from "../weekly/mail.ts";
import { kindOf } from "./kinds.ts";
import type { RoundLinks, RoundMail, RoundView, Sending } from "./mail.ts";

/** What mails that come round are written with. */
export interface RoundMeans {
  relay: Relay;
  folding: Folding;
  links(now: number): RoundLinks;
  post: PostMail<RoundView>;
}

const mails: Record<string, (sending: Sending) => Promise<RoundMail | undefined>> = {
  weekly: weeklyMail,
  pack: packMail,
};

/** While a process sends a mail, others leave it alone for this long. */
const CLAIM_MS = 60_000;

/** Sends somebody what has come round, once; nothing, where there is nothing to say. */
export async function sendRound({ relay, folding, links, post }: RoundMeans, message: RoundMessage): Promise<void> {
  const { round, dueAt } = message;
  const { name, about: person } = kindOf(round);
  const { store, time, log } = relay;
  const now = time.now();
  const plan = (await store.rounds([round]))[round];
  const write = Object.hasOwn(mails, name) ? mails[name] : undefined;
  if (!write || !plan || (plan.done !== undefined && plan.done >= dueAt)) return;
  const rulebook = await relay.rulebooks.active();
  const recipient = rulebook.agreement.people[person];
  const done = () => store.doneRound(round, dueAt);
  if (!recipient) return done();
  const id = `${name}.${person}.${dueAt}`;
  const batch = { to: person, kind: "round" as const, minute: dueAt };
  if (!(await store.claimNotice(batch, { lead: id, notice: id }, { now, until: now + CLAIM_MS }))) return;
  if (await store.addressMark(recipient.email)) {
    log("error", "somebody does not hear what has come round, as their address refuses mail", { round });
    return done();
  }
  let after: RoundMail["after"] = [];
  try {
    const words = await wordsIn(rulebook.language(person));
    const mail = await write({
      relay,
      folding,
      rulebook,
      links: links(now),
      person,
      words,
      due: dueAt,
      before: plan.done,
      now,
    });
    if (!mail) return done();
    const { after: noted, ...view } = mail;
    after = noted;
    const { name: called, email } = recipient;
    const agreementName = rulebook.agreement.name;
    const { language } = words;
    await post({ ...view, recipient: { name: called, email }, agreementName, language }, { id, to: person, at: now });
  } catch (error) {
    // Whoever tries again has it.
    await store.giveUpNotice(batch, id);
    throw error;
  }
  for (const note of after) await note();
  await done();
}
