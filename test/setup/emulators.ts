import { fork } from "node:child_process";
import { once } from "node:events";
import type { TestProject } from "vitest/node";

/** Starts the host of the emulators that the stacks of a run use. */
export default async function setup({ config }: TestProject): Promise<() => Promise<void>> {
  const host = fork(new URL("../helpers/emulators/host.ts", import.meta.url), {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [{ port }] = (await once(host, "message")) as [{ port: number }];
  config.env.EMULATOR_HOST = String(port);
  return async () => {
    host.disconnect();
    await once(host, "exit");
  };
}
