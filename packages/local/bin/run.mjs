// Runs npm's scripts: installs what the lock file names, then works on the Node of the dev dependency.
// Plain JavaScript without dependencies, because it has to run before anything is installed and on any Node >= 20.19.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isInstalled, reportInstall } from "./install.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const modules = join(root, "node_modules");
const node = join(modules, "node", "bin", process.platform === "win32" ? "node.exe" : "node");

/** Loaded into each child, so that it ends when this process is killed without a chance to say so. */
const watchParent = ["--import", pathToFileURL(join(root, "packages/local/src/watch-parent.ts")).href];

const children = new Set();
let interrupted = false;
/** A check has failed, and ends this process when everything else has ended. */
let failing = false;
const signalAll = (signal) => {
  for (const child of children) child.kill(signal);
};

// Under Ctrl-C the terminal signals the whole group and npm forwards too: children take a repeated signal as one.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    interrupted = true;
    signalAll(signal);
  });
}

// npm killed hard cannot forward anything: losing the parent, or npm above its shell, is the signal.
const parent = process.ppid;
const npmAbove = parentOfShell();
setInterval(() => {
  if (process.ppid === parent && (npmAbove === undefined || isAlive(npmAbove))) return;
  interrupted = true;
  signalAll("SIGTERM");
  setTimeout(() => process.exit(1), 8_000).unref();
}, 200).unref();

const [command, ...args] = process.argv.slice(2);
const vitest = "node_modules/vitest/vitest.mjs";
const colors = process.stdout.isTTY ? [] : ["--colors=off"];
/** What `npm test` looks at besides the tests, unless it is told which ones. */
const checks =
  args.length > 0
    ? []
    : [
        ["node_modules/typescript/bin/tsc", "--noEmit", ...(process.stdout.isTTY ? ["--pretty"] : [])],
        ["node_modules/@biomejs/biome/bin/biome", "ci", "--error-on-warnings", ...colors],
      ];
const work = {
  start: { argv: ["packages/local/src/main.ts", ...args] },
  demo: { argv: ["packages/local/src/demo/main.ts", ...args] },
  bench: { argv: ["--import", "./packages/local/src/runtime/jsx.ts", "test/bench/main.ts", ...args] },
  cost: { argv: ["test/cost/main.ts", ...args] },
  "check:aws": { argv: ["test/aws/main.ts", ...args] },
  attack: { argv: ["test/attack/main.ts", ...args] },
  docs: { argv: ["docs/generate.ts", ...args] },
  places: { argv: ["packages/local/tools/places.ts", ...args] },
  picture: { argv: ["docs/picture.ts", ...args] },
  test: { argv: [vitest, "run", ...args], checks },
  "test:all": { argv: [vitest, "run", ...args], checks, env: { BATON_TESTS: "all" } },
  "test:unit": { argv: [vitest, "run", "--project", "unit", ...args] },
  "test:watch": { argv: [vitest, "watch", "--project", "unit", ...args] },
}[command];
if (!work) {
  console.error(
    "usage: run.mjs start|demo|test|test:all|test:unit|test:watch|bench|cost|check:aws|attack|docs|places|picture [arguments]",
  );
  process.exit(2);
}

await install();
const env = {
  ...process.env,
  // Kept between runs, because every process of a stack compiles the same modules.
  NODE_COMPILE_CACHE: join(modules, ".cache", "node"),
  ...work.env,
  PATH: [join(modules, ".bin"), dirname(node), process.env.PATH].join(delimiter),
};
const main = run(node, [...watchParent, ...work.argv], { stdio: "inherit", env });
const checked = Promise.all((work.checks ?? []).map(check));
await main;
await checked;
if (work.checks?.length > 0) console.log("Types and lint: nothing to say.");
process.exit(0);

/** Runs beside the tests, unseen unless it fails: then the tests end at once, and what it says comes last. */
async function check(argv) {
  let said = "";
  const { code } = await ended(node, [...watchParent, ...argv], { stdio: ["ignore", "pipe", "pipe"], env }, (child) => {
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  });
  if (code === 0 || failing || interrupted) return;
  failing = true;
  signalAll("SIGTERM");
  await Promise.all([...children].map((child) => new Promise((resolve) => child.once("close", resolve))));
  process.stdout.write(`\n${said}`, () => process.exit(1));
  await new Promise(() => {});
}

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

/** Brings node_modules in line with the lock file. */
async function install() {
  if (existsSync(node) && isInstalled(root)) return;
  const done = reportInstall(root);
  // npm's own output goes to stderr: stdout belongs to the command.
  const npm = process.env.npm_execpath;
  const [file, ...before] = npm?.endsWith(".js") ? [process.execPath, npm] : ["npm"];
  await run(file, [...before, "ci", "--loglevel=error", "--no-progress"], {
    stdio: ["ignore", 2, 2],
    shell: file === "npm",
  });
  done();
}

/** Resolves when the child succeeded; otherwise this process ends the way the child did, unless it is ending for another reason. */
async function run(file, argv, options) {
  if (interrupted) process.exit(130);
  const { code, signal } = await ended(file, argv, options);
  if (code === 0) return;
  // A failing check has ended the tests, and tells why.
  if (failing) return new Promise(() => {});
  if (signal) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
    await new Promise(() => {});
  }
  process.exit(code);
}

/** Runs a child and answers how it ended. */
function ended(file, argv, options, started = () => {}) {
  return new Promise((resolve) => {
    const child = spawn(file, argv, { cwd: root, ...options });
    children.add(child);
    started(child);
    child.on("error", (error) => {
      console.error(`${file}: ${error.message}`);
      process.exit(1);
    });
    child.on("close", (code, signal) => {
      children.delete(child);
      resolve({ code, signal });
    });
  });
}
