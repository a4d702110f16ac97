import { mkdtempSync, rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The directory of all kept state. Without a path it is a temporary one that goes with `remove`, or at the latest with the process. */
export async function openDataDir(path: string | undefined): Promise<{ dir: string; kept: boolean; remove(): void }> {
  if (path !== undefined) {
    await mkdir(path, { recursive: true });
    return { dir: path, kept: true, remove: () => {} };
  }
  const dir = mkdtempSync(join(tmpdir(), "baton-"));
  const removeDir = () => rmSync(dir, { recursive: true, force: true });
  process.once("exit", removeDir);
  return {
    dir,
    kept: false,
    remove() {
      process.off("exit", removeDir);
      removeDir();
    },
  };
}
