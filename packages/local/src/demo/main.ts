import "../watch-parent.ts";
import { run } from "../run.ts";
import { demonstration } from "./demonstration.ts";

await run(demonstration((text) => process.stdout.write(text)));
