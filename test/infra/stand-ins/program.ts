// Runs the program that SST has built of sst.config.ts, infra/ and its own components on Pulumi's own mocks, and writes the graph of
// resources that it declares.
import crypto from "node:crypto";
import { writeFileSync } from "node:fs";
import { createRequire, syncBuiltinESMExports } from "node:module";
import type { Resource } from "../graph.ts";
import { asked, created } from "./provider.ts";

interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getRetainondelete(): boolean;
}
type Reply = (error: Error | null, response: { getUrn(): string }) => void;
interface Monitor {
  registerResource(request: Request, reply: Reply): Promise<void>;
  registerResourceOutputs(request: { getUrn(): string; getOutputs(): Struct }, reply: Reply): void;
}
interface Struct {
  toJavaScript(): Record<string, unknown>;
}

const { main, project, stack, config } = JSON.parse(process.argv[2]!);

// SST makes physical names of eight random bytes; always the same ones make the same graph.
const { randomBytes } = crypto;
Object.assign(crypto, { randomBytes: (size: number) => (size === 8 ? Buffer.alloc(8, 7) : randomBytes(size)) });
syncBuiltinESMExports();

const require = createRequire(main);
const { runtime } = require("@pulumi/pulumi");
// A provider of SST's own is written down as source text, for which TypeScript is asked; nobody runs it here.
require("@pulumi/pulumi/runtime/closure/serializeClosure").serializeFunction = async () => ({ text: "" });
const declared: { type: string; name: string; inputs: Record<string, unknown> }[] = [];
const resources = new Map<string, Resource>();

runtime.setAllConfig(config);
await runtime.setMocks(
  {
    newResource({ type, name, inputs }: (typeof declared)[number]) {
      declared.push({ type, name, inputs });
      return created(type, name, inputs);
    },
    call: ({ token, inputs }: { token: string; inputs: Record<string, unknown> }) => asked(token, inputs),
  },
  project,
  stack,
  false,
  "organization",
);

// The mocks do not hear of a resource's options and outputs; the monitor, which calls them, does.
const monitor: Monitor = runtime.getMonitor();
const register = monitor.registerResource.bind(monitor);
monitor.registerResource = (request, reply) =>
  register(request, (error, response) => {
    if (!error) {
      const { inputs } = declared.findLast(
        ({ type, name }) => type === request.getType() && name === request.getName(),
      )!;
      resources.set(response.getUrn(), {
        urn: response.getUrn(),
        type: request.getType(),
        name: request.getName(),
        parent: request.getParent(),
        retainOnDelete: request.getRetainondelete(),
        inputs: plain(inputs) as Resource["inputs"],
        outputs: {},
      });
    }
    reply(error, response);
  });
const registerOutputs = monitor.registerResourceOutputs.bind(monitor);
monitor.registerResourceOutputs = (request, reply) => {
  const resource = resources.get(request.getUrn());
  if (resource) resource.outputs = plain(request.getOutputs().toJavaScript()) as Resource["outputs"];
  registerOutputs(request, reply);
};

// A program that waits for ever for one of its values ends early, so the graph is written when everything has come to rest.
process.on("beforeExit", () => writeFileSync(process.env.INFRA_GRAPH!, JSON.stringify([...resources.values()])));
await runtime.runInPulumiStack(async () => (await import(main)).default);

/** Values without the envelopes of Pulumi's secrets. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const signature = "4dabf18193072939515e22adb298388d";
  if (signature in value && "value" in value) return plain(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
