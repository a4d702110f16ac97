import { SESClient, SendRawEmailCommand } from "@aws-sdk/client-ses";
import type { Mailed } from "@baton/core/mailbox";
import { tagsOf } from "./tags.ts";

export { readMailEvent } from "./mail-event.ts";
export { readCopy } from "./received.ts";
export { tagsOf } from "./tags.ts";

export interface SesMail {
  /** The composed MIME message. */
  raw: Uint8Array;
  from: string;
  to: string;
  /** What it is about, for the events that SES publishes of it. */
  about: Mailed;
}

/**
 * Hands a mail to SES; answers SES's message id. `configurationSet` publishes the mail's events; named with every mail, because the
 * default is the identity's, and the account may have another identity that the sender's address belongs to.
 */
export function sesMailer(configurationSet: () => string): (mail: SesMail) => Promise<string> {
  const client = new SESClient({ maxAttempts: 2 });
  return async ({ raw, from, to, about }) => {
    const { MessageId } = await client.send(
      new SendRawEmailCommand({
        RawMessage: { Data: raw },
        Source: from,
        Destinations: [to],
        ConfigurationSetName: configurationSet(),
        Tags: tagsOf(about),
      }),
    );
    return MessageId ?? "";
  };
}
