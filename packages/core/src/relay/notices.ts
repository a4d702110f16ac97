import type { Lead, Notice } from "../lead/index.ts";
import { NOTICE_RETRY_MS } from "./relay.ts";

/** Puts a notice on a lead, to be sent after the commit; answers its id. */
export function addNotice(lead: Lead, notice: Pick<Notice, "kind" | "to" | "step" | "other">, now: number): string {
  lead.noticeCount += 1;
  const id = `${lead.id}.${lead.noticeCount}`;
  lead.notices = [
    ...lead.notices,
    { ...notice, id, at: new Date(now).toISOString(), retryAt: new Date(now + NOTICE_RETRY_MS).toISOString() },
  ];
  return id;
}
