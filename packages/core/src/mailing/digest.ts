import { loggable } from "../error/index.ts";
import { delaySeconds } from "../lead/dispatch.ts";
import type { LeadNotice } from "../ports/notices.ts";
import type { Relay } from "../ports/relay.ts";
import { batchOf, endOf } from "./batches.ts";
import { claim, type Mailing, mailed, noticeOf, replaceNotice, type Unsent, viewOf } from "./mail.ts";
import type { NoticeView } from "./view.ts";

/** Notices that one mail lists: Gmail hides what is beyond 102 KB. */
const MOST = 50;
/** How much there may be between the first of a burst and the last of it that the list should have. */
const BURST_MS = 10_000;
/** Those that need not see to it that the list is sent look so much later whether it was. */
const LATER_MS = 60_000;
/** So many of those that are not sent go on trying; while the mail service is down the others would only be in their way. */
const HEADS = 2;

/**
 * Puts a claimed notice off to the one mail of its batch, when its minute is over. With `bears` that is on the lead too, so that
 * nothing but the lead itself has to survive until then.
 */
export async function defer(
  relay: Relay,
  mailing: Mailing,
  unsent: Unsent,
  { bears, now }: { bears: boolean; now: number },
): Promise<void> {
  const batch = batchOf(unsent.notice);
  const until = Math.max(endOf(batch), now + BURST_MS);
  await relay.store.putOffNotice(batch, unsent.notice.id, until);
  const retryAt = new Date(until).toISOString();
  if (bears) await replaceNotice(relay, unsent, (before) => ({ ...before, retryAt }));
  comeAgain(relay, mailing, bears ? until : until + LATER_MS);
}

/**
 * Sends those of a batch that were put off. Of several who come to do so the one who claims the first of them does; if that fails,
 * or somebody else is at it, only those whose own is one of the first come again.
 *
 * @param own the notice of whoever comes
 */
export async function sendDigest(
  relay: Relay,
  mailing: Mailing,
  waiting: LeadNotice[],
  own: string,
  now: number,
): Promise<void> {
  const heads: Unsent[] = [];
  const rest = waiting.values();
  for (let one = rest.next(); !one.done && heads.length < HEADS; one = rest.next()) {
    const found = await noticeOf(relay, one.value);
    if (found) heads.push(found);
  }
  const [first] = heads;
  if (!first) return;
  const insists = heads.some(({ notice }) => notice.id === own);
  if (!(await claim(relay, first, now))) return insists ? comeAgain(relay, mailing, now + BURST_MS) : undefined;
  const others = (
    await Promise.all(
      waiting.map(async (one) => {
        const found = one.notice === first.notice.id ? undefined : await noticeOf(relay, one);
        return found && (await claim(relay, found, now)) ? found : undefined;
      }),
    )
  ).filter((one) => one !== undefined);
  try {
    await deliver(relay, mailing, [first, ...others], now);
  } catch (error) {
    if (insists) throw error;
    relay.log("warn", "a list could not be sent; whoever is the first of it tries again", {
      ...mailed(first),
      ...loggable(error),
    });
  }
}

/**
 * Sends claimed notices of one kind to one person: several as a list. Those that cannot be written or sent are given up, for whoever
 * tries again, and keep no others from being sent; then it rejects.
 */
export async function deliver(relay: Relay, mailing: Mailing, claimed: Unsent[], now: number): Promise<void> {
  const failures: unknown[] = [];
  const giveUp = async (unsent: Unsent[], error: unknown) => {
    failures.push(error);
    await Promise.all(unsent.map(({ notice }) => relay.store.giveUpNotice(batchOf(notice), notice.id)));
  };
  const ready: Written[] = [];
  await Promise.all(
    claimed.map(async (one) => {
      try {
        const view = await viewOf(relay, mailing, one, now);
        if (view) ready.push({ ...one, view });
        // What somebody who has left would be told is told to nobody.
        else await replaceNotice(relay, one);
      } catch (error) {
        await giveUp([one], error);
      }
    }),
  );
  for (let from = 0; from < ready.length; from += MOST) {
    const share = ready.slice(from, from + MOST);
    const sent = await post(mailing, share, now).then(
      () => true,
      async (error) => {
        await giveUp(share, error);
        return false;
      },
    );
    if (sent) await Promise.all(share.map((one) => replaceNotice(relay, one)));
  }
  if (failures.length > 0) throw failures[0];
}

interface Written extends Unsent {
  view: NoticeView;
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

/** Has the message that is being dealt with come again at an instant. */
export function comeAgain(relay: Relay, mailing: Mailing, instant: number): void {
  const delay = delaySeconds(relay.time, instant);
  if (delay !== undefined) mailing.again(delay);
}
