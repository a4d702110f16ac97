// Plain JavaScript without dependencies, as it runs before anything is installed.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Whether node_modules holds what the lock file names: npm writes a lock file of its own into it, as the last thing of an install
 * that has succeeded. What this platform does not need may be missing, and what somebody added besides may be there.
 */
export function isInstalled(root) {
  const wanted = packagesOf(join(root, "package-lock.json"));
  const found = packagesOf(join(root, "node_modules", ".package-lock.json"));
  if (!wanted || !found) return false;
  // Not where it was fetched from: with a registry of one's own npm notes that one.
  const isSame = (one, other) => ["version", "integrity", "link"].every((field) => one[field] === other?.[field]);
  return (
    [...wanted].every(([path, one]) =>
      found.has(path) ? isSame(one, found.get(path)) : one.optional || one.devOptional,
    ) && [...found].every(([path, one]) => wanted.has(path) || one.extraneous)
  );
}

/** Says every so often how far an install is, until the function that it answers is called. A terminal has it in one line. */
export function reportInstall(root, out = process.stderr, everyMs = out.isTTY ? 1_000 : 10_000) {
  const paths = [...(packagesOf(join(root, "package-lock.json"))?.keys() ?? [])];
  const began = performance.now();
  const say = () => {
    const there = paths.filter((path) => existsSync(join(root, path, "package.json"))).length;
    const seconds = Math.round((performance.now() - began) / 1_000);
    const line = `Installing dependencies (npm ci): ${seconds} s, ${there} of about ${paths.length} packages`;
    out.write(out.isTTY ? `\r${line}` : `${line}\n`);
  };
  say();
  const timer = setInterval(say, everyMs);
  return () => {
    clearInterval(timer);
    if (out.isTTY) out.write("\n");
  };
}

/** What a lock file says of everything under node_modules, by path; undefined when there is none, or half of one. */
function packagesOf(file) {
  try {
    const { packages } = JSON.parse(readFileSync(file, "utf8"));
    return new Map(Object.entries(packages).filter(([path]) => path.includes("node_modules/")));
  } catch {
    return undefined;
  }
}
