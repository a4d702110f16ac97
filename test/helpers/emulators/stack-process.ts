import "../../../packages/local/src/watch-parent.ts";
import { run } from "../../../packages/local/src/run.ts";
import { hostedEmulators } from "./hosted.ts";

// A stack as `npm start` runs it, but for where its emulators are.
await run({ emulators: hostedEmulators(Number(process.env.EMULATOR_HOST)) });
