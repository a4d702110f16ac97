import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";

const repository = join(import.meta.dirname, "../../..");
const wanted = {
  "": { name: "project" },
  "node_modules/one": { version: "1.0.0", integrity: "sha512-1" },
  "node_modules/other-platform": { version: "2.0.0", integrity: "sha512-2", optional: true },
};
type Packages = Record<string, Record<string, unknown>>;
const lock = (packages: Packages) => JSON.stringify({ lockfileVersion: 3, packages });
/** What npm writes of an install: without the project itself, and without what another platform needs. */
const installed: Packages = { "node_modules/one": wanted["node_modules/one"] };

describe("npm start", () => {
  let root: string;
  /** An npm whose `ci` takes some time and then leaves what an install leaves. */
  let npm: string;
  const hidden = () => join(root, "node_modules/.package-lock.json");

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "baton-test-"));
    onTestFinished(() => rm(root, { recursive: true }));
    for (const path of ["packages/local/bin", "packages/local/src/watch-parent.ts"])
      await cp(join(repository, path), join(root, path), { recursive: true });
    await writeFile(join(root, "packages/local/src/main.ts"), "console.log('started');");
    await writeFile(join(root, "package.json"), JSON.stringify({ type: "module" }));
    await writeFile(join(root, "package-lock.json"), lock(wanted));
    await mkdir(join(root, "node_modules/node/bin"), { recursive: true });
    await symlink(process.execPath, join(root, "node_modules/node/bin/node"));
    await mkdir(join(root, "node_modules/one"));
    await writeFile(join(root, "node_modules/one/package.json"), "{}");
    npm = join(root, "npm.js");
    await writeFile(
      npm,
      `import { writeFileSync } from "node:fs";
      await new Promise((resolve) => setTimeout(resolve, 100));
      writeFileSync(${JSON.stringify(hidden())}, ${JSON.stringify(lock(installed))});
      writeFileSync("npm-was-asked", process.argv.slice(2).join(" "));`,
    );
  });

  async function start(): Promise<{ code: number | null; stdout: string; stderr: string; asked: string | undefined }> {
    const child = spawn(process.execPath, [join(root, "packages/local/bin/run.mjs"), "start"], {
      env: { ...process.env, npm_execpath: npm },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const)
      child[stream].on("data", (chunk) => {
        said[stream] += chunk;
      });
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    const asked = await readFile(join(root, "npm-was-asked"), "utf8").catch(() => undefined);
    return { code, ...said, asked };
  }
  const atOnce = { code: 0, stdout: "started\n", stderr: "", asked: undefined };
  const afterInstall = { code: 0, stdout: "started\n", asked: "ci --loglevel=error --no-progress" };

  test("starts at once after a plain npm ci", async () => {
    await writeFile(hidden(), lock(installed));
    expect(await start()).toEqual(atOnce);
  });

  test("installs into an empty folder first, says so while it lasts, and starts at once the next time", async () => {
    const first = await start();
    expect(first).toMatchObject(afterInstall);
    expect(first.stderr).toBe("Installing dependencies (npm ci): 0 s, 1 of about 2 packages\n");
    await rm(join(root, "npm-was-asked"));
    expect(await start()).toEqual(atOnce);
  });

  test("installs anew without the Node that everything runs on, which comes with an install script", async () => {
    await writeFile(hidden(), lock(installed));
    await rm(join(root, "node_modules/node"), { recursive: true });
    expect((await start()).asked).toBe("ci --loglevel=error --no-progress");
  });

  test("ends as npm does when it cannot install", async () => {
    await writeFile(npm, "process.exit(7);");
    expect(await start()).toMatchObject({ code: 7, stdout: "" });
  });
});

const load = () => import(join(repository, "packages/local/bin/install.mjs"));

describe("an install is taken for whole", () => {
  test.each<[string, string, boolean]>([
    ["as npm ci leaves it", lock(installed), true],
    ["with what this platform does not need", lock(wanted), true],
    [
      "from another registry",
      lock({ "node_modules/one": { ...wanted["node_modules/one"], resolved: "https://npm.acme.example/one.tgz" } }),
      true,
    ],
    ["beside what somebody has added", lock({ ...installed, "node_modules/tool": { extraneous: true } }), true],
    ["not with another version", lock({ "node_modules/one": { version: "1.0.1", integrity: "sha512-1" } }), false],
    ["not with other contents", lock({ "node_modules/one": { version: "1.0.0", integrity: "sha512-9" } }), false],
    ["not without a package", lock({}), false],
    ["not with one that the lock file had before", lock({ ...installed, "node_modules/old": {} }), false],
    ["not when it was cut off", lock(installed).slice(0, -20), false],
  ])("%s", async (_, found, whole) => {
    const root = await mkdtemp(join(tmpdir(), "baton-test-"));
    onTestFinished(() => rm(root, { recursive: true }));
    await writeFile(join(root, "package-lock.json"), lock(wanted));
    const { isInstalled } = await load();
    expect(isInstalled(root)).toBe(false);
    await mkdir(join(root, "node_modules"));
    await writeFile(join(root, "node_modules/.package-lock.json"), found);
    expect(isInstalled(root)).toBe(whole);
  });
});

describe("an install that takes long", () => {
  test.each([
    [true, /^(\rInstalling dependencies \(npm ci\): 0 s, 0 of about 2 packages){2,}\n$/],
    [false, /^(Installing dependencies \(npm ci\): 0 s, 0 of about 2 packages\n){2,}$/],
  ])("shows again and again how far it is (terminal: %s)", async (isTTY, shape) => {
    const root = await mkdtemp(join(tmpdir(), "baton-test-"));
    onTestFinished(() => rm(root, { recursive: true }));
    await writeFile(join(root, "package-lock.json"), lock(wanted));
    const said: string[] = [];
    const twice = Promise.withResolvers<void>();
    const write = (text: string) => said.push(text) > 1 && twice.resolve();
    const done = (await load()).reportInstall(root, { isTTY, write }, 5);
    await twice.promise;
    done();
    expect(said.join("")).toMatch(shape);
  });
});
