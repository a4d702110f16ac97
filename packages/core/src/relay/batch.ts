import type { NoticeView } from "../notice/view.ts";
import type { LeadNotice, NoticeBatch } from "../store/index.ts";
import { claim, type Mailing, mailed, noticeOf, replaceNotice, type Unsent, viewOf } from "./mailing.ts";
import { endOf } from "./notices.ts";
import { delaySeconds, type Relay } from "./relay.ts";

/** Notices that one mail lists: Gmail hides what is beyond 102 KB. */
const MOST = 50;
/** Several may have the mail sent: each waits so long for those before it, which then have sent it. */
const TURN_MS = 10_000;

/**
 * Puts a notice off to the one mail of its batch. With `bears` it is due at the end of the minute and then has that mail sent, so
 * that nothing but the lead itself has to survive until then.
 */
export async function putOff(
  relay: Relay,
  mailing: Mailing,
  unsent: Unsent,
  batch: NoticeBatch,
  bears: boolean,
): Promise<void> {
  const { lead, notice } = unsent;
  await relay.store.putOffNotice(batch, { lead: lead.id, notice: notice.id });
  if (!bears) return;
  const retryAt = new Date(endOf(batch)).toISOString();
  await replaceNotice(relay, unsent, (before) => ({ ...before, retryAt }));
  again(relay, mailing, endOf(batch));
}

/**
 * Sends what was put off to a batch, and with it the notice of somebody who comes when the batch is over: as a list, or what is
 * alone as a mail of its own. What another process is at, or has sent, is left out.
 */
export async function sendBatch(
  relay: Relay,
  mailing: Mailing,
  batch: NoticeBatch,
  comer: Unsent,
  now: number,
): Promise<void> {
  const waiting = await relay.store.putOffNotices(batch);
  const turn = waiting.findIndex(({ notice }) => notice === comer.notice.id);
  const turnAt = endOf(batch) + turn * TURN_MS;
  if (now < turnAt) return again(relay, mailing, turnAt);
  if (!(await claim(relay, comer, now))) return;

  const mine = { lead: comer.lead.id, notice: comer.notice.id };
  const all = [mine, ...waiting.filter(({ notice }) => notice !== mine.notice)];
  for (let from = 0; from < all.length; from += MOST) {
    const share = all.slice(from, from + MOST);
    const taken = await Promise.all(share.map((one) => (one === mine ? comer : take(relay, one, now))));
    const ready = (await Promise.all(taken.map((one) => one && written(relay, mailing, one, now)))).filter(
      (one) => one !== undefined,
    );
    if (ready.length > 0) await post(mailing, ready, now);
    await Promise.all(ready.map((one) => replaceNotice(relay, one)));
  }
}

async function take(relay: Relay, of: LeadNotice, now: number): Promise<Unsent | undefined> {
  const found = await noticeOf(relay, of);
  return found && (await claim(relay, found, now)) ? found : undefined;
}

interface Written extends Unsent {
  view: NoticeView;
}

/** What somebody who has left would be told is told to nobody. */
async function written(relay: Relay, mailing: Mailing, unsent: Unsent, now: number): Promise<Written | undefined> {
  const view = await viewOf(relay, mailing, unsent, now);
  if (view) return { ...unsent, view };
  await replaceNotice(relay, unsent);
  return undefined;
}

async function post(mailing: Mailing, ready: Written[], at: number): Promise<void> {
  const [first, second] = ready as [Written, Written?];
  const { id, to } = first.notice;
  if (!second) await mailing.post(first.view, { ...mailed(first), to, at });
  else
    await mailing.lists.post(
      ready.map(({ view }) => view),
      { id: `${id}.list`, to, notices: ready.map(mailed), at },
    );
}

/** Has the message that is being dealt with come again at an instant. */
function again(relay: Relay, mailing: Mailing, instant: number): void {
  const delay = delaySeconds(relay.time, instant);
  if (delay !== undefined) mailing.lists.again(delay);
}
