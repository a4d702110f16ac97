import type { Notice } from "../lead/lead.ts";
import type { NoticeBatch } from "../ports/notices.ts";

const MINUTE_MS = 60_000;

/** The batch of a notice: by when it came up, or had to wait for, so that it is the same however late and often it is sent. */
export function batchOf({ to, kind, at, heldUntil }: Notice): NoticeBatch {
  const instant = Date.parse(heldUntil ?? at);
  return { to, kind, minute: new Date(instant - (instant % MINUTE_MS)).toISOString() };
}

/** When a batch is complete. */
export const endOf = ({ minute }: NoticeBatch): number => Date.parse(minute) + MINUTE_MS;
