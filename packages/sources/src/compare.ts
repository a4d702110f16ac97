import { createHmac, timingSafeEqual } from "node:crypto";

/** Equality in constant time; lengths may leak, contents do not. */
export function equal(given: string | undefined, expected: string | undefined): boolean {
  if (!given || !expected) return false;
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

export function hmac(
  algorithm: "sha256" | "sha1",
  key: string | Uint8Array,
  encoding: "base64" | "hex",
  ...parts: (string | Uint8Array)[]
): string {
  const mac = createHmac(algorithm, key);
  for (const part of parts) mac.update(part);
  return mac.digest(encoding);
}

/** Both values of a rotating secret, newest first. */
export const active = ({ secret, previousSecret }: { secret?: string; previousSecret?: string }): string[] =>
  [secret, previousSecret].filter((value) => value !== undefined && value !== "") as string[];
