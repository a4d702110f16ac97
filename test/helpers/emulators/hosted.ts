import { once } from "node:events";
import { connect } from "node:net";
import type { Emulators } from "@baton/local";

type Emulator = Awaited<ReturnType<Emulators["startSes"]>>;

/** Those of the run's host, where there is one. */
export const emulators = (): Emulators | undefined =>
  process.env.EMULATOR_HOST === undefined ? undefined : hostedEmulators(Number(process.env.EMULATOR_HOST));

/** Emulators in a host's process; they end with this one. Nothing of them is kept. */
export function hostedEmulators(host: number): Emulators {
  const start = async (name: string): Promise<Emulator> => {
    const connection = connect(host, "127.0.0.1");
    connection.write(`${name}\n`);
    const [answer] = (await once(connection, "data")) as [Buffer];
    const port = Number(answer.toString());
    return {
      port,
      url: `http://127.0.0.1:${port}`,
      async stop() {
        connection.destroy();
      },
    };
  };
  return { startDynamodb: () => start("dynamodb"), startSqs: () => start("sqs"), startSes: () => start("ses") };
}
