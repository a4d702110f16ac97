import { chmod, cp, glob, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export const root: string = join(import.meta.dirname, "../../..");
const standIns = join(import.meta.dirname, "../stand-ins");

/** A copy of the project's infrastructure in which SST can write, beside everything else of the project. */
export interface Project {
  directory: string;
  /** Of executables that stand in for others. */
  bin: string;
  remove(): Promise<void>;
}

/** @param hollow with functions that do nothing, for who looks at the graph only: building the real ones takes most of the time */
export async function makeProject({ hollow = false }: { hollow?: boolean } = {}): Promise<Project> {
  const directory = await mkdtemp(join(tmpdir(), "baton-infra-"));
  const bin = join(directory, "bin");
  for (const name of ["sst.config.ts", "infra", "package.json"])
    await cp(join(root, name), join(directory, name), { recursive: true });
  for (const name of ["packages", "node_modules"]) await symlink(join(root, name), join(directory, name));
  const functions = join(directory, "functions");
  if (hollow)
    for await (const file of glob("*/*.ts", { cwd: join(root, "functions") })) {
      await mkdir(dirname(join(functions, file)), { recursive: true });
      await writeFile(join(functions, file), "export const handler = async () => {};\n");
    }
  else await symlink(join(root, "functions"), functions);
  await executable(bin, "pulumi", "engine.ts");
  await executable(bin, "npm", "npm.ts");
  // `pulumi stack init` is run from here, whatever SST_PULUMI_PATH says.
  await executable(join(directory, "config/sst/bin"), "pulumi", "engine.ts");
  return { directory, bin, remove: () => rm(directory, { recursive: true, force: true }) };
}

async function executable(directory: string, name: string, standIn: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, name);
  await writeFile(file, `#!/bin/sh\nexec "${process.execPath}" "${join(standIns, standIn)}" "$@"\n`);
  await chmod(file, 0o755);
}
