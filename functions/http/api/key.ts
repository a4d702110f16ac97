import type { MiddlewareHandler } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { apiKey } from "../../deps.ts";
import { unauthorized } from "./failures.ts";

/** Lets only those in who send the API's key. */
export const withKey: MiddlewareHandler = (c, next) =>
  bearerAuth({
    token: apiKey(),
    noAuthenticationHeader: { message: unauthorized },
    invalidAuthenticationHeader: { message: unauthorized },
    invalidToken: { message: unauthorized },
  })(c, next);
