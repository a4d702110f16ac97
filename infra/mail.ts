/// <reference path="../.sst/platform/config.d.ts" />
import { topicForQueue } from "./from-ses.ts";
import { identity, isOthers } from "./identities.ts";

/** The mails' sender: an address, or a domain, from which `baton@` then sends. */
const sender = process.env.BATON_SENDER || forTrying();
const address = sender.includes("@") ? sender : `baton@${sender}`;

/** Lets a stage be tried without sending. Throws in production, whose mails would go nowhere. */
function forTrying(): string {
  if ($app.stage === "production")
    throw new Error("BATON_SENDER is missing: the address, or the domain in Route 53, that mails come from.");
  return "baton@example.com";
}

const [, domain] = address.split("@") as [string, string];
/** What is left to do by hand before mails go out. */
export const senderToDo = {
  // An address is good as soon as its domain is.
  ...(!(sender.includes("@") && (await isOthers(domain))) && { senderDns: await identity("Mail", sender) }),
};

const set = new aws.sesv2.ConfigurationSet("MailSet", { configurationSetName: `${$app.name}-${$app.stage}` });
new aws.sesv2.ConfigurationSetEventDestination("MailEventsDestination", {
  configurationSetName: set.configurationSetName,
  eventDestinationName: "undelivered",
  eventDestination: {
    enabled: true,
    matchingEventTypes: ["BOUNCE", "COMPLAINT", "REJECT"],
    snsDestination: { topicArn: topicForQueue("MailEvents") },
  },
});

const { partition } = aws.getPartitionOutput();
const { region } = aws.getRegionOutput();
const { accountId } = aws.getCallerIdentityOutput();

/** Lets a function send raw mails from the one address through the one configuration set, nothing else. */
export const mail = new sst.Linkable("Mail", {
  properties: { sender: address, configSet: set.configurationSetName },
  include: [
    sst.aws.permission({
      actions: ["ses:SendRawEmail"],
      // While an account is in the SES sandbox, sending needs the recipients' identities too, not the sender's alone.
      resources: [$interpolate`arn:${partition}:ses:${region}:${accountId}:identity/*`, set.arn],
      conditions: [{ test: "StringEquals", variable: "ses:FromAddress", values: [address] }],
    }),
  ],
});
