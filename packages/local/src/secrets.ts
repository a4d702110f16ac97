import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface StackSecrets {
  /** Signs the links in mails. */
  linkKey: string;
  apiKey: string;
  /** Secrets of sources by name. */
  sources: Record<string, string>;
}

/** A secret that an agreement names, and what the source that names it uses it for. */
export interface NamedSecret {
  name: string;
  provider: string;
  /** Role in the source's `auth`. */
  role: string;
}

/**
 * The secrets of a stack: those given, else those kept in the data directory, else new ones, which are then kept there.
 * What is given is not written down.
 */
export async function loadSecrets(options: {
  dataDir: string;
  named: NamedSecret[];
  apiKey?: string | undefined;
  given: Record<string, string>;
}): Promise<StackSecrets> {
  const file = join(options.dataDir, "secrets.json");
  const before = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    return "{}";
  });
  const kept: Partial<StackSecrets> = JSON.parse(before);
  const secrets: StackSecrets = {
    linkKey: kept.linkKey ?? generate(),
    apiKey: kept.apiKey ?? generate(),
    sources: { ...kept.sources },
  };
  for (const named of options.named) {
    if (!(named.name in options.given)) secrets.sources[named.name] ??= generate(named);
  }
  const after = `${JSON.stringify(secrets, null, 2)}\n`;
  if (after !== before) {
    // Written beside and moved: a crash in between leaves the old keys, not half a file.
    await writeFile(`${file}.new`, after, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
  return {
    ...secrets,
    apiKey: options.apiKey ?? secrets.apiKey,
    sources: { ...secrets.sources, ...options.given },
  };
}

/** The key that the stack itself and its banner use, of keys as in `KEY,KEY:read+report`: the first that is for everything. */
export const keyForAll = (keys: string): string =>
  keys
    .split(",")
    .map((key) => key.trim())
    .find((key) => !key.includes(":")) ?? keys;

/** 32 random bytes in the notation that its use demands; without a use, or with any other, such that it fits into a URL. */
function generate(named?: NamedSecret): string {
  const bytes = randomBytes(32);
  const signsStandardWebhooks = named?.provider === "standard-webhooks" || named?.provider === "svix";
  if (signsStandardWebhooks && /secret$/i.test(named.role)) return `whsec_${bytes.toString("base64")}`;
  if (named?.role === "basic") return `baton:${bytes.toString("base64url")}`;
  return bytes.toString("base64url");
}
