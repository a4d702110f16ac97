import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dynamoClues, dynamoPrivacy, dynamoReports, dynamoStore } from "@baton/aws/dynamo";
import { lambdaRuntime } from "@baton/aws/lambda";
import { sqsQueues } from "@baton/aws/sqs";
import { scripts } from "@baton/aws/topology";
import { namingOf } from "@baton/core/campaigns";
import type { ClueStore, PrivacyStore, Queues, Reception, Relay, Time } from "@baton/core/ports";
import type { Folding, Reader } from "@baton/core/report";
import { rulebooks } from "@baton/core/rules";
import { readOidc } from "@baton/core/signed";
import { keyReaderOf } from "@baton/core/visibility";
import { sourceProviders } from "@baton/sources";
import { Resource } from "sst/resource";

// The composition root: the only place that knows what the deployment calls things. Resources are read when first used,
// because a function has only those it is linked to.

const resource = Resource as unknown as Record<string, Record<string, string> | undefined>;
const linked = (name: string, property: string): string => {
  const value = resource[name]?.[property];
  if (value === undefined) throw new Error(`Resource.${name}.${property} is not linked to this function.`);
  return value;
};

/** What the process brings by itself, under a name. */
const brought = (name: string): unknown => (globalThis as Record<symbol, unknown>)[Symbol.for(name)];

/** A process may bring its own time, which can be moved and may run faster; otherwise it is the wall clock. */
const systemTime: Time = { now: () => Date.now(), wallMs: (ms) => ms };
export const time: Time = (brought("baton.clock") as Time | undefined) ?? systemTime;

/** Whoever brings a time of their own may bring queues that deliver by it. */
const queues: Queues =
  (brought("baton.queues") as Queues | undefined) ??
  sqsQueues({
    checks: () => linked("ChecksQueue", "url"),
    notices: () => linked("NoticesQueue", "url"),
    intake: () => linked("IntakeQueue", "url"),
    days: () => linked("DaysQueue", "url"),
  });

const runtime = lambdaRuntime(time, () => linked("App", "stage"));
export const { log, invoked, eachMessage, publish } = runtime;

const store = dynamoStore({ table: linked("Table", "name") });

export const relay: Relay = {
  store,
  queues,
  rulebooks: rulebooks(store, () => performance.now()),
  time,
  log,
  measure: runtime.measure,
};

/** For functions that take deliveries in. */
export const reception = (): Reception => ({
  ...relay,
  providers: sourceProviders({ secrets: sourceSecrets, env: process.env }),
});

/** For functions that report. */
export const folding = (): Folding => ({ store: dynamoReports({ table: linked("Table", "name") }), time });

/** What the holder of an API key may see of reports. */
export async function keyReader(): Promise<Reader> {
  const [{ agreement }, campaigns] = await Promise.all([relay.rulebooks.active(), store.campaigns()]);
  return keyReaderOf(agreement, namingOf(campaigns));
}

/** For what has people be found. */
export const clues = (): ClueStore => dynamoClues({ table: linked("Table", "name") });

/** For the one function that may read the whole table. */
export const privacyStore = (): PrivacyStore =>
  dynamoPrivacy({
    table: linked("Table", "name"),
    // Whoever brings their own time reads the table's stream without delay.
    ...(time !== systemTime && { behindMs: 1_000 }),
  });

/** The API's bearer keys: several, separated by commas, while one takes the place of another or each user has their own. */
export const apiKeys = (): string[] =>
  linked("ApiKey", "value")
    .split(",")
    .map((key) => key.trim())
    .filter(Boolean);
export const linkKey = (): string => linked("LinkKey", "value");
/** The company's identity provider; undefined without one. */
export const oidc = () => readOidc(linked("IdentityProvider", "value"));
export const sender = (): string => linked("Mail", "sender");
/** Through which mails are sent, so that what becomes of them is heard of. */
export const configurationSet = (): string => linked("Mail", "configSet");
/** Where copies of mails to leads are received; undefined when none are. */
export const inboundDomain = (): string | undefined =>
  "Inbound" in Resource ? linked("Inbound", "domain") : undefined;
export const publicUrl = (): string => linked("Api", "url").replace(/\/$/, "");

/** The text of a script of the board: beside the function where it is deployed, else where the repository has it. */
export const script = (name: keyof typeof scripts): string =>
  readFileSync(
    process.env.LAMBDA_TASK_ROOT
      ? join(process.env.LAMBDA_TASK_ROOT, name)
      : new URL(`../${scripts[name]}`, import.meta.url),
    "utf8",
  );

let secrets: Record<string, string | string[]> | undefined;
/** Values of the sources' secrets by the name the agreement uses; a list while one is being rotated. */
export function sourceSecrets(): Record<string, string | string[]> {
  secrets ??= JSON.parse(linked("SourceSecrets", "value")) as Record<string, string | string[]>;
  return secrets;
}
