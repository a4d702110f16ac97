import { rolesOf } from "@baton/core/board";
import type { Relay } from "@baton/core/ports";
import { SESSION_MS, type SessionClaim, sessionCookies } from "@baton/core/signed";
import { wordsIn } from "@baton/words";
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { originOf } from "../page/asked.ts";
import type { Looking } from "./env.ts";

const NAME = "baton";
/** How long after a request the next one renews the cookie, so that most answers set none. */
const RENEWED_MS = 3_600_000;

export const isSecure = (c: Context): boolean => originOf(c).startsWith("https:");

/** Cookies that name a session. Over TLS no other host of the domain can set them. */
export function sessions({ relay, linkKey }: { relay: Relay; linkKey(): string }) {
  const now = () => relay.time.now();
  const keep = (c: Context, claim: SessionClaim): void => {
    const secure = isSecure(c);
    setCookie(c, NAME, sessionCookies(linkKey()).sign(claim), {
      path: "/",
      httpOnly: true,
      sameSite: "Lax",
      secure,
      maxAge: Math.floor((claim.since + SESSION_MS - now()) / 1000),
      ...(secure && { prefix: "host" as const }),
    });
  };
  const drop = (c: Context): void => {
    const secure = isSecure(c);
    deleteCookie(c, NAME, { path: "/", secure, ...(secure && { prefix: "host" as const }) });
  };
  const claimed = (c: Context): SessionClaim | undefined => {
    const value = isSecure(c) ? getCookie(c, NAME, "host") : getCookie(c, NAME);
    return value === undefined ? undefined : sessionCookies(linkKey()).open(value, now());
  };

  return {
    begin: keep,

    /** Who looks; undefined for nobody, for a session that was ended, and for somebody who has left. Costs one read. */
    async looking(c: Context): Promise<Looking | undefined> {
      const claim = claimed(c);
      if (!claim) return undefined;
      const { person, id } = claim;
      const [rulebook, viewer] = await Promise.all([relay.rulebooks.active(), relay.store.viewer(person)]);
      const known = rulebook.agreement.people[person];
      if (!known || !viewer || (viewer.sessions[id] ?? 0) <= now()) return undefined;
      if (now() - claim.seen >= RENEWED_MS) keep(c, { ...claim, seen: now() });
      return {
        person,
        name: known.name,
        roles: rolesOf(rulebook, person),
        rulebook,
        zone: rulebook.zone(person),
        words: await wordsIn(rulebook.language(person)),
        viewer,
        session: id,
      };
    },

    /** Ends the session that a request comes with, for good: a copy of its cookie opens nothing any more. */
    async end(c: Context): Promise<void> {
      const claim = claimed(c);
      drop(c);
      if (claim) await relay.store.endSession(claim.person, claim.id);
    },
  };
}

export type Sessions = ReturnType<typeof sessions>;
