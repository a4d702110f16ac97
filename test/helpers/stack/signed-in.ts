import { expect } from "vitest";
import type { Mail } from "./inbox.ts";
import type { Baton } from "./stack.ts";

/** Somebody's browser that has signed in: its cookie, and forms as pages of the board send them. */
export interface SignedIn {
  cookie: string;
  get(path: string, headers?: Record<string, string>): Promise<Opened>;
  /** Sends a form; `headers` may say that it comes from elsewhere. */
  post(path: string, form: Record<string, string>, headers?: Record<string, string>): Promise<Opened>;
}

export interface Opened {
  status: number;
  headers: Headers;
  html: string;
}

/** A browser that brings a cookie, or none. */
export function browserWith(baton: Baton, cookie = ""): SignedIn {
  const open = async (path: string, init: RequestInit): Promise<Opened> => {
    const response = await baton.fetch(path, init);
    return { status: response.status, headers: response.headers, html: await response.text() };
  };
  return {
    cookie,
    get: (path, headers) => open(path, { headers: { cookie, ...headers } }),
    post: (path, form, headers) =>
      open(path, {
        method: "POST",
        body: new URLSearchParams(form),
        headers: { cookie, origin: baton.url, ...headers },
      }),
  };
}

/** The mails with a link that signs somebody in, oldest first. */
export async function signInMails(baton: Baton, person: string): Promise<Mail[]> {
  const mails = await baton.inbox.all();
  return mails.filter(({ to, text }) => to === `${person}@acme.example` && text.includes("/sign-in/"));
}

/** Asks for a link as a person would, and answers its path. */
export async function askForLink(baton: Baton, person: string): Promise<string> {
  const asked = await browserWith(baton).post("/sign-in", { email: `${person}@acme.example` });
  expect(asked.status, asked.html).toBe(200);
  await baton.advance("0s");
  const mail = (await signInMails(baton, person)).at(-1);
  expect(mail, `a link for ${person}`).toBeDefined();
  return /\/sign-in\/[\w.-]+/.exec(mail!.text)![0];
}

/** Signs somebody in by the link that they are mailed. */
export async function signIn(baton: Baton, person: string): Promise<SignedIn> {
  const answer = await browserWith(baton).post(await askForLink(baton, person), {});
  expect(answer.status, answer.html).toBe(303);
  return browserWith(baton, answer.headers.get("set-cookie")!.split(";")[0]!);
}
