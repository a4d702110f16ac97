import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { BatonError } from "@baton/core/error";
import ses from "aws-ses-v2-local";

/**
 * @param settings.port 0: a free one
 * @param emulator mails are kept by the module, so that each of several in one process needs one of its own
 */
export async function serveSes(
  { port }: { port: number },
  emulator: typeof ses = ses,
): Promise<{ port: number; stop(): Promise<void> }> {
  // A predecessor may be letting go of the port.
  const deadline = performance.now() + 5_000;
  for (;;) {
    const server = await emulator.default({ host: "127.0.0.1", port });
    if (server.listening) return { port: (server.address() as AddressInfo).port, stop: () => closed(server) };
    if (performance.now() > deadline)
      throw new BatonError(
        "port.busy",
        `Port ${port} is in use. Stop what uses it, or set BATON_INBOX_PORT to another one.`,
      );
    await sleep(100);
  }
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
