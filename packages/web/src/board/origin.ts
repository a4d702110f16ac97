import { BatonError } from "@baton/core/error";
import type { MiddlewareHandler } from "hono";
import { originOf } from "../page/asked.ts";

/** Lets only forms of our own pages change something. Browsers say where a form comes from, and no other page can have them say us. */
export const fromHere: MiddlewareHandler = async (c, next) => {
  if (c.req.method !== "GET" && c.req.method !== "HEAD" && c.req.header("origin") !== originOf(c))
    throw new BatonError("form.origin", "This form was sent from another site, so nothing was done.", { status: 403 });
  await next();
};
