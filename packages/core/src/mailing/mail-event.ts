import type { AddressMark, MailEvent } from "../mailbox/index.ts";
import type { Relay } from "../ports/relay.ts";
import { undelivered } from "./undelivered.ts";

const marking: Partial<Record<MailEvent["what"], AddressMark["why"]>> = {
  refused: "bounced",
  complained: "complained",
};

/** Does what follows from a mail that did not arrive, or was called spam. The same event again changes nothing. */
export async function heedMailEvent(relay: Relay, { what, address, at, mail }: MailEvent): Promise<void> {
  const why = marking[what];
  if (why) {
    await relay.store.markAddress({ address, why, since: at });
    relay.log("info", "no mail goes to an address any more", { why });
  }
  if (mail && "report" in mail)
    relay.log("error", "a report did not reach the operator", { report: mail.report, what });
  else if (mail && what !== "complained")
    for (const notice of mail.notices) await undelivered(relay, { ...notice, to: mail.to, kind: mail.kind }, what);
  relay.measure("Undelivered", 1);
}
