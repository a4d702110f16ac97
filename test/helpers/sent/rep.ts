import type { Baton } from "../stack/stack.ts";

/** What somebody with a link sees and does. */
export interface Page {
  status: number;
  headers: Headers;
  html: string;
}

export async function openLink(baton: Baton, token: string): Promise<Page> {
  const response = await baton.fetch(`/r/${token}`);
  return { status: response.status, headers: response.headers, html: await response.text() };
}

export async function tap(baton: Baton, token: string, fields: Record<string, string>): Promise<Page> {
  const response = await baton.fetch(`/r/${token}`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields).toString(),
  });
  return { status: response.status, headers: response.headers, html: await response.text() };
}
