import { rulesOf } from "../lead/rules-of.ts";
import type { NoticeBatch } from "../ports/notices.ts";
import type { Relay } from "../ports/relay.ts";
import type { Unsent } from "./mail.ts";
import { undelivered } from "./undelivered.ts";

/**
 * Keeps a notice from being sent to an address that is marked, and with it what was put off to go out with it: others are told at
 * once. False when mail goes to the address.
 */
export async function suppressed(relay: Relay, { lead, notice }: Unsent, batch: NoticeBatch): Promise<boolean> {
  const { to, kind } = batch;
  const email = (await rulesOf(relay, lead)).agreement.people[to]?.email;
  if (email === undefined || !(await relay.store.addressMark(email))) return false;
  const own = { lead: lead.id, notice: notice.id };
  for (const one of [own, ...(await relay.store.putOffNotices(batch))])
    await undelivered(relay, { ...one, to, kind }, "marked");
  return true;
}
