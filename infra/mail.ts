/// <reference path="../.sst/platform/config.d.ts" />
import { queues } from "./queues.ts";

/** The mails' sender: an address, or a domain (its DNS in Route 53), from which `baton@` then sends. */
const sender = process.env.BATON_SENDER || "baton@example.com";
const address = sender.includes("@") ? sender : `baton@${sender}`;

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

const events = new sst.aws.SnsTopic("MailEvents");
const { live: queue } = queues.MailEventsQueue;

/** SES publishes to the topic, and nobody else does: what comes from there stops mail to an address. */
const publishing = new aws.sns.TopicPolicy("MailEventsPolicy", {
  arn: events.arn,
  policy: aws.iam.getPolicyDocumentOutput({
    statements: [
      {
        principals: [{ type: "Service", identifiers: ["ses.amazonaws.com"] }],
        actions: ["sns:Publish"],
        resources: [events.arn],
        conditions: [
          { test: "StringEquals", variable: "aws:SourceAccount", values: [aws.getCallerIdentityOutput().accountId] },
        ],
      },
    ],
  }).json,
});

// Not with the topic's own `subscribeQueue`, whose policy lets anybody's topics and buckets send to the queue.
const sending = new aws.sqs.QueuePolicy("MailEventsQueuePolicy", {
  queueUrl: queue.url,
  policy: aws.iam.getPolicyDocumentOutput({
    statements: [
      {
        principals: [{ type: "Service", identifiers: ["sns.amazonaws.com"] }],
        actions: ["sqs:SendMessage"],
        resources: [queue.arn],
        conditions: [{ test: "ArnEquals", variable: "aws:SourceArn", values: [events.arn] }],
      },
    ],
  }).json,
});
new aws.sns.TopicSubscription(
  "MailEventsSubscription",
  { topic: events.arn, protocol: "sqs", endpoint: queue.arn, rawMessageDelivery: true },
  { dependsOn: sending },
);

export const mail = new sst.aws.Email("Mail", {
  sender,
  // SES tries the topic when it is told of it, so its policy comes first.
  events: [{ name: "Undelivered", types: ["bounce", "complaint", "reject"], topic: publishing.arn }],
});
