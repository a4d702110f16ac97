import type { MiddlewareHandler } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { unauthorized } from "./failures.ts";
import { readKeys } from "./scopes.ts";

/** Lets only those in who send one of the API's keys, and remembers what that is for. */
export const withKey =
  (keysOf: () => string[]): MiddlewareHandler =>
  (c, next) => {
    const keys = readKeys(keysOf());
    return bearerAuth({
      token: [...keys.keys()],
      noAuthenticationHeader: { message: unauthorized },
      invalidAuthenticationHeader: { message: unauthorized },
      invalidToken: { message: unauthorized },
    })(c, () => {
      const sent = /^Bearer +(\S+)/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
      c.set("scopes", keys.get(sent));
      return next();
    });
  };
