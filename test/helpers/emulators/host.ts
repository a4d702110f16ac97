import { createRequire } from "node:module";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { serveDynamodb } from "../../../packages/local/src/emulators/dynamodb-engine.ts";
import { serveSes } from "../../../packages/local/src/emulators/ses-engine.ts";
import { serveSqs } from "../../../packages/local/src/emulators/sqs-engine.ts";

// One process that holds the emulators of all stacks of a run, because loading them takes longer than most tests. Each stack has
// instances of its own, in memory: a connection asks for one by its name, and keeps it until it is closed, however its process ends.

const serve: Record<string, () => Promise<{ port: number; stop(): Promise<void> }>> = {
  dynamodb: () => serveDynamodb({}),
  sqs: () => serveSqs({}),
  ses: () => serveSes({ port: 0 }, ownSes()),
};

const require = createRequire(import.meta.url);

/** The emulator as a module of its own, with mails of its own. */
function ownSes(): Parameters<typeof serveSes>[1] {
  for (const file of Object.keys(require.cache))
    if (file.includes("/aws-ses-v2-local/dist/")) delete require.cache[file];
  return require("aws-ses-v2-local");
}

const server = createServer((connection) => {
  connection.on("error", () => {});
  createInterface({ input: connection }).once("line", async (name) => {
    const { port, stop } = await serve[name]!();
    connection.once("close", () => void stop());
    if (connection.destroyed) await stop();
    else connection.write(`${port}\n`);
  });
});
server.listen(0, "127.0.0.1", () => process.send!({ port: (server.address() as { port: number }).port }));
process.once("disconnect", () => process.exit(0));
