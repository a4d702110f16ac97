import { serveEmulator } from "./child-process.ts";
import { serveDynamodb } from "./dynamodb-engine.ts";

await serveEmulator(async (settings: Parameters<typeof serveDynamodb>[0]) => {
  const { ended, ...serving } = await serveDynamodb(settings);
  // Whoever asked for its end ends this process too, and is not told that it failed.
  void ended.then(() => process.exit(1));
  return serving;
});
