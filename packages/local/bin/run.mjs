// Runs `npm start`, `npm test`, `npm run bench` and `npm run cost`: installs what the lock file names, then works on the Node of
// the dev dependency.
// Plain JavaScript without dependencies, because it has to run before anything is installed and on any Node >= 20.19.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const modules = join(root, "node_modules");
const node = join(modules, "node", "bin", process.platform === "win32" ? "node.exe" : "node");
const stamp = join(modules, ".baton-lock");

/** Loaded into each child, so that it ends when this process is killed without a chance to say so. */
const watchParent = ["--import", pathToFileURL(join(root, "packages/local/src/watch-parent.ts")).href];

let child;
let interrupted = false;

// Under Ctrl-C the terminal signals the whole group and npm forwards too: children take a repeated signal as one.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    interrupted = true;
    child?.kill(signal);
  });
}

// npm killed hard cannot forward anything: losing the parent, or npm above its shell, is the signal.
const parent = process.ppid;
const npmAbove = parentOfShell();
setInterval(() => {
  if (process.ppid === parent && (npmAbove === undefined || isAlive(npmAbove))) return;
  interrupted = true;
  child?.kill("SIGTERM");
  setTimeout(() => process.exit(1), 8_000).unref();
}, 200).unref();

const [command, ...args] = process.argv.slice(2);
const steps = {
  start: () => [["packages/local/src/main.ts", ...args]],
  bench: () => [["test/bench/main.ts", ...args]],
  cost: () => [["test/cost/main.ts", ...args]],
  test: () => [
    ...(args.length > 0
      ? []
      : [
          ["node_modules/typescript/bin/tsc", "--noEmit"],
          [
            "node_modules/@biomejs/biome/bin/biome",
            "ci",
            "--error-on-warnings",
            ...(process.stdout.isTTY ? [] : ["--colors=off"]),
          ],
        ]),
    ["node_modules/vitest/vitest.mjs", "run", ...args],
  ],
}[command];
if (!steps) {
  console.error("usage: run.mjs start|test|bench|cost [arguments]");
  process.exit(2);
}

await install();
const env = { ...process.env, PATH: [join(modules, ".bin"), dirname(node), process.env.PATH].join(delimiter) };
for (const step of steps()) await run(node, [...watchParent, ...step], { stdio: "inherit", env });
process.exit(0);

/** npm runs scripts in a shell, and some shells stay: then the process id of npm, which would otherwise die unnoticed. */
function parentOfShell() {
  try {
    const [pid, args] = describe(process.ppid);
    return /sh -c .*run\.mjs/.test(args) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Parent and command line of a process: small Linux images have no `ps`, other systems no `/proc`. */
function describe(pid) {
  if (existsSync(`/proc/${pid}/stat`)) {
    const [, parentPid] = /.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8"));
    return [Number(parentPid), readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")];
  }
  const ps = spawnSync("ps", ["-o", "ppid=,args=", "-p", String(pid)], { encoding: "utf8" });
  const [, parentPid, args] = /^\s*(\d+)\s+(.*)/.exec(ps.stdout);
  return [Number(parentPid), args];
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Brings node_modules in line with the lock file; a stamp remembers for which one that was done. */
async function install() {
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(node) && existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  console.error("Installing dependencies (npm ci) …");
  // npm's own output goes to stderr: stdout belongs to the command.
  const npm = process.env.npm_execpath;
  const [file, ...before] = npm?.endsWith(".js") ? [process.execPath, npm] : ["npm"];
  await run(file, [...before, "ci", "--loglevel=error"], { stdio: ["ignore", 2, 2], shell: file === "npm" });
  writeFileSync(stamp, lock);
}

/** Resolves when the child succeeded; otherwise this process ends the way the child did. */
function run(file, argv, options) {
  return new Promise((resolve) => {
    if (interrupted) process.exit(130);
    child = spawn(file, argv, { cwd: root, ...options });
    child.on("error", (error) => {
      console.error(`${file}: ${error.message}`);
      process.exit(1);
    });
    child.on("exit", (code, signal) => {
      child = undefined;
      if (signal) {
        process.removeAllListeners(signal);
        process.kill(process.pid, signal);
      } else if (code !== 0) process.exit(code);
      else resolve();
    });
  });
}
