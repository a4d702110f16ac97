import { componentOf, type Deployment, nameOfArn, ofType } from "../graph.ts";
import { findings } from "./findings.ts";

/** The way of what SES tells: from it to a topic to a queue, each open to the one before alone. */
export function fromSes(
  deployment: Deployment,
  { about, topic, queue }: { about: string; topic: string; queue: string },
): string[] {
  const [subscription, ...more] = ofType(deployment, "aws:sns/topicSubscription:TopicSubscription")
    .map(({ inputs }) => inputs)
    .filter((inputs) => inputs.topic === topic);
  const name = ofType(deployment, "aws:sqs/queue:Queue").find((one) => componentOf(one) === queue)?.inputs.name;
  const url = `https://sqs.us-east-1.amazonaws.com/123456789012/${name}`;
  const mayPublish = policies(deployment, "aws:sns/topicPolicy:TopicPolicy", ({ arn }) => arn === topic);
  const maySend = policies(deployment, "aws:sqs/queuePolicy:QueuePolicy", ({ queueUrl }) => queueUrl === url);
  return findings(about, {
    "they go to several queues": more.length > 0,
    "they do not come to their queue":
      subscription?.protocol !== "sqs" || nameOfArn(deployment, subscription?.endpoint ?? "") !== queue,
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
