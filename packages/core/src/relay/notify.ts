import { endOf, minuteOf, putOff, sendBatch } from "./batch.ts";
import { CLAIM_MS, type Mailing, replaceNotice, viewOf } from "./mailing.ts";
import { delaySeconds, type Relay } from "./relay.ts";

/** More notices of one kind to one person within a minute than these go out together, as one mail that lists them. */
const FEW = 5;
/** How many of those that are put off see to it that the mail is sent. */
const BEARERS = 2;

/**
 * Sends a notice that a lead still has. A repeat is noticed by the notice's id: claimed by another process or sent already,
 * it is not sent again. Only a crash between SES's answer and our record of it can repeat a mail.
 */
export async function notify(relay: Relay, mailing: Mailing, message: { lead: string; notice: string }): Promise<void> {
  const lead = await relay.store.lead(message.lead);
  const notice = lead?.notices.find(({ id }) => id === message.notice);
  if (!lead || !notice) return;
  const now = relay.time.now();
  const { to, kind } = notice;
  if (notice.batch !== undefined) {
    const batch = { to, kind, minute: notice.batch };
    if (now >= endOf(batch)) await sendBatch(relay, mailing, batch, message, now);
    return;
  }
  const claim = await relay.store.claimNotice(lead.id, notice.id, { now, until: now + CLAIM_MS });
  if (claim === "busy") return;
  if (claim === "claimed") {
    const batch = { to, kind, minute: minuteOf(now) };
    const count = await relay.store.countNotice(batch);
    if (count > FEW) {
      // One of them has all of them sent, or another one if that is taken back meanwhile; the rest is tried again in the end.
      const bears = count <= FEW + BEARERS;
      await putOff(relay, lead, notice, batch, bears);
      const delay = delaySeconds(relay.time, endOf(batch));
      if (bears && delay !== undefined) mailing.lists.again(delay);
      return;
    }
    const view = await viewOf(relay, mailing, lead, notice, now);
    if (view) {
      const messageId = await mailing.post(view, { lead: lead.id, notice: notice.id, at: now });
      await relay.store.noticeSent(lead.id, notice.id, { at: now, messageId });
    }
  }
  await replaceNotice(relay, lead, notice);
}
