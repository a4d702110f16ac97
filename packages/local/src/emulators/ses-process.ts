import { serveEmulator } from "./child-process.ts";
import { dateByHeader } from "./ses-dates.ts";
import { serveSes } from "./ses-engine.ts";

dateByHeader();
await serveEmulator(async (settings: Parameters<typeof serveSes>[0]) => ({ port: (await serveSes(settings)).port }));
