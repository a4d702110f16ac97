import type { Lead, Notice } from "../lead/index.ts";
import type { NoticeView } from "../notice/view.ts";
import type { NoticeBatch } from "../store/index.ts";
import { CLAIM_MS, type Mailing, replaceNotice, viewOf } from "./mailing.ts";
import type { Relay } from "./relay.ts";

const MINUTE_MS = 60_000;
/** Notices that one mail lists: Gmail hides what is beyond 102 KB. */
const MOST = 50;

/** The minute of an instant, as batches name it. */
export const minuteOf = (instant: number): string => new Date(instant - (instant % MINUTE_MS)).toISOString();

/** When a batch is complete. */
export const endOf = ({ minute }: NoticeBatch): number => Date.parse(minute) + MINUTE_MS;

/**
 * Puts a notice off to the one mail of its batch. With `bears` it is due at the end of the minute and then has that mail sent, so
 * that nothing but the lead itself has to survive until then.
 */
export async function putOff(
  relay: Relay,
  lead: Lead,
  notice: Notice,
  batch: NoticeBatch,
  bears: boolean,
): Promise<void> {
  await relay.store.putOffNotice(batch, { lead: lead.id, notice: notice.id });
  const retryAt = new Date(endOf(batch)).toISOString();
  if (bears) await replaceNotice(relay, lead, notice, (before) => ({ ...before, batch: batch.minute, retryAt }));
}

/**
 * Sends what was put off to a batch, among it `bearer`: as a list, or what is alone as a mail of its own. What another process is
 * at, or has sent, is left out.
 */
export async function sendBatch(
  relay: Relay,
  mailing: Mailing,
  batch: NoticeBatch,
  bearer: { lead: string; notice: string },
  now: number,
): Promise<void> {
  // The store forgets a batch after a while; the bearer must go out all the same.
  const others = (await relay.store.putOffNotices(batch)).filter(({ notice }) => notice !== bearer.notice);
  const waiting = [bearer, ...others];
  for (let from = 0; from < waiting.length; from += MOST) {
    const claimed = await Promise.all(waiting.slice(from, from + MOST).map((one) => claim(relay, mailing, one, now)));
    const ready = claimed.filter((one) => one !== undefined);
    const [first] = ready;
    if (!first) continue;
    const notices = ready.map(({ lead, notice }) => ({ lead: lead.id, notice: notice.id }));
    const messageId =
      ready.length === 1
        ? await mailing.post(first.view, { ...notices[0]!, at: now })
        : await mailing.lists.post(
            ready.map(({ view }) => view),
            { id: `${first.notice.id}.list`, notices, at: now },
          );
    await Promise.all(
      ready.map(async ({ lead, notice }) => {
        await relay.store.noticeSent(lead.id, notice.id, { at: now, messageId });
        await replaceNotice(relay, lead, notice);
      }),
    );
  }
}

interface Claimed {
  lead: Lead;
  notice: Notice;
  view: NoticeView;
}

async function claim(
  relay: Relay,
  mailing: Mailing,
  of: { lead: string; notice: string },
  now: number,
): Promise<Claimed | undefined> {
  const lead = await relay.store.lead(of.lead);
  const notice = lead?.notices.find(({ id }) => id === of.notice);
  if (!lead || !notice) return undefined;
  const claim = await relay.store.claimNotice(lead.id, notice.id, { now, until: now + CLAIM_MS });
  const view = claim === "claimed" ? await viewOf(relay, mailing, lead, notice, now) : undefined;
  if (view) return { lead, notice, view };
  // Sent, but not taken off the lead; or for somebody who has left.
  if (claim !== "busy") await replaceNotice(relay, lead, notice);
  return undefined;
}
