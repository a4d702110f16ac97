import { createHash } from "node:crypto";
import { type Loaded, sheet } from "@baton/ui";
import { boardSheet } from "./sheet.ts";

/** Files that pages load, under names that change with what is in them, so that a browser may keep them for good. */
export interface Assets {
  styles: Loaded[];
  scripts: Loaded[];
  /** What a name stands for: `board.3f2a9c81d0e4.css`. */
  file(name: string): { type: string; text: string } | undefined;
}

/** Scripts by the name that `read` knows them by, in the order in which they run. */
const scriptFiles = ["htmx.js", "board.js"] as const;
export type ScriptFile = (typeof scriptFiles)[number];

export function assetsOf(read: (name: ScriptFile) => string): Assets {
  const files = new Map<string, { type: string; text: string }>();
  const loaded = (name: string, type: string, text: string): Loaded => {
    const [stem, extension] = name.split(".") as [string, string];
    const hash = createHash("sha384").update(text).digest();
    const unique = `${stem}.${hash.toString("hex").slice(0, 12)}.${extension}`;
    files.set(unique, { type, text });
    return { href: `/static/${unique}`, integrity: `sha384-${hash.toString("base64")}` };
  };
  return {
    styles: [loaded("board.css", "text/css; charset=utf-8", sheet + boardSheet)],
    scripts: scriptFiles.map((name) => loaded(name, "text/javascript; charset=utf-8", read(name))),
    file: (name) => files.get(name),
  };
}
