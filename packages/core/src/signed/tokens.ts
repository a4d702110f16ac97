import { createHmac, timingSafeEqual } from "node:crypto";

/** Tokens that only whoever has a key can make: a claim as base64url JSON, and its HMAC-SHA256 for one purpose. */
export interface Tokens<Claim> {
  sign(claim: Claim): string;
  /** What was signed; undefined for what was not, or for another purpose. */
  open(token: string): Claim | undefined;
}

/** @param keys the first signs, all are good: several while they rotate */
export function tokens<Claim>(
  keys: readonly [string | Uint8Array, ...(string | Uint8Array)[]],
  purpose: string,
): Tokens<Claim> {
  const mac = (key: string | Uint8Array, payload: string): Buffer =>
    createHmac("sha256", key).update(`${purpose}:${payload}`).digest();
  return {
    sign(claim) {
      const payload = Buffer.from(JSON.stringify(claim)).toString("base64url");
      return `${payload}.${mac(keys[0], payload).toString("base64url")}`;
    },
    open(token) {
      const [payload = "", signature = "", ...rest] = token.split(".");
      const given = Buffer.from(signature, "base64url");
      const genuine =
        rest.length === 0 &&
        keys.some((key) => {
          const expected = mac(key, payload);
          return given.length === expected.length && timingSafeEqual(given, expected);
        });
      return genuine ? (JSON.parse(Buffer.from(payload, "base64url").toString()) as Claim) : undefined;
    },
  };
}
