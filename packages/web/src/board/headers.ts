import type { MiddlewareHandler } from "hono";

/**
 * Headers of every page of the board. Pages load files of ours only and post to us only. The referrer stays with us; without one, browsers
 * would not say where a form comes from. Nothing of them is kept, so that
 * nobody reads them by going back once somebody has signed out.
 */
const boardHeaders = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "same-origin",
  "X-Robots-Tag": "noindex, nofollow",
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Strict-Transport-Security": "max-age=31536000",
} as const satisfies Record<string, string>;

export const withHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(boardHeaders)) c.header(name, value);
  if (!c.res.headers.has("cache-control")) c.header("Cache-Control", "no-store");
  c.header("Vary", "Cookie, HX-Request", { append: true });
};
