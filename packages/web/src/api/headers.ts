import type { MiddlewareHandler } from "hono";

/** What every answer carries: it is about people, so nobody keeps it, and it is what its type says. */
export const guarded: MiddlewareHandler = async (c, next) => {
  await next();
  c.header("cache-control", "no-store");
  c.header("x-content-type-options", "nosniff");
};

/** Keeps the tag of a compressed answer as it was: it is the number of a version, which `If-Match` names. */
export const sameTag: MiddlewareHandler = async (c, next) => {
  await next();
  const tag = c.res.headers.get("etag");
  if (tag?.startsWith("W/")) c.header("etag", tag.slice(2));
};
