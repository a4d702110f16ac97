import { createHash } from "node:crypto";
import type { Html } from "@baton/email";
import { html, raw } from "hono/html";
import { style } from "./style.ts";

const hashOf = (sheet: string): string => `'sha256-${createHash("sha256").update(sheet).digest("base64")}'`;

/**
 * Headers of every page. The pages run no script, load nothing and can only post to where they came from; the address, which
 * carries the token, is kept out of referrers, caches and search engines.
 */
export const pageHeaders = headersWith();

/** The same for pages with other style sheets besides. */
export function headersWith(...sheets: string[]) {
  return {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": `default-src 'none'; style-src ${[style, ...sheets].map(hashOf).join(" ")}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
  } as const satisfies Record<string, string>;
}

/** A whole document around `main`. */
export function document(title: string, main: Html): string {
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no">
<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body>
<div class="page">
<p class="brand">Baton</p>
${main}
</div>
</body>
</html>`);
}
