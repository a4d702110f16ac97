import { BatonError } from "../error/index.ts";
import { keysOf } from "./keys.ts";
import { tokens } from "./tokens.ts";

/** A link that signs somebody in is good for so long. */
export const SIGN_IN_MS = 15 * 60_000;
/** A session ends after so long, and after so long without a request. */
export const SESSION_MS = 14 * 86_400_000;
export const IDLE_MS = 3 * 86_400_000;

/** Who is to be signed in, by which use of which link, and where they wanted to go. */
export interface SignInClaim {
  person: string;
  /** The link may be used once. */
  id: string;
  /** When it was asked for, epoch ms. */
  at: number;
  /** A path of the board. */
  to: string;
}

/** Tokens of links that sign in. */
export function signInLinks(keys: string) {
  const signed = tokens<[person: string, id: string, seconds: number, to: string]>(keysOf(keys), "baton-sign-in");
  return {
    sign: ({ person, id, at, to }: SignInClaim): string => signed.sign([person, id, Math.floor(at / 1000), to]),
    /** Throws `link.forged` or `link.expired`. */
    verify(token: string, now: number): SignInClaim {
      const claim = signed.open(token);
      if (!claim)
        throw new BatonError("link.forged", "This link is not complete. Please use the one in the latest mail.", {
          status: 403,
        });
      const [person, id, seconds, to] = claim;
      if (now >= seconds * 1000 + SIGN_IN_MS)
        throw new BatonError("link.expired", "This link was good for 15 minutes. Please ask for a new one.", {
          status: 410,
        });
      return { person, id, at: seconds * 1000, to };
    },
  };
}

/** What a session's cookie says. Instants are epoch ms, of whole seconds. */
export interface SessionClaim {
  person: string;
  id: string;
  /** When the session began, and when it was last seen to be used. */
  since: number;
  seen: number;
}

/** Values of cookies that name a session. One that was not used for three days, or began fourteen days ago, opens nothing. */
export function sessionCookies(keys: string) {
  const signed = tokens<[person: string, id: string, since: number, seen: number]>(keysOf(keys), "baton-session");
  const seconds = (ms: number): number => Math.floor(ms / 1000);
  return {
    sign: ({ person, id, since, seen }: SessionClaim): string =>
      signed.sign([person, id, seconds(since), seconds(seen)]),
    open(value: string, now: number): SessionClaim | undefined {
      const claim = signed.open(value);
      if (!claim) return undefined;
      const [person, id, since, seen] = claim;
      const good = now < since * 1000 + SESSION_MS && now < seen * 1000 + IDLE_MS;
      return good ? { person, id, since: since * 1000, seen: seen * 1000 } : undefined;
    },
  };
}
