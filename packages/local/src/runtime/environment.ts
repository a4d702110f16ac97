import type { StackSecrets } from "../secrets.ts";

/** Environment of the functions: emulators instead of AWS, and what SST would link. */
export function functionEnvironment(stack: {
  url: string;
  tableName: string;
  dynamodbUrl: string;
  sqsUrl: string;
  sesUrl: string;
  linkedQueueUrls: Record<string, string>;
  inboundDomain?: string | undefined;
  secrets: StackSecrets;
  /** The board's identity provider as JSON; empty for none. */
  identityProvider?: string | undefined;
  /** Base URLs of providers' APIs by their variables. */
  providers: Record<string, string>;
}): Record<string, string> {
  const resources: Record<string, object> = {
    App: { name: "baton", stage: "local" },
    Table: { name: stack.tableName },
    SourceSecrets: { value: JSON.stringify(stack.secrets.sources) },
    LinkKey: { value: stack.secrets.linkKey },
    IdentityProvider: { value: stack.identityProvider ?? "" },
    ApiKey: { value: stack.secrets.apiKey },
    Mail: { sender: "baton@baton.example", configSet: "local" },
    Api: { url: stack.url },
    ...(stack.inboundDomain && { Inbound: { domain: stack.inboundDomain } }),
  };
  for (const [name, url] of Object.entries(stack.linkedQueueUrls)) resources[name] = { url };
  return {
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_DYNAMODB: stack.dynamodbUrl,
    AWS_ENDPOINT_URL_SQS: stack.sqsUrl,
    AWS_ENDPOINT_URL_SES: stack.sesUrl,
    ...stack.providers,
    ...Object.fromEntries(
      Object.entries(resources).map(([name, value]) => [`SST_RESOURCE_${name}`, JSON.stringify(value)]),
    ),
  };
}

/** Settings of a developer's own AWS account, which would win over the keys above or ignore the endpoints. */
const foreign = ["AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"];

/** Puts variables into this process's environment; answers how to restore it. */
export function setEnvironment(variables: Record<string, string>): () => void {
  const before = Object.fromEntries([...Object.keys(variables), ...foreign].map((name) => [name, process.env[name]]));
  for (const name of foreign) delete process.env[name];
  Object.assign(process.env, variables);
  return () => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
