import type { MiddlewareHandler } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { apiKeys } from "../../../../functions/deps.ts";
import { unauthorized } from "./failures.ts";
import { readKeys } from "./scopes.ts";

/** Lets only those in who send one of the API's keys, and remembers what that is for. */
export const withKey: MiddlewareHandler = (c, next) => {
  const keys = readKeys(apiKeys());
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
