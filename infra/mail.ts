/// <reference path="../.sst/platform/config.d.ts" />
import { topicForQueue } from "./from-ses.ts";

/** The mails' sender: an address, or a domain (its DNS in Route 53), from which `baton@` then sends. */
export const sender = process.env.BATON_SENDER || forTrying();
const address = sender.includes("@") ? sender : `baton@${sender}`;

/** Lets a stage be tried without sending. Throws in production, whose mails would go nowhere. */
function forTrying(): string {
  if ($app.stage === "production")
    throw new Error("BATON_SENDER is missing: the address, or the domain in Route 53, that mails come from.");
  return "baton@example.com";
}

// A link to the mail lets a function send raw mails from this address, nothing else.
sst.Linkable.wrap(sst.aws.Email, (email) => ({
  properties: { sender: address, configSet: email.configSet },
  include: [
    sst.aws.permission({
      actions: ["ses:SendRawEmail"],
      // While an account is in the SES sandbox, sending needs the recipients' identities too, not the sender's alone.
      resources: [
        email.nodes.identity.arn.apply((arn) => arn.replace(/identity\/.*$/, "identity/*")),
        email.nodes.configurationSet.arn,
      ],
      conditions: [{ test: "StringEquals", variable: "ses:FromAddress", values: [address] }],
    }),
  ],
}));

export const mail = new sst.aws.Email("Mail", {
  sender,
  events: [{ name: "Undelivered", types: ["bounce", "complaint", "reject"], topic: topicForQueue("MailEvents") }],
});
