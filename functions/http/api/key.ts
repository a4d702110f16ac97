import type { MiddlewareHandler } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { apiKeys } from "../../deps.ts";
import { unauthorized } from "./failures.ts";

/** Lets only those in who send one of the API's keys. */
export const withKey: MiddlewareHandler = (c, next) =>
  bearerAuth({
    token: apiKeys(),
    noAuthenticationHeader: { message: unauthorized },
    invalidAuthenticationHeader: { message: unauthorized },
    invalidToken: { message: unauthorized },
  })(c, next);
