import { wordsIn } from "@baton/words";
import { readFacts } from "../facts/facts.ts";
import { handing } from "../lead/cause.ts";
import { delaySeconds, idsOf } from "../lead/change/dispatch.ts";
import { tidyNotice } from "../lead/change/draft.ts";
import { edit } from "../lead/change/edit.ts";
import type { Lead, Notice } from "../lead/lead.ts";
import { rulesOf } from "../lead/rules-of.ts";
import { touchesOfLead } from "../person/touches.ts";
import type { LeadNotice } from "../ports/notices.ts";
import type { Relay } from "../ports/relay.ts";
import type { Links } from "../signed/index.ts";
import { batchOf } from "./batches.ts";
import { enclosedWith } from "./enclosed.ts";
import { noticeView } from "./notice-view.ts";
import type { NoticeView } from "./view.ts";

/** A lead's notice, and the delivery that brought the lead. */
export type MailedNotice = LeadNotice & { delivery: string };

/** Sends one notice as mail to a person, by their id; answers the provider's message id. */
export type Post = (view: NoticeView, meta: MailedNotice & { to: string; at: number }) => Promise<string>;

/** Sends several notices of one kind to one person as one mail; answers the provider's message id. `id` is the mail's own. */
export type PostList = (
  views: NoticeView[],
  meta: { id: string; to: string; notices: MailedNotice[]; at: number },
) => Promise<string>;

export interface Mailing {
  post: Post;
  postList: PostList;
  links: Links;
  pageUrl(token: string): string;
}

/** While a process sends a notice, others leave it alone for this long. */
export const CLAIM_MS = 60_000;
const ATTEMPTS = 30;
/** Of what happened to a lead a mail knows the latest changes: its page has the rest. */
const MOST_ENTRIES = 50;

/** A notice that its lead has, as both were read. */
export interface Unsent {
  lead: Lead;
  notice: Notice;
}

/** A notice that is not sent; undefined when it is. */
export async function noticeOf(relay: Relay, of: LeadNotice): Promise<Unsent | undefined> {
  const lead = await relay.store.lead(of.lead);
  const notice = lead?.notices.find(({ id }) => id === of.notice);
  return lead && notice && { lead, notice };
}

export const mailed = ({ lead, notice }: Unsent): MailedNotice => ({ ...idsOf(lead), notice: notice.id });

/** Claims the sending of a notice; false when another process is at it. */
export function claim(relay: Relay, { lead, notice }: Unsent, now: number): Promise<boolean> {
  return relay.store.claimNotice(batchOf(notice), { lead: lead.id, notice: notice.id }, { now, until: now + CLAIM_MS });
}

/** What a notice says, with a fresh link; undefined when its recipient has left. `enclose`: with what marketing gives along. */
export async function viewOf(
  relay: Relay,
  { links, pageUrl }: Mailing,
  { lead, notice }: Unsent,
  now: number,
  { enclose = false }: { enclose?: boolean } = {},
): Promise<NoticeView | undefined> {
  const rulebook = await rulesOf(relay, lead);
  if (!rulebook.agreement.people[notice.to]) return undefined;
  const link = pageUrl(links.sign({ lead: lead.id, person: notice.to }, now));
  const [words, entries, touches, enclosed] = await Promise.all([
    wordsIn(rulebook.language(notice.to)),
    relay.store.facts(lead.id, { limit: MOST_ENTRIES }),
    touchesOfLead(relay.store, lead),
    enclose ? enclosedWith(relay, rulebook, lead) : undefined,
  ]);
  return noticeView(rulebook, lead, readFacts(lead.id, entries), touches, notice, { link, now, enclosed, words });
}

/** Takes a sent notice off its lead, or changes it. A concurrent change of the lead is read again; the mail is not sent again. */
export async function replaceNotice(
  relay: Relay,
  { lead: read, notice: { id } }: Unsent,
  by?: (notice: Notice) => Notice,
): Promise<void> {
  await edit(relay, read.id, (draft) => tidyNotice(draft, id, by), { read, attempts: ATTEMPTS });
}

/** Takes a notice off its lead that was sent at an instant (epoch ms). */
export const noteSent = async (relay: Relay, { lead, notice }: Unsent, now: number): Promise<void> => {
  await edit(
    relay,
    lead.id,
    (draft) => {
      if (handing.has(notice.kind) && draft.lead.notices.some(({ id }) => id === notice.id))
        draft.lead.handed = { ...draft.lead.handed, [notice.to]: new Date(now).toISOString() };
      tidyNotice(draft, notice.id);
    },
    { read: lead, attempts: ATTEMPTS },
  );
};

/** Sends one claimed notice as a mail of its own. One that cannot be written or sent is given up, for whoever tries again. */
export async function send(relay: Relay, mailing: Mailing, unsent: Unsent, now: number): Promise<void> {
  const { notice } = unsent;
  try {
    const view = await viewOf(relay, mailing, unsent, now, { enclose: true });
    // What somebody who has left would be told is told to nobody.
    if (view) await mailing.post(view, { ...mailed(unsent), to: notice.to, at: now });
    else return replaceNotice(relay, unsent);
  } catch (error) {
    await relay.store.giveUpNotice(batchOf(notice), notice.id);
    throw error;
  }
  await noteSent(relay, unsent, now);
}

/**
 * Has a message for a notice come at an instant: a new one, because one that waits by coming again ends up among the dead letters.
 * None after the lead itself has the notice sent again, so that they do not become more.
 */
export async function comeAgain(relay: Relay, { lead, notice }: Unsent, instant: number): Promise<void> {
  const delay = delaySeconds(relay.time, instant);
  if (delay === undefined || instant > Date.parse(notice.retryAt)) return;
  await relay.queues.notices([{ message: { lead: lead.id, notice: notice.id }, delaySeconds: delay }]);
}
