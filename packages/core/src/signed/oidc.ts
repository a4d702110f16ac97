import { z } from "zod";
import { BatonError } from "../error/index.ts";
import { keysOf } from "./keys.ts";
import { tokens } from "./tokens.ts";

const schema = z.strictObject({
  issuer: z.url({ protocol: /^https?$/ }),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  /** Links by mail sign nobody in any more. */
  only: z.boolean().optional(),
});

/** The company's identity provider (OpenID Connect), which vouches for addresses. */
export type Oidc = z.infer<typeof schema>;

/** Reads the provider's settings as JSON; undefined for an empty text. Throws `oidc.invalid`, which says what is wrong of them. */
export function readOidc(text: string): Oidc | undefined {
  if (text.trim() === "") return undefined;
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new BatonError("oidc.invalid", "The identity provider's settings are no JSON.", { status: 500 });
  }
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => `${path.join(".") || "settings"}: ${message}`).join("; ");
  throw new BatonError("oidc.invalid", `The identity provider's settings: ${faults}.`, { status: 500 });
}

/** What is remembered of somebody who has been sent to the provider, until they come back. */
export interface OidcStart {
  /** Of PKCE (RFC 7636). */
  verifier: string;
  state: string;
  nonce: string;
  /** Where they wanted to go. */
  to: string;
}

const START_MS = 10 * 60_000;

/** Values of the cookie that remembers it, good for ten minutes. */
export function oidcStarts(keys: string) {
  const signed = tokens<[verifier: string, state: string, nonce: string, to: string, seconds: number]>(
    keysOf(keys),
    "baton-oidc",
  );
  return {
    sign: ({ verifier, state, nonce, to }: OidcStart, now: number): string =>
      signed.sign([verifier, state, nonce, to, Math.floor((now + START_MS) / 1000)]),
    open(value: string, now: number): OidcStart | undefined {
      const claim = signed.open(value);
      if (!claim || now >= claim[4] * 1000) return undefined;
      const [verifier, state, nonce, to] = claim;
      return { verifier, state, nonce, to };
    },
  };
}
