import { createHmac, timingSafeEqual } from "node:crypto";
import { BatonError } from "../error/index.ts";

/**
 * How far a request about one person has come, as an opaque text for the next one. Signed with HMAC-SHA256 for that purpose and
 * address, because whoever goes on relies on what it says. For a request's body, because it may hold a telephone number.
 */
export function cursors<State extends object>(key: Uint8Array, purpose: "export" | "forget", email: string) {
  const mac = (payload: string): Buffer =>
    createHmac("sha256", key)
      .update(`cursor:${JSON.stringify([purpose, email, payload])}`)
      .digest();

  return {
    encode(state: State): string {
      const payload = Buffer.from(JSON.stringify(state)).toString("base64url");
      return `${payload}.${mac(payload).toString("base64url")}`;
    },

    /** Throws `cursor.invalid` for what no request for the same answered. */
    decode(cursor: string): State {
      const [payload = "", signature = "", ...rest] = cursor.split(".");
      const given = Buffer.from(signature, "base64url");
      const expected = mac(payload);
      if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected))
        throw new BatonError("cursor.invalid", "The cursor is not one that this request answered.", { status: 400 });
      return JSON.parse(Buffer.from(payload, "base64url").toString()) as State;
    },
  };
}
