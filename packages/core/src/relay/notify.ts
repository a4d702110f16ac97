import type { LeadNotice } from "../store/index.ts";
import { putOff, sendBatch } from "./batch.ts";
import { claim, type Mailing, mailed, noticeOf, replaceNotice, viewOf } from "./mailing.ts";
import { batchOf, endOf } from "./notices.ts";
import type { Relay } from "./relay.ts";
import { withheld } from "./withhold.ts";

/** More notices of one kind to one person within a minute than these go out together, as one mail that lists them. */
const FEW = 5;
/** At least so many of those that are put off see to it that the mail is sent. */
const BEARERS = 2;

/**
 * Sends a notice that a lead still has. While another process is at it a repeat sends nothing, and once it is sent the lead does
 * not have it any more: only a crash between SES's answer and our record of it can repeat a mail.
 */
export async function notify(relay: Relay, mailing: Mailing, message: LeadNotice): Promise<void> {
  const now = relay.time.now();
  const found = await noticeOf(relay, message);
  if (!found) return;
  const batch = batchOf(found.notice);
  if (await withheld(relay, found, batch)) return;
  if (now >= endOf(batch)) return sendBatch(relay, mailing, batch, found, now);
  if (!(await claim(relay, found, now))) return;
  // Whatever is claimed at the same time counts as well: however many come at once, no more than a few are sent alone.
  const first = await relay.store.claimedNotices(batch, FEW + BEARERS);
  // And of the first by id no more than these few either, so that some of them are put off. The rest is tried again in the end.
  if (first.length > FEW) return putOff(relay, mailing, found, batch, first.includes(found.notice.id));
  const view = await viewOf(relay, mailing, found, now);
  if (view) await mailing.post(view, { ...mailed(found), to: found.notice.to, at: now });
  await replaceNotice(relay, found);
}
