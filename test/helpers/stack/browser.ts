import { existsSync } from "node:fs";
import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import chromium, { inflate } from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";

/**
 * A headless Chromium from npm with its libraries and fonts: no system package, no download beyond the lock file, also as root in a
 * container. The caller closes it.
 */
export async function launchBrowser(): Promise<Browser> {
  const home = await unpack();
  return playwright.launch({
    // Root in a container cannot have the sandbox. The package's other switches are for Lambda: they turn the web's own security off,
    // and starting without a zygote process crashes now and then.
    args: ["--no-sandbox"],
    executablePath: join(home, "chromium"),
    env: {
      ...process.env,
      FONTCONFIG_FILE: join(home, "fonts.conf"),
      LD_LIBRARY_PATH: [process.env.LD_LIBRARY_PATH, join(home, "al2023", "lib")].filter(Boolean).join(":"),
    },
  });
}

/** Unpacks once per machine and version; the rename at the end keeps an interrupted or a concurrent run from leaving half a browser. */
async function unpack(): Promise<string> {
  const root = fileURLToPath(new URL("..", import.meta.resolve("@sparticuz/chromium")));
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  const packed = join(root, "bin");
  const home = join(tmpdir(), `baton-browser-${version}`);
  if (existsSync(home)) return home;
  const draft = await mkdtemp(`${home}-`);
  const outer = process.env.TMPDIR;
  // The package unpacks to the system's directory for temporary files and has no setting for another.
  process.env.TMPDIR = draft;
  try {
    await Promise.all([chromium.executablePath(packed), inflate(join(packed, "al2023.tar.br"))]);
  } finally {
    if (outer === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = outer;
  }
  await writeFile(join(draft, "fonts.conf"), fontsConf(home));
  await rename(draft, home).catch(async () => rm(draft, { recursive: true, force: true }));
  return home;
}

/** The package's own configuration names folders of Lambda: without a font every text is 0 px wide. */
const fontsConf = (home: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(home, "fonts", "fonts")}</dir>
  <cachedir>${join(home, "fonts-cache")}</cachedir>
</fontconfig>
`;
