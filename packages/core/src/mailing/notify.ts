import type { LeadNotice } from "../ports/notices.ts";
import type { Relay } from "../ports/relay.ts";
import { batchOf, endOf } from "./batches.ts";
import { defer, sendDigest } from "./digest.ts";
import { CLAIM_MS, claim, comeAgain, type Mailing, noticeOf, replaceNotice, send, type Unsent } from "./mail.ts";
import { quietUntil } from "./quiet.ts";
import { suppressed } from "./suppression.ts";

/** More notices of one kind to one person within a minute than these go out together, as one mail that lists them. */
const FEW = 5;
/** At least so many of those that are put off see to it that the mail is sent. */
const BEARERS = 2;

/**
 * Sends a notice that a lead still has. While another process is at it a repeat waits, and once it is sent the lead does not have
 * it any more: a mail is repeated only where SES took it and that could not be recorded.
 */
export async function sendNotice(relay: Relay, mailing: Mailing, message: LeadNotice): Promise<void> {
  const now = relay.time.now();
  const found = await noticeOf(relay, message);
  if (!found || (await suppressed(relay, found))) return;
  const { heldUntil, kind } = found.notice;
  if (heldUntil !== undefined && now < Date.parse(heldUntil)) return;
  if (kind === "reminder" && (await leftAlone(relay, found, now))) return;
  const batch = batchOf(found.notice);
  const until = now < endOf(batch) ? undefined : await relay.store.putOffUntil(batch, message.notice);
  if (until !== undefined) return now < until ? comeAgain(relay, found, until) : sendDigest(relay, mailing, found, now);
  if (!(await claim(relay, found, now))) return comeAgain(relay, found, now + CLAIM_MS);
  // Whatever is claimed at the same time counts as well: however many come at once, no more than a few are sent alone.
  const first = await relay.store.claimedNotices(batch, FEW + BEARERS);
  // And of the first by id no more than these few either, so that some of them are put off.
  if (first.length > FEW) {
    if (await leftAlone(relay, found, now)) return relay.store.giveUpNotice(batch, message.notice);
    return defer(relay, found, { bears: first.includes(message.notice), now });
  }
  return send(relay, mailing, found, now);
}

/** Has a notice wait for its recipient's working time, if they do not want to be disturbed; answers whether it does. */
async function leftAlone(relay: Relay, unsent: Unsent, now: number): Promise<boolean> {
  const until = unsent.notice.heldUntil === undefined ? await quietUntil(relay, unsent, now) : undefined;
  if (until === undefined) return false;
  const heldUntil = new Date(until).toISOString();
  await replaceNotice(relay, unsent, (before) => ({ ...before, heldUntil, retryAt: heldUntil }));
  await comeAgain(relay, { ...unsent, notice: { ...unsent.notice, retryAt: heldUntil } }, until);
  return true;
}
