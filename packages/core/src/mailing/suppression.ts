import { rulesOf } from "../lead/rules-of.ts";
import type { Relay } from "../ports/relay.ts";
import type { Unsent } from "./mail.ts";
import { undelivered } from "./undelivered.ts";

/** Keeps a notice from being sent to an address that is marked: others are told at once. False when mail goes to the address. */
export async function suppressed(relay: Relay, { lead, notice }: Unsent): Promise<boolean> {
  const { to, kind } = notice;
  const email = (await rulesOf(relay, lead)).agreement.people[to]?.email;
  if (email === undefined || !(await relay.store.addressMark(email))) return false;
  await undelivered(relay, { lead: lead.id, notice: notice.id, to, kind }, "marked");
  return true;
}
