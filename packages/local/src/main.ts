import "./watch-parent.ts";
import { run } from "./run.ts";

await run();
