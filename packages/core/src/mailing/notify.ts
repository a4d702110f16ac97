import type { LeadNotice } from "../ports/notices.ts";
import type { Relay } from "../ports/relay.ts";
import { batchOf, endOf } from "./batches.ts";
import { comeAgain, defer, deliver, sendDigest } from "./digest.ts";
import { CLAIM_MS, claim, type Mailing, noticeOf } from "./mail.ts";
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
  if (!found) return;
  const batch = batchOf(found.notice);
  if (await suppressed(relay, found, batch)) return;
  const waiting = now < endOf(batch) ? [] : await relay.store.putOffNotices(batch);
  const own = waiting.find(({ notice }) => notice === message.notice);
  if (own && now < own.until) return comeAgain(relay, mailing, own.until);
  if (own) return sendDigest(relay, mailing, waiting, message.notice, now);
  if (!(await claim(relay, found, now))) return comeAgain(relay, mailing, now + CLAIM_MS);
  // Whatever is claimed at the same time counts as well: however many come at once, no more than a few are sent alone.
  const first = await relay.store.claimedNotices(batch, FEW + BEARERS);
  // And of the first by id no more than these few either, so that some of them are put off.
  if (first.length > FEW) return defer(relay, mailing, found, { bears: first.includes(message.notice), now });
  return deliver(relay, mailing, [found], now);
}
