import type { Lead, Notice } from "../lead/index.ts";

/** A notice that nobody reports as sent is queued again after two minutes, then four, eight, … up to an hour. */
const retryMs = (retries: number): number => Math.min(120_000 * 2 ** retries, 3_600_000);

/** Puts a notice on a lead, to be sent after the commit; answers its id. */
export function addNotice(lead: Lead, notice: Pick<Notice, "kind" | "to" | "step" | "other">, now: number): string {
  lead.noticeCount += 1;
  const id = `${lead.id}.${lead.noticeCount}`;
  const at = new Date(now).toISOString();
  lead.notices = [
    ...lead.notices,
    { ...notice, id, at, retryAt: new Date(now + retryMs(0)).toISOString(), retries: 0 },
  ];
  return id;
}

/** Schedules the next retry of those notices that nobody has sent by now; answers their ids. */
export function retryNotices(lead: Lead, now: number): string[] {
  const unsent = lead.notices.filter(({ retryAt }) => Date.parse(retryAt) <= now);
  lead.notices = lead.notices.map((notice) => {
    if (!unsent.includes(notice)) return notice;
    const retries = notice.retries + 1;
    return { ...notice, retries, retryAt: new Date(now + retryMs(retries)).toISOString() };
  });
  return unsent.map(({ id }) => id);
}
