import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { queues, routes, schedules, streams } from "@baton/aws/topology";
import { startStack } from "@baton/local";
import { exampleAgreement, projectRoot } from "../../packages/local/src/settings.ts";

/** The local stack in a process of its own, with everything counted that it does. Argument: a directory of its own. */

export interface Running {
  url: string;
  inboxUrl: string;
  /** Values of the sources' secrets by name. */
  secrets: Record<string, string>;
}

/** Beside the example's sources, one that tells what people do. */
const sources = "sources:\n  track: { provider: segment, auth: { secret: TRACK_SECRET } }\n";

const dir = process.argv[2]!;
const source = (path: string) => pathToFileURL(join(projectRoot, path)).href;

/** Writes a module that exports a function as it is, but counted; where the stack looks for it. */
function stand(path: string, text: string): void {
  const file = join(dir, `${path}.ts`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
stand("counter", `export * from ${JSON.stringify(source("test/cost/counter.ts"))};\n`);
for (const { handler } of [...routes, ...Object.values(queues), ...schedules, ...Object.values(streams)]) {
  const path = handler.replace(/\.handler$/, "");
  stand(
    path,
    [
      `import { counting } from ${JSON.stringify(source("test/cost/counter.ts"))};`,
      `import { handler as work } from ${JSON.stringify(source(`${path}.ts`))};`,
      `export const handler = counting(${JSON.stringify(path)}, work);\n`,
    ].join("\n"),
  );
}

const stack = await startStack({
  root: dir,
  dataDir: join(dir, "data"),
  now: "2026-11-24T08:00:00Z",
  agreementText: readFileSync(exampleAgreement, "utf8").replace(/^sources:\n/m, sources),
  topology: {
    routes: [
      ...routes,
      { route: "POST /counted", handler: "counter.takeCounted" },
      { route: "POST /delays/end", handler: "counter.endDelays" },
    ],
    queues,
    schedules,
    streams,
  },
});
process.once("disconnect", () => void stack.stop().finally(() => process.exit(0)));
const { url, inboxUrl, secrets } = stack;
process.send!({ url, inboxUrl, secrets } satisfies Running);
