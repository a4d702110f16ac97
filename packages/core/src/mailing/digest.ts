import pMap, { pMapSkip } from "p-map";
import { loggable } from "../error/index.ts";
import type { LeadNotice, NoticeBatch } from "../ports/notices.ts";
import type { Relay } from "../ports/relay.ts";
import { worthOf } from "../rules/sorting.ts";
import { batchOf, endOf } from "./batches.ts";
import {
  CLAIM_MS,
  comeAgain,
  type Mailing,
  mailed,
  noteSent,
  noticeOf,
  replaceNotice,
  type Unsent,
  viewOf,
} from "./mail.ts";
import type { NoticeView } from "./view.ts";

/** Notices that one mail lists: Gmail hides what is beyond 102 KB. */
const MOST = 50;
/** Leads of a list that are read or written at the same time. */
const AT_ONCE = { concurrency: 8 };
/** How much there may be between the first of a burst and the last of it that the list should have. */
const BURST_MS = 10_000;
/** Those that need not see to it that the list is sent look so much later whether it was. */
const LATER_MS = 60_000;
/** A notice that cannot be written or sent steps aside for so long. */
const ASIDE_MS = 300_000;

/**
 * Puts a claimed notice off to the one mail of its batch, when its minute is over. With `bears` that is on the lead too, so that
 * nothing but the lead itself has to survive until then.
 */
export async function defer(
  relay: Relay,
  unsent: Unsent,
  { bears, now }: { bears: boolean; now: number },
): Promise<void> {
  const { lead, notice } = unsent;
  const batch = batchOf(notice);
  const until = Math.max(endOf(batch), now + BURST_MS);
  await relay.store.putOffNotice(batch, notice.id, until);
  if (!bears) return comeAgain(relay, unsent, until + LATER_MS);
  const retryAt = new Date(until).toISOString();
  await replaceNotice(relay, unsent, (before) => ({ ...before, retryAt }));
  await comeAgain(relay, { lead, notice: { ...notice, retryAt } }, until);
}

/**
 * Sends the first of a batch that were put off, as one mail, and has the next ones sent after it. Only one process at a time does
 * so for a batch, and after a failure none for a minute, so that a mail service that is down is not tried by everybody.
 *
 * @param own the notice of whoever comes, which was put off
 */
export async function sendDigest(relay: Relay, mailing: Mailing, own: Unsent, now: number): Promise<void> {
  const batch = batchOf(own.notice);
  // Twice as late each time.
  const lookAgain = () => comeAgain(relay, own, now + Math.max(LATER_MS, now - Date.parse(own.notice.at)));
  if (!(await relay.store.claimList(batch, { now, until: now + CLAIM_MS }))) return lookAgain();
  const waiting = await relay.store.putOffNotices(batch, { now, limit: MOST + 1 });
  let left: LeadNotice | undefined;
  try {
    left = await sendList(relay, mailing, batch, waiting.slice(0, MOST), now);
  } catch (error) {
    relay.log("error", "a list could not be sent and is tried again", { ...mailed(own), ...loggable(error) });
    return lookAgain();
  }
  await relay.store.giveUpList(batch);
  const next = left ?? waiting[MOST];
  if (next) await relay.queues.notices([{ message: next }]);
}

interface Written extends Unsent {
  view: NoticeView;
}

/**
 * Sends a list, or of one that is refused the first alone, which tells whether the list is at fault: one that is refused alone as well
 * steps aside. Answers what is left of the list.
 */
async function sendList(
  relay: Relay,
  mailing: Mailing,
  batch: NoticeBatch,
  listed: LeadNotice[],
  now: number,
): Promise<LeadNotice | undefined> {
  const settle = async (one: Unsent, sent = true) => {
    await (sent ? noteSent(relay, one, now) : replaceNotice(relay, one));
    await relay.store.forgetNotice(batch, one.notice.id);
  };
  const stepAside = async (one: Unsent) => {
    await relay.store.putOffNotice(batch, one.notice.id, now + ASIDE_MS);
    await comeAgain(relay, one, now + ASIDE_MS);
  };
  const write = async (one: LeadNotice): Promise<Written | typeof pMapSkip> => {
    const found = await noticeOf(relay, one);
    if (!found) {
      await relay.store.forgetNotice(batch, one.notice);
      return pMapSkip;
    }
    try {
      const view = await viewOf(relay, mailing, found, now);
      if (view) return { ...found, view };
    } catch (error) {
      relay.log("error", "a notice cannot be written and steps aside", { ...mailed(found), ...loggable(error) });
      await stepAside(found);
      return pMapSkip;
    }
    // What somebody who has left would be told is told to nobody.
    await settle(found, false);
    return pMapSkip;
  };
  const { agreement } = await relay.rulebooks.active();
  const worth = ({ lead }: Written): number => worthOf(agreement, lead.decision.segment);
  const ready = (await pMap(listed, write, AT_ONCE)).sort((a, b) => worth(b) - worth(a));
  const [first, second] = ready;
  if (!first) return undefined;
  const refused = await post(mailing, ready, now).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  if (!refused) {
    await pMap(ready, (one) => settle(one), { ...AT_ONCE, stopOnError: false });
    return undefined;
  }
  try {
    if (!second) throw refused.error;
    await post(mailing, [first], now);
  } catch (error) {
    await stepAside(first);
    throw error;
  }
  await settle(first);
  return { lead: second.lead.id, notice: second.notice.id };
}

async function post(mailing: Mailing, ready: Written[], at: number): Promise<void> {
  const [first, second] = ready as [Written, Written?];
  const { id, to } = first.notice;
  if (!second) await mailing.post(first.view, { ...mailed(first), to, at });
  else
    await mailing.postList(
      ready.map(({ view }) => view),
      { id: `${id}.list`, to, notices: ready.map(mailed), at },
    );
}
