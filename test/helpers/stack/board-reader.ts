import type { Baton } from "./stack.ts";

/** A page of the board as somebody got it. */
export interface Shown {
  status: number;
  headers: Headers;
  html: string;
}

/** Somebody who has signed in on the board by the link that was mailed to an address. */
export async function boardReader(baton: Baton, email: string) {
  const origin = new URL(baton.url).origin;
  const send = (path: string, fields: Record<string, string>, headers: Record<string, string>) =>
    baton.fetch(path, { method: "POST", body: new URLSearchParams(fields), headers: { origin, ...headers } });
  await send("/sign-in", { email }, {});
  await baton.advance("0s");
  const mails = (await baton.inbox.all()).filter(({ to, text }) => to === email && text.includes("/sign-in/"));
  const link = /\/sign-in\/[\w.-]+/.exec(mails.at(-1)?.text ?? "")?.[0];
  if (link === undefined) throw new Error(`No link was mailed to ${email}.`);
  const signedIn = await send(link, {}, {});
  const cookie = (signedIn.headers.get("set-cookie") ?? "").split(";")[0]!;
  const shown = async (response: Response): Promise<Shown> => ({
    status: response.status,
    headers: response.headers,
    html: await response.text(),
  });
  return {
    open: async (path: string) => shown(await baton.fetch(path, { headers: { cookie } })),
    send: async (path: string, fields: Record<string, string>) => shown(await send(path, fields, { cookie })),
  };
}

export type BoardReader = Awaited<ReturnType<typeof boardReader>>;

/** The fields of a form that a page has hidden. */
export const hiddenIn = (html: string): Record<string, string> =>
  Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name!,
      value!.replaceAll("&amp;", "&"),
    ]),
  );
