// Stands in for Pulumi's engine, the executable `pulumi`: it keeps no state, and instead of creating anything it has the program
// write down the graph it makes.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The version that SST asks for; its executable would be downloaded otherwise. */
const VERSION = "v3.215.0";

const args = process.argv.slice(2);
switch (args[0]) {
  case "version":
    console.log(VERSION);
    break;
  case "stack":
    initStack(args[2]!);
    break;
  case "preview":
    preview();
    break;
  default:
    throw new Error(`The stand-in for Pulumi's engine knows no \`pulumi ${args.join(" ")}\`.`);
}

/** `pulumi stack init organization/APP/STAGE`, in the directory of a backend of files. */
function initStack(stack: string): void {
  const [, app, stage] = stack.split("/");
  const manifest = { time: new Date(0).toISOString(), magic: "", version: VERSION };
  const directory = join(".pulumi/stacks", app!);
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    join(directory, `${stage}.json`),
    JSON.stringify({ version: 3, checkpoint: { stack, latest: { manifest, resources: [] } } }),
  );
}

function preview(): void {
  const main = /^main: (.*)$/m.exec(readFileSync("Pulumi.yaml", "utf8"))![1]!;
  const config = args.flatMap((arg, i) => (arg === "--config" ? [splitOnce(args[i + 1]!)] : []));
  const [, project, stack] = args[args.indexOf("--stack") + 1]!.split("/");
  const run = { main: main.trim(), project, stack, config: Object.fromEntries(config) };
  const program = join(import.meta.dirname, "program.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, JSON.stringify(run)], { encoding: "utf8" });
  // SST shows what the real engine logs as events, so a failing program is heard of by this file only.
  writeFileSync(process.env.INFRA_PROGRAM_LOG!, stdout + stderr);
  process.exitCode = status ?? 1;
}

function splitOnce(setting: string): [string, string] {
  const at = setting.indexOf("=");
  return [setting.slice(0, at), setting.slice(at + 1)];
}
