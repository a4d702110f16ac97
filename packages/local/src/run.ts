import { join } from "node:path";
import { BatonError } from "@baton/core/error";
import { type Stack, type StackOptions, startStack } from "./index.ts";
import { errorFields, log } from "./log.ts";
import { readSettings, type Settings } from "./settings.ts";
import { summary } from "./summary.ts";
import { keepFromTerminal } from "./terminal.ts";

/** npm, the terminal and a forwarding parent each deliver one Ctrl-C, so only a later one is meant as a second. */
const sameKeystrokeMs = 1_000;

/** In which ways a stack may be run otherwise than `npm start` does. */
export interface Way {
  /** By default what the environment says. */
  settings?: (env: Record<string, string | undefined>, cwd: string) => Settings | Promise<Settings>;
  options?: Omit<StackOptions, keyof Settings> & Pick<StackOptions, "now">;
  /** Does what is to be done before the stack is ready, and answers what a person wants to know of it then. */
  begin?: (stack: Stack, settings: Settings, logFile: string | undefined) => Promise<string> | string;
}

/** Runs a stack as the environment sets it up, until a signal or a loss of an emulator ends this process. */
export async function run({ settings: read = readSettings, options, begin = summary }: Way = {}): Promise<void> {
  let stack: Stack | undefined;
  let stoppingSince: number | undefined;

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      if (stoppingSince === undefined) void end(0);
      else if (performance.now() - stoppingSince > sameKeystrokeMs) process.exit(1);
    });
  }
  // Who listened may be gone when the stack stops.
  process.stdout.on("error", () => {});
  process.stderr.on("error", () => {});
  // A function that loses an error must not take the others along; Lambda would only replace that one environment.
  process.on("unhandledRejection", (error) => log("error", "unhandled rejection", errorFields(error)));
  process.on("uncaughtException", (error) => log("error", "uncaught exception", errorFields(error)));

  try {
    const settings = await read(process.env, process.cwd());
    const logFile = process.stderr.isTTY && settings.dataDir ? join(settings.dataDir, "log") : undefined;
    if (process.stderr.isTTY) keepFromTerminal(process.stderr, logFile);
    stack = await startStack({ ...settings, ...options });
    const lost = stack.failure.then((error) => ({ error }));
    if (stoppingSince !== undefined) return await end(0);
    const begun = await Promise.race([lost, begin(stack, settings, logFile)]);
    if (typeof begun === "string" && stoppingSince === undefined) process.stdout.write(begun);
    const { error } = await lost;
    log("error", error.message);
    await end(1);
  } catch (error) {
    if (stoppingSince === undefined) fail(error);
  }

  async function end(code: number): Promise<void> {
    stoppingSince ??= performance.now();
    // While the stack is still starting there is nothing to drain: what it has started ends with this process.
    await stack?.stop();
    process.exit(code);
  }
}

/** What a user can mend takes one clear message; anything else is our bug and shows its stack. */
function fail(error: unknown): never {
  const isOurs = !(error instanceof BatonError) || error.code === "handler.broken";
  process.stderr.write(`${isOurs && error instanceof Error ? error.stack : (error as Error).message}\n`);
  process.exit(error instanceof BatonError && error.code === "settings.invalid" ? 2 : 1);
}
