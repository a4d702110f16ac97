import type { Context } from "hono";

/** The scheme and host that were asked: `https://baton.example.com`. API Gateway says the scheme. */
export function originOf(c: Context): string {
  const scheme = c.req.header("x-forwarded-proto") === "http" ? "http" : "https";
  return `${scheme}://${c.req.header("host") ?? new URL(c.req.url).host}`;
}
