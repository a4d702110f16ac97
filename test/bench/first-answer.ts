import { channel } from "node:diagnostics_channel";
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";

/**
 * A process as Lambda starts one: imports the bundle, hands it one event and says that it answered, and what that took. Bundled by
 * itself. With BENCH_COUNT it also says how many bytes of code were loaded for that, and how many requests were sent; with
 * BENCH_SERIES, a file of more events, what those take once it is warm.
 */
const { BENCH_BUNDLE, BENCH_EVENT, BENCH_NOW, BENCH_COUNT, BENCH_SERIES } = process.env as Record<string, string>;

/** What a fresh process says of itself. Processor time is user and system, of all threads, in ms. */
export interface FirstAnswer {
  answer?: Record<string, unknown>;
  /** From the process's start until its handler is there. */
  initCpuMs: number;
  /** From then until it has answered. */
  answerCpuMs: number;
  counted?: { bytes: number; requests: number };
  series?: { cpuMs: number; requests: number; peakMb: number };
}

const counted = { bytes: 0, requests: 0 };
if (BENCH_COUNT) {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (url.startsWith("file:") && loaded.source)
        counted.bytes += Buffer.byteLength(loaded.source as string | Buffer);
      return loaded;
    },
  });
  channel("http.client.request.created").subscribe(() => {
    counted.requests++;
  });
}
// Deployed, the SDK speaks https. Its http for the emulators imports node:http, whose exports load all of undici on the way:
// tens of milliseconds that no deployed function pays, so they are kept out of everybody's numbers.
const http = process.getBuiltinModule("node:http");
for (const name of ["WebSocket", "CloseEvent", "MessageEvent"]) Object.defineProperty(http, name, { value: undefined });

const start = Date.parse(BENCH_NOW!);
Object.assign(globalThis, {
  [Symbol.for("baton.clock")]: { now: () => start + Math.floor(performance.now()), wallMs: (ms: number) => ms },
});

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const { handler } = (await import(BENCH_BUNDLE!)) as { handler(event: unknown, context: object): Promise<unknown> };
const initCpuMs = cpuMs();
// What https costs once, and the emulators' http does not: the root certificates are read for the first connection.
if (BENCH_SERIES) process.getBuiltinModule("node:tls").createSecureContext();
const answer = (await handler(JSON.parse(BENCH_EVENT!), {})) as FirstAnswer["answer"];
const answerCpuMs = cpuMs() - initCpuMs;
const said: FirstAnswer = { answer, initCpuMs, answerCpuMs, ...(BENCH_COUNT && { counted: { ...counted } }) };
if (BENCH_SERIES) {
  const events = JSON.parse(readFileSync(BENCH_SERIES, "utf8")) as unknown[];
  const before = { cpuMs: cpuMs(), requests: counted.requests };
  for (const event of events) await handler(event, {});
  said.series = {
    cpuMs: cpuMs() - before.cpuMs,
    requests: counted.requests - before.requests,
    peakMb: process.resourceUsage().maxRSS / 1024,
  };
}
process.stdout.write(`${JSON.stringify(said)}\n`, () => process.exit(0));
