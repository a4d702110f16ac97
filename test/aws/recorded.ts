import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Recorded } from "./record.ts";

/** What the processes that wrote down in a directory sent. */
export function* recordedIn(directory: string): Generator<Recorded> {
  for (const file of readdirSync(directory).filter((name) => name.endsWith(".jsonl")))
    for (const line of readFileSync(join(directory, file), "utf8").split("\n")) if (line) yield JSON.parse(line);
}
