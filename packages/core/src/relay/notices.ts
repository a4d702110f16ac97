import type { Lead, Notice } from "../lead/index.ts";
import type { NoticeBatch } from "../store/index.ts";

const MINUTE_MS = 60_000;

/** A notice that nobody reports as sent is queued again after two minutes, then four, eight, … up to an hour. */
const retryMs = (retries: number): number => Math.min(120_000 * 2 ** retries, 3_600_000);

/** Puts a notice on a lead, to be sent after the commit; answers its id. */
export function addNotice(
  lead: Lead,
  notice: Pick<Notice, "kind" | "to" | "step" | "other">,
  now: number,
  firstRetryMs = retryMs(0),
): string {
  lead.noticeCount += 1;
  const id = `${lead.id}.${lead.noticeCount}`;
  const at = new Date(now).toISOString();
  lead.notices = [
    ...lead.notices,
    { ...notice, id, at, retryAt: new Date(now + firstRetryMs).toISOString(), retries: 0 },
  ];
  return id;
}

/** Schedules the next retry of those notices that should have been sent by now; answers their ids. */
export function retryNotices(lead: Lead, now: number): string[] {
  // When something is due for the lead anyway, a first retry that was set late need not wait for its time.
  const unsent = lead.notices.filter(
    ({ at, retryAt, retries }) => Date.parse(retryAt) <= now || (retries === 0 && Date.parse(at) + retryMs(0) <= now),
  );
  lead.notices = lead.notices.map((notice) => {
    if (!unsent.includes(notice)) return notice;
    const retries = notice.retries + 1;
    return { ...notice, retries, retryAt: new Date(now + retryMs(retries)).toISOString() };
  });
  return unsent.map(({ id }) => id);
}

/** The batch of a notice: by when it came up, so that it is the same however late and often it is sent. */
export function batchOf({ to, kind, at }: Notice): NoticeBatch {
  const instant = Date.parse(at);
  return { to, kind, minute: new Date(instant - (instant % MINUTE_MS)).toISOString() };
}

/** When a batch is complete. */
export const endOf = ({ minute }: NoticeBatch): number => Date.parse(minute) + MINUTE_MS;
