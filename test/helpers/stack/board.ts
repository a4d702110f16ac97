import type { Baton } from "./stack.ts";

/** A page of the board as somebody got it. */
export interface BoardPage {
  status: number;
  headers: Headers;
  html: string;
  /** Ids of the leads that it lists. */
  leads: string[];
}

/** Somebody who has signed in to the board. */
export interface BoardClient {
  get(path: string): Promise<BoardPage>;
  /** Sends a form; a field may be given several times. */
  post(path: string, fields: Record<string, string | readonly string[]>): Promise<BoardPage>;
}

/** Signs somebody in by the link that is mailed to them. */
export async function signIn(baton: Baton, person: string): Promise<BoardClient> {
  const email = `${person}@acme.example`;
  const known = new Set((await linksTo(baton, email)).map(({ messageId }) => messageId));
  const asked = await send(baton, "/sign-in", { email });
  if (asked.status >= 400) throw new Error(`Nobody could ask for a link: ${asked.status}`);
  await baton.advance("0s");
  const mail = (await linksTo(baton, email)).find(({ messageId }) => !known.has(messageId));
  const path = /\/sign-in\/[\w.-]+/.exec(mail?.text ?? "")?.[0];
  if (path === undefined) throw new Error(`No link was mailed to ${email}.`);
  const opened = await send(baton, path, {});
  const cookie = opened.headers.getSetCookie().find((one) => one.includes("baton="));
  if (!cookie) throw new Error(`The link signed nobody in: ${opened.status}`);
  const headers = { cookie: cookie.split(";")[0]! };
  return {
    get: async (to) => pageOf(await baton.fetch(to, { headers })),
    post: async (to, fields) => pageOf(await send(baton, to, fields, headers)),
  };
}

const linksTo = async ({ inbox }: Baton, email: string) =>
  (await inbox.all()).filter(({ to, text }) => to === email && text.includes("/sign-in/"));

function send(
  baton: Baton,
  path: string,
  fields: Record<string, string | readonly string[]>,
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = new URLSearchParams();
  for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) body.append(name, value);
  return baton.fetch(path, { method: "POST", body, headers: { ...headers, origin: baton.url } });
}

async function pageOf(response: Response): Promise<BoardPage> {
  const html = await response.text();
  const leads = [...html.matchAll(/data-lead="([^"]+)"/g)].map(([, id]) => id!);
  return { status: response.status, headers: response.headers, html, leads };
}

/** The value of a hidden field of a page's forms; empty where there is none. */
export const hidden = ({ html }: BoardPage, name: string, n = 0): string =>
  [...html.matchAll(new RegExp(`<input type="hidden" name="${name}" value="([^"]*)"`, "g"))].at(n)?.[1] ?? "";
