import { type Emulator, startChild } from "./child.ts";

/** SES with a web inbox at `/` and the mails as JSON at `/store`. Mails live as long as the process. */
export function startSes(options: { port: number; onLoss: (error: Error) => void }): Promise<Emulator> {
  const script = new URL("ses-process.ts", import.meta.url);
  return startChild({ name: "SES", script, settings: { port: options.port }, onLoss: options.onLoss });
}
