import { existsSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BatonError } from "@baton/core/error";
import { projectRoot, readSettings, type Settings } from "../settings.ts";

export const demonstrationAgreement = join(projectRoot, "packages/local/example/demonstration.agreement.yaml");

/** The file by which a directory is known to hold nothing but a demonstration. */
const MARK = "demonstration";

/** How many people ask in the six weeks, unless BATON_DEMO_PEOPLE says otherwise. */
const PEOPLE = 200;
const MOST_PEOPLE = 600;

/** How many people ask in the six weeks of a demonstration. Throws `settings.invalid`. */
export function peopleOf(env: Record<string, string | undefined>): number {
  const value = env.BATON_DEMO_PEOPLE;
  if (!value) return PEOPLE;
  const people = Number(value);
  if (!Number.isInteger(people) || people < 1 || people > MOST_PEOPLE)
    throw new BatonError(
      "settings.invalid",
      `BATON_DEMO_PEOPLE=${JSON.stringify(value)}: expected 1 to ${MOST_PEOPLE}.`,
    );
  return people;
}

/**
 * The settings of `npm run demo`: those of `npm start`, with an agreement of its own and a directory beside the one that `npm start` keeps
 * its data in, `.baton-demo`. The time is the present. Throws `settings.invalid`, which names the variable.
 */
export function demonstrationSettings(env: Record<string, string | undefined>, cwd: string): Settings {
  const { dataDir, ...settings } = readSettings({ ...env, BATON_NOW: "", BATON_SPEED: "" }, cwd);
  return {
    ...settings,
    dataDir: dataDir === undefined ? undefined : `${dataDir}-demo`,
    agreementPath: demonstrationAgreement,
  };
}

/** Empties the directory of the demonstration before, and makes one where there was none. Throws `data.notOurs` for any other. */
export async function freshDataDir(dir: string): Promise<void> {
  const mark = join(dir, MARK);
  if (existsSync(dir) && !existsSync(mark) && (await readdir(dir)).length > 0)
    throw new BatonError("data.notOurs", `${dir} holds something else than a demonstration, which would be deleted.`);
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  await writeFile(mark, "Everything here is made up, and goes when `npm run demo` starts again.\n");
}
