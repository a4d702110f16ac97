import { BatonError } from "../error/index.ts";
import { tokens } from "../signed/tokens.ts";

/**
 * How far a request about one person has come, as an opaque text for the next one. Signed for that purpose and address, because
 * whoever goes on relies on what it says. For a request's body, because it may hold a telephone number.
 */
export function cursors<State extends object>(key: Uint8Array, purpose: "export" | "forget", email: string) {
  const signed = tokens<State>([key], `cursor:${JSON.stringify([purpose, email])}`);
  return {
    encode: signed.sign,
    /** Throws `cursor.invalid` for what no request for the same answered. */
    decode(cursor: string): State {
      const state = signed.open(cursor);
      if (!state)
        throw new BatonError("cursor.invalid", "The cursor is not one that this request answered.", { status: 400 });
      return state;
    },
  };
}
