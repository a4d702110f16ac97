import { BatonError } from "@baton/core/error";

/** What an emulator's process tells the stack, once: where it serves, and what it started itself; or why it cannot. */
export type ChildMessage = { port: number; pid?: number } | { code: string; message: string };

/** The body of an emulator's process: starts it with the settings given, and ends when the stack lets go of the channel, or dies. */
export async function serveEmulator<Settings>(
  start: (settings: Settings) => Promise<{ port: number; pid?: number; stop?: () => Promise<void> }>,
): Promise<void> {
  let stop: (() => Promise<void>) | undefined;
  const end = () => {
    void (async () => stop?.())().finally(() => process.exit(0));
  };
  process.once("disconnect", end);
  process.once("SIGTERM", end);

  const tell = (message: ChildMessage) => new Promise((resolve) => process.send?.(message, resolve));
  try {
    const started = await start(JSON.parse(process.argv[2]!));
    stop = started.stop;
    await tell({ port: started.port, ...(started.pid === undefined ? {} : { pid: started.pid }) });
  } catch (error) {
    const code = error instanceof BatonError ? error.code : "emulator.failed";
    await tell({ code, message: error instanceof Error ? error.message : String(error) });
    process.exit(1);
  }
}
