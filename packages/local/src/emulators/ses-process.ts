import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { BatonError } from "@baton/core/error";
import ses from "aws-ses-v2-local";
import { serveEmulator } from "./child-process.ts";

await serveEmulator<{ port: number }>(async ({ port }) => {
  // A predecessor may be letting go of the port.
  const deadline = performance.now() + 5_000;
  for (;;) {
    const server = await ses.default({ host: "127.0.0.1", port });
    if (server.listening) return { port: (server.address() as AddressInfo).port };
    if (performance.now() > deadline)
      throw new BatonError(
        "port.busy",
        `Port ${port} is in use. Stop what uses it, or set BATON_INBOX_PORT to another one.`,
      );
    await sleep(100);
  }
});
