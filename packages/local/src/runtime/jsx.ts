import { globSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const root = join(import.meta.dirname, "../../../..");

/** Pages by their files, compiled together because the compiler starts anew each time. */
function compiled(): Map<string, string> {
  const entryPoints = globSync("packages/*/src/**/*.tsx", { cwd: root }).map((file) => join(root, file));
  const { outputFiles } = buildSync({
    entryPoints,
    outdir: root,
    outbase: root,
    bundle: false,
    write: false,
    jsx: "automatic",
    jsxImportSource: "hono/jsx",
    sourcemap: "inline",
  });
  return new Map(outputFiles.map(({ path, text }) => [path.replace(/\.js$/, ".tsx"), text]));
}

let pages: Map<string, string> | undefined;

/** Node takes types out of TypeScript by itself, but does not know JSX: pages are compiled as deployments compile them. */
registerHooks({
  load(url, context, next) {
    if (!url.endsWith(".tsx")) return next(url, context);
    pages ??= compiled();
    return { format: "module", source: pages.get(fileURLToPath(url))!, shortCircuit: true };
  },
});
