import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

/** Node takes types out of TypeScript by itself, but does not know JSX: pages are compiled as deployments compile them. */
registerHooks({
  load(url, context, next) {
    if (!url.endsWith(".tsx")) return next(url, context);
    const { outputFiles } = buildSync({
      entryPoints: [fileURLToPath(url)],
      bundle: false,
      write: false,
      jsx: "automatic",
      jsxImportSource: "hono/jsx",
      sourcemap: "inline",
    });
    return { format: "module", source: outputFiles[0]!.text, shortCircuit: true };
  },
});
