import type { PostMail } from "../ports/notices.ts";
import type { RoundMessage } from "../ports/queues.ts";
import type { Relay } from "../ports/relay.ts";
import type { Folding } from "../report/fold.ts";
import { formatDate } from "../zone/index.ts";
import { sectionsOf } from "./sections.ts";
import { type WeeklyLinks, type WeeklySection, weekOf } from "./week.ts";

/** Everything a template needs to write somebody's Weekly. */
export interface WeeklyView {
  recipient: { name: string; email: string };
  /** "Mon 23 Nov 2026", of the days that it is about. */
  from: string;
  to: string;
  sections: WeeklySection[];
  agreementName: string;
}

/** What a Weekly is written with. */
export interface WeeklyMeans {
  relay: Relay;
  folding: Folding;
  links(now: number): WeeklyLinks;
  post: PostMail<WeeklyView>;
}

/** While a process sends a mail, others leave it alone for this long. */
const CLAIM_MS = 60_000;

/** Sends somebody their Weekly, once; nothing, where there is nothing to say. */
export async function sendWeekly({ relay, folding, links, post }: WeeklyMeans, message: RoundMessage): Promise<void> {
  const { round, dueAt } = message;
  const person = round.slice(round.indexOf("/") + 1);
  const { store, time, log } = relay;
  const now = time.now();
  const plan = (await store.rounds([round]))[round];
  if (!plan || (plan.done !== undefined && plan.done >= dueAt)) return;
  const rulebook = await relay.rulebooks.active();
  const recipient = rulebook.agreement.people[person];
  const done = () => store.doneRound(round, dueAt);
  if (!recipient) return done();
  const id = `weekly.${person}.${dueAt}`;
  const batch = { to: person, kind: "weekly" as const, minute: dueAt };
  if (!(await store.claimNotice(batch, { lead: id, notice: id }, { now, until: now + CLAIM_MS }))) return;
  if (await store.addressMark(recipient.email)) {
    log("error", "somebody gets no Weekly, as their address refuses mail", { to: person });
    return done();
  }
  const week = await weekOf(relay, folding, rulebook, links(now), person, dueAt, plan.done, now);
  const sections = await sectionsOf(week);
  if (sections.length === 0) return done();
  await post(
    {
      recipient: { name: recipient.name, email: recipient.email },
      from: formatDate(week.from),
      to: formatDate(week.to),
      sections,
      agreementName: rulebook.agreement.name,
    },
    { id, to: person, at: now },
  );
  for (const note of week.after) await note();
  await done();
}
