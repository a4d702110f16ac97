import { componentOf, type Deployment, nameOfArn, ofType } from "../graph.ts";
import { findings } from "./findings.ts";

/** Mails are sent from the one identity, through the one configuration set, and what becomes of them is heard of. */
export function mail(deployment: Deployment): string[] {
  const identities = ofType(deployment, "aws:sesv2/emailIdentity:EmailIdentity");
  const sets = ofType(deployment, "aws:sesv2/configurationSet:ConfigurationSet");
  const { sender, configSet } = deployment.functions.find(({ links }) => links.Mail)?.links.Mail ?? {};
  const statements = deployment.functions.flatMap((fn) => fn.statements);
  const sending = statements.filter(({ actions }) => actions.some((action) => action.startsWith("ses:")));
  return [
    ...findings("the mail", {
      [`there are ${identities.length} identities`]: identities.length !== 1,
      [`there are ${sets.length} configuration sets`]: sets.length !== 1,
      "its identity has no configuration set":
        identities[0]?.inputs.configurationSetName !== sets[0]?.inputs.configurationSetName,
      [`it is sent through ${configSet}`]: configSet !== sets[0]?.inputs.configurationSetName,
      [`it comes from ${sender}`]: typeof sender !== "string" || !sender.endsWith(identities[0]?.inputs.emailIdentity),
      "it may come from another address": !sending.every(({ conditions = [] }) =>
        conditions.some(
          ({ test, variable, values }) =>
            test === "StringEquals" && variable === "ses:FromAddress" && String(values) === sender,
        ),
      ),
    }),
    ...events(deployment, sets[0]?.inputs.configurationSetName),
  ];
}

/** The way of an event: from the configuration set to a topic to the queue, each open to the one before alone. */
function events(deployment: Deployment, set: string): string[] {
  const [destination, ...more] = ofType(
    deployment,
    "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
  ).map(({ inputs }) => inputs);
  const { enabled, matchingEventTypes = [], snsDestination } = destination?.eventDestination ?? {};
  const topic: string = snsDestination?.topicArn ?? "";
  const subscriptions = ofType(deployment, "aws:sns/topicSubscription:TopicSubscription").filter(
    ({ inputs }) => inputs.topic === topic,
  );
  const [subscription] = subscriptions.map(({ inputs }) => inputs);
  const queue = ofType(deployment, "aws:sqs/queue:Queue").find((one) => componentOf(one) === "MailEventsQueue");
  const queueUrl = `https://sqs.us-east-1.amazonaws.com/123456789012/${queue?.inputs.name}`;
  const mayPublish = policies(deployment, "aws:sns/topicPolicy:TopicPolicy", ({ arn }) => arn === topic);
  const maySend = policies(deployment, "aws:sqs/queuePolicy:QueuePolicy", (inputs) => inputs.queueUrl === queueUrl);
  return findings("the mail's events", {
    "they go to several places": more.length > 0 || subscriptions.length > 1,
    "they are those of another configuration set": destination?.configurationSetName !== set,
    "they are switched off": enabled !== true,
    [`they are ${matchingEventTypes}`]: String([...matchingEventTypes].sort()) !== "BOUNCE,COMPLAINT,REJECT",
    "they do not come to their queue":
      subscription?.protocol !== "sqs" || nameOfArn(deployment, subscription?.endpoint ?? "") !== "MailEventsQueue",
    "they come in an envelope": subscription?.rawMessageDelivery !== true,
    [`their topic is open to ${mayPublish}`]:
      mayPublish !== "sns:Publish by ses.amazonaws.com if StringEquals aws:SourceAccount 123456789012",
    [`their queue is open to ${maySend}`]:
      maySend !== `sqs:SendMessage by sns.amazonaws.com if ArnEquals aws:SourceArn ${topic}`,
  });
}

interface Allowed {
  actions: string[];
  principals: { identifiers: string[] }[];
  conditions?: { test: string; variable: string; values: string[] }[];
}

/** What the policies of a resource allow, in words. */
function policies(
  deployment: Deployment,
  type: string,
  // biome-ignore lint/suspicious/noExplicitAny: each type of resource has its own
  ofResource: (inputs: Record<string, any>) => boolean,
): string {
  return ofType(deployment, type)
    .filter(({ inputs }) => ofResource(inputs))
    .flatMap(({ inputs }) => JSON.parse(inputs.policy).Statement as Allowed[])
    .map(({ actions, principals, conditions = [] }) => {
      const only = conditions.map(({ test, variable, values }) => ` if ${test} ${variable} ${values}`).join("");
      return `${actions} by ${principals.flatMap(({ identifiers }) => identifiers)}${only}`;
    })
    .join(", ");
}
