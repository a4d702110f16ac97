import { BatonError, loggable } from "@baton/core/error";
import { operatorOf } from "@baton/core/health";
import type { Rulebook } from "@baton/core/rules";
import { type Links, links } from "@baton/core/signed";
import { type Words, wordsIn } from "@baton/words";
import { type Context, Hono } from "hono";
import { answerErrors, type ReaderEnv } from "./errors.tsx";
import { takeForm } from "./forms.ts";
import { pageHeaders } from "./headers.ts";
import { readBy } from "./read-by.tsx";
import { type PageMeans, type PageOptions, responsePage } from "./response-page.tsx";

type Env = ReaderEnv & { Variables: { lead?: string } };

/** The page of one lead for one person. Opening it changes nothing: mail scanners open every link. */
export function responsePages(means: PageMeans & { linkKey(): string }) {
  const { relay, linkKey } = means;
  let verifying: Links | undefined;
  /** Whose page of which lead a link opens; none for somebody who has left, whose mails are still in their inbox. */
  const opened = async (c: Context<Env, "/r/:token">) => {
    verifying ??= links(linkKey());
    const { lead, person } = verifying.verify(c.req.param("token"), relay.time.now());
    c.set("lead", lead);
    const rulebook = await relay.rulebooks.active();
    const words = await wordsIn(rulebook.language(person));
    c.set("words", words);
    refuseLeft(rulebook, person, words);
    const page = async (also: Omit<PageOptions, "path" | "words"> = {}) =>
      readBy(words, await responsePage(means, lead, person, { path: c.req.path, words, ...also }));
    return { lead, person, words, page };
  };

  const app = new Hono<Env>();
  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(pageHeaders)) c.header(name, value);
  });

  app.get("/r/:token", async (c) => {
    const { page } = await opened(c);
    const before = /^[1-9]\d{0,5}$/.exec(c.req.query("before") ?? "")?.[0];
    return c.html(await page({ before: before === undefined ? undefined : Number(before) }));
  });

  app.post("/r/:token", async (c) => {
    const { lead, person, words, page } = await opened(c);
    // What is no form says nothing.
    const form: Record<string, unknown> = await c.req.parseBody().catch(() => ({}));
    const { flash, status, after } = await takeForm(relay, form, { lead, person, words });
    return c.html(await page({ flash, ...(after && { after }) }), status);
  });

  answerErrors(app, (c, error) =>
    relay.log("error", "the response page failed", { lead: c.get("lead"), ...loggable(error) }),
  );
  return app;
}

/** Throws for a person who is not in the agreement any more, and says whom to ask. */
function refuseLeft(rulebook: Rulebook, person: string, { say }: Words): void {
  const { people, name: agreement } = rulebook.agreement;
  if (Object.hasOwn(people, person)) return;
  const operator = operatorOf(rulebook);
  const asked = operator === undefined ? undefined : people[operator];
  const message = asked
    ? say("refused.leftAsk", { agreement, name: asked.name, email: asked.email })
    : say("refused.left", { agreement });
  throw new BatonError("link.left", message, { status: 403 });
}
