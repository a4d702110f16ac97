import type { MiddlewareHandler } from "hono";

/** What every answer carries: it is about people, so nobody keeps it, and it is what its type says. */
export const guarded: MiddlewareHandler = async (c, next) => {
  await next();
  c.header("cache-control", "no-store");
  c.header("x-content-type-options", "nosniff");
};
