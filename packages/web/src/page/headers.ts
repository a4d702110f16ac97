import { createHash } from "node:crypto";
import { sheet } from "@baton/ui";

/**
 * Headers of every page. The pages run no script, load nothing and can only post to where they came from; the address, which
 * carries the token, is kept out of referrers, caches and search engines.
 */
export const pageHeaders = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": `default-src 'none'; style-src 'sha256-${createHash("sha256").update(sheet).digest("base64")}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-store",
  "X-Robots-Tag": "noindex, nofollow",
  "X-Content-Type-Options": "nosniff",
} as const satisfies Record<string, string>;
