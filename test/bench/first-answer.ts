import { registerHooks } from "node:module";

/**
 * A process as Lambda starts one: imports the bundle, hands it one event and says that it answered. Bundled by itself.
 * With BENCH_COUNT it also says how many bytes of code were loaded for that.
 */
const { BENCH_BUNDLE, BENCH_EVENT, BENCH_NOW, BENCH_COUNT } = process.env as Record<string, string>;

let bytes = 0;
if (BENCH_COUNT) {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (url.startsWith("file:") && loaded.source) bytes += Buffer.byteLength(loaded.source as string | Buffer);
      return loaded;
    },
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

const { handler } = (await import(BENCH_BUNDLE!)) as { handler(event: unknown, context: object): Promise<unknown> };
const answer = await handler(JSON.parse(BENCH_EVENT!), {});
process.stdout.write(`${JSON.stringify({ answer, bytes })}\n`, () => process.exit(0));
