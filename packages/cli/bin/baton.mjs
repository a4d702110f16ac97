#!/usr/bin/env node
// Runs the TypeScript sources on the Node of the dev dependency, whatever Node started this.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const own = fileURLToPath(new URL("../../../node_modules/node/bin/node", import.meta.url));
const node = existsSync(own) ? own : process.execPath;
const { status, signal, error } = spawnSync(node, [main, ...process.argv.slice(2)], { stdio: "inherit" });
if (error) console.error(error.message);
process.exit(signal ? 1 : (status ?? 1));
