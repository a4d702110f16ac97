import { readFileSync } from "node:fs";
import { routes, queues as shipped } from "@baton/aws/topology";
import { startStack } from "@baton/local";
import { exampleAgreement } from "../../packages/local/src/settings.ts";
import { workingMorning } from "./load.ts";

/** The local stack in a process of its own. Arguments: where it keeps its state, and whether the queues' consumers do their work. */

export interface Running {
  url: string;
  inboxUrl: string;
  apiKey: string;
  token: string;
  agreementText: string;
  /** Values of the sources' secrets by name. */
  secrets: Record<string, string>;
  environment: Record<string, string>;
}

/** Beside the example's sources, some whose deliveries take other ways. */
const sources = `sources:
  meta: { provider: meta-lead-ads, auth: { secret: META_SECRET, accessToken: META_TOKEN } }
  salesforce: { provider: salesforce, auth: { token: SALESFORCE_TOKEN } }
`;

const [dataDir, consumers] = process.argv.slice(2);
const idle = { handler: "test/bench/consume.handler" };
const queues = Object.fromEntries(
  Object.entries(shipped).map(([name, shape]) => [name, consumers === "idle" ? { ...shape, ...idle } : shape]),
);
const agreementText = readFileSync(exampleAgreement, "utf8").replace(/^sources:\n/m, sources);
const stack = await startStack({
  dataDir,
  now: workingMorning,
  agreementText,
  topology: { routes: [...routes, { route: "POST /bare", handler: "test/bench/bare.handler" }], queues, schedules: [] },
});
process.once("disconnect", () => void stack.stop().finally(() => process.exit(0)));
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => /^(AWS|SST)_/.test(name)),
) as Record<string, string>;
const { url, inboxUrl, apiKey, secrets } = stack;
const token = secrets.WEBSITE_TOKEN!;
process.send!({ url, inboxUrl, apiKey, token, agreementText, secrets, environment } satisfies Running);
