import { serveEmulator } from "./child-process.ts";
import { serveSqs } from "./sqs-engine.ts";

await serveEmulator(async (settings: Parameters<typeof serveSqs>[0]) => ({ port: (await serveSqs(settings)).port }));
