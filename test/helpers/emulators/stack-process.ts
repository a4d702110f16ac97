import "../../../packages/local/src/watch-parent.ts";
import { run } from "../../../packages/local/src/run.ts";
import { inFunction } from "../../aws/record.ts";
import { hostedEmulators } from "./hosted.ts";

// A stack as `npm start` runs it, but for where its emulators are, and with what its functions send known as theirs.
await run({ options: { emulators: hostedEmulators(Number(process.env.EMULATOR_HOST)), around: inFunction } });
