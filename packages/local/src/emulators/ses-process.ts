import { serveEmulator } from "./child-process.ts";
import { serveSes } from "./ses-engine.ts";

await serveEmulator(async (settings: Parameters<typeof serveSes>[0]) => ({ port: (await serveSes(settings)).port }));
