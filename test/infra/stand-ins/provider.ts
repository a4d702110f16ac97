/** Stands in for the AWS provider: what AWS would answer about a resource, as far as SST's components read it. */

export const account = "123456789012";
/** Where the emulators keep their queues. */
export const region = "us-east-1";

type Properties = Record<string, unknown>;

/** What AWS knows of a resource that was declared with some inputs. */
export function created(type: string, name: string, inputs: Properties): { id: string; state: Properties } {
  const named = String(inputs.name ?? inputs.configurationSetName ?? inputs.emailIdentity ?? name);
  const [provider, service = ""] = type.split(/[:/]/);
  const arn = `arn:aws:${service}:${region}:${account}:`;
  const arns: Record<string, string> = {
    "aws:lambda/function:Function": `${arn}function:${named}`,
    "aws:dynamodb/table:Table": `${arn}table/${named}`,
    "aws:sesv2/emailIdentity:EmailIdentity": `arn:aws:ses:${region}:${account}:identity/${named}`,
    "aws:sesv2/configurationSet:ConfigurationSet": `arn:aws:ses:${region}:${account}:configuration-set/${named}`,
    // It has none of its own.
    "aws:sns/topicPolicy:TopicPolicy": String(inputs.arn),
    "aws:iam/role:Role": `arn:aws:iam::${account}:role/${named}`,
    "aws:cloudwatch/logGroup:LogGroup": `arn:aws:logs:${region}:${account}:log-group:${named}`,
  };
  const more: Record<string, Properties> = {
    "aws:sqs/queue:Queue": { url: `https://sqs.${region}.amazonaws.com/${account}/${named}` },
    ...(inputs.streamEnabled === true && {
      "aws:dynamodb/table:Table": { streamArn: `${arn}table/${named}/stream/1` },
    }),
    "aws:sesv2/emailIdentity:EmailIdentity": { dkimSigningAttributes: { tokens: ["token"] } },
    "aws:apigatewayv2/api:Api": {
      apiEndpoint: `https://api.execute-api.${region}.amazonaws.com`,
      executionArn: `arn:aws:execute-api:${region}:${account}:api`,
    },
    "aws:acm/certificate:Certificate": {
      arn: `arn:aws:acm:${region}:${account}:certificate/${named}`,
      domainValidationOptions: [
        { resourceRecordName: "_validate.example", resourceRecordType: "CNAME", resourceRecordValue: "acm.example" },
      ],
    },
    "aws:apigatewayv2/domainName:DomainName": {
      domainNameConfiguration: { targetDomainName: "target.example", hostedZoneId: "Z2" },
    },
    // The hosted zone of a domain, as SST's own provider finds it.
    "pulumi-nodejs:dynamic:Resource": { zoneId: "Z1" },
    "random:index/randomBytes:RandomBytes": { base64: linkKey.toString("base64") },
  };
  return {
    id: `${name}-id`,
    state: { ...inputs, ...(provider === "aws" && { arn: arns[type] ?? arn + named }), ...more[type] },
  };
}

/** The key with which a function's links are encrypted. */
export const linkKey: Buffer = Buffer.alloc(32, 1);

const answers: Record<string, (inputs: Properties) => Properties> = {
  "aws:index/getPartition:getPartition": () => ({ partition: "aws", dnsSuffix: "amazonaws.com" }),
  "aws:index/getRegion:getRegion": () => ({ region, name: region }),
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({ accountId: account }),
  "aws:iam/getPolicyDocument:getPolicyDocument": (inputs) => ({
    ...inputs,
    json: JSON.stringify({ Statement: inputs.statements }),
  }),
  "aws:sesv2/getEmailIdentity:getEmailIdentity": ({ emailIdentity }) => {
    const tags = there.identities[String(emailIdentity)];
    if (!tags) throw new Error("NotFoundException");
    return { emailIdentity, tags };
  },
  "aws:route53/getZone:getZone": ({ name }) => {
    if (!there.zones.includes(String(name))) throw new Error("no matching Route 53 Hosted Zone found");
    return { zoneId: `zone of ${name}` };
  },
};

/** What an account has before: zones by their domain, and identities with their tags. */
export interface Account {
  zones: string[];
  identities: Record<string, Record<string, string>>;
}
const there: Account = JSON.parse(process.env.INFRA_ACCOUNT ?? '{"zones":["acme.example"],"identities":{}}');

/** What AWS answers to a question of the program. Throws for a question that was not foreseen. */
export function asked(question: string, inputs: Properties): Properties {
  const answer = answers[question];
  if (!answer) throw new Error(`The stand-in for the AWS provider has no answer to ${question}.`);
  return answer(inputs);
}
