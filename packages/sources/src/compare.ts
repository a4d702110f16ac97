import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";

/** Equality in constant time; lengths may leak, contents do not. */
export function equal(given: string | undefined, expected: string | undefined): boolean {
  if (!given || !expected) return false;
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Equality with one of several secrets that are good at the same time. */
export const anyEqual = (given: string | undefined, expected: readonly string[]): boolean =>
  expected.some((one) => equal(given, one));

export function hmac(
  algorithm: "sha256" | "sha1",
  key: string | Uint8Array,
  encoding: "base64" | "hex",
  ...parts: (string | Uint8Array)[]
): string {
  // Bare bytes as a key take Node several times as long as a key object, its making included.
  const mac = createHmac(algorithm, typeof key === "string" ? key : createSecretKey(key));
  for (const part of parts) mac.update(part);
  return mac.digest(encoding);
}

/** Whether a signature is the keyed digest of some bytes under one of the secrets. */
export function signedWith(
  given: string | undefined,
  secrets: readonly string[],
  algorithm: "sha256" | "sha1",
  encoding: "base64" | "hex",
  ...parts: (string | Uint8Array)[]
): boolean {
  return secrets.some((secret) => equal(given, hmac(algorithm, secret, encoding, ...parts)));
}
