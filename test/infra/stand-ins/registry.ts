import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Answer } from "./server.ts";

/** Stands in for the npm registry, which SST's CLI asks for the package of a provider: it has what is in node_modules. */
export const registry =
  (modules: string): Answer =>
  ({ url = "" }) => {
    const [, name] = /^\/(.+)\/latest$/.exec(url) ?? [];
    if (name === undefined) return undefined;
    const manifest = join(modules, name, "package.json");
    return (response) =>
      existsSync(manifest) ? response.writeHead(200).end(readFileSync(manifest)) : response.writeHead(404).end();
  };
