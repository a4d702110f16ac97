import { SESClient, SendRawEmailCommand } from "@aws-sdk/client-ses";

/** Hands a composed MIME message to SES; answers SES's message id. */
export function sesMailer(): (mail: { raw: Uint8Array; from: string; to: string }) => Promise<string> {
  const client = new SESClient({ maxAttempts: 2 });
  return async ({ raw, from, to }) => {
    const { MessageId } = await client.send(
      new SendRawEmailCommand({ RawMessage: { Data: raw }, Source: from, Destinations: [to] }),
    );
    return MessageId ?? "";
  };
}
