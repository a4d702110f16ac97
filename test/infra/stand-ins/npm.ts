// Stands in for `npm install`, by which SST fetches its own dependencies and what a function installs beside its bundle: takes them
// from the project's node_modules, where the lock file has put them, and fails when another version is wanted.
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const modules = process.env.INFRA_MODULES!;
const wanted = JSON.parse(readFileSync("package.json", "utf8")) as {
  name?: string;
  dependencies?: Record<string, string>;
};
// SST's components are below the project and find the project's packages; a function's bundle goes alone.
const beside = wanted.name !== "@sst/platform";

if (!process.argv.includes("install")) throw new Error(`The stand-in for npm only installs: ${process.argv.slice(2)}`);
for (const [name, range] of Object.entries(wanted.dependencies ?? {})) {
  const from = join(modules, name);
  if (!existsSync(from)) {
    if (beside) throw new Error(`${name} is not in the project's node_modules.`);
    continue;
  }
  const { version, dependencies = {} } = JSON.parse(readFileSync(join(from, "package.json"), "utf8"));
  const matters = beside || name.startsWith("@pulumi");
  if (matters && bare(range) !== bare(version))
    throw new Error(`${name} ${range} is wanted, and the project has ${version}.`);
  if (!beside) continue;
  if (Object.keys(dependencies).length > 0) throw new Error(`${name} has dependencies, which are not copied.`);
  cpSync(from, join("node_modules", name), { recursive: true, dereference: true });
}

/** Some are named with a `v` and some without. */
function bare(version: string): string {
  return version.replace(/^v/, "");
}
