import { randomBytes } from "node:crypto";
import { askToSignIn, signIn, signInAs } from "@baton/core/board";
import { BatonError } from "@baton/core/error";
import type { Relay } from "@baton/core/ports";
import { type Oidc, oidcStarts, signInLinks } from "@baton/core/signed";
import { Document, Flash, useWords } from "@baton/ui";
import type { Context, Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { FC } from "hono/jsx";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { originOf } from "../page/asked.ts";
import { MessagePage } from "../page/message-page.tsx";
import type { Page } from "../page/response-page.tsx";
import type { BoardEnv } from "./env.ts";
import { inWords } from "./errors.ts";
import { addressFromIdp, sentToIdp } from "./idp.ts";
import { isSecure, type Sessions } from "./session.ts";

/** The page that asks who somebody is. `to`: where they wanted to go. */
const SignInPage: FC<{ to: string; oidc: Oidc | undefined; failed?: BatonError }> = ({ to, oidc, failed }) => {
  const words = useWords();
  const { say } = words;
  return (
    <Document title={say("board.signIn.title")}>
      <main class="message">
        <Flash said={failed && { tone: "bad", text: inWords(words, failed) }} />
        <section class="card">
          <h1>{say("board.signIn.title")}</h1>
          {oidc && (
            <p class="provider">
              <a class="button primary" href={`/oidc?to=${encodeURIComponent(to)}`}>
                {say("board.signIn.provider")}
              </a>
            </p>
          )}
          {!oidc?.only && <MailForm to={to} />}
        </section>
      </main>
    </Document>
  );
};

/** Asks for a link by mail. */
const MailForm: FC<{ to: string }> = ({ to }) => {
  const { say } = useWords();
  return (
    <form class="answer" method="post" action="/sign-in">
      <input type="hidden" name="to" value={to} />
      <label class="label" for="email">
        {say("board.signIn.email")}
      </label>
      <input type="email" id="email" name="email" autocomplete="email" required maxlength={320} />
      <button type="submit" class="primary">
        {say("board.signIn.ask")}
      </button>
      <p class="hint">{say("board.signIn.hint")}</p>
    </form>
  );
};

/** Remembers who was sent to the identity provider. */
const START = "baton-oidc";

/** An id that nobody can guess. */
const newId = (): string => randomBytes(16).toString("base64url");

const noLinks = (): BatonError =>
  new BatonError("signIn.provider", "Here one signs in with the company's account, not by a link.", { status: 403 });

/** A path of ours, or the first page: whoever made the link may have written anything. */
export const pathOf = (to: unknown): string =>
  typeof to === "string" && /^\/(?![/\\])[\w\-./?=&%@:]{0,300}$/.test(to) ? to : "/now";

export interface SignInMeans {
  relay: Relay;
  linkKey(): string;
  /** The company's identity provider; undefined without one. */
  oidc(): Oidc | undefined;
  sessions: Sessions;
  /** The address that a request comes from. */
  sourceOf(c: Context): string;
  show(c: Context, page: Page, status?: ContentfulStatusCode): Promise<Response>;
}

/** Signing in by a link that is mailed, and out. A link that is opened shows a button, since scanners open every link. */
export function signInRoutes(
  app: Hono<BoardEnv>,
  { relay, linkKey, oidc, sessions, sourceOf, show }: SignInMeans,
): void {
  const fieldsOf = async (c: Context): Promise<Record<string, unknown>> => c.req.parseBody().catch(() => ({}));
  const provider = (): Oidc => {
    const found = oidc();
    if (!found) throw new BatonError("page.unknown", "There is no identity provider here.", { status: 404 });
    return found;
  };
  const claimOf = (c: Context) => signInLinks(linkKey()).verify(c.req.param("token") ?? "", relay.time.now());

  app.get("/", async (c) => {
    if (await sessions.looking(c)) return c.redirect("/now", 303);
    return show(c, <SignInPage to={pathOf(c.req.query("to"))} oidc={oidc()} />);
  });

  app.post("/sign-in", async (c) => {
    const { email, to } = await fieldsOf(c);
    const path = pathOf(to);
    if (oidc()?.only) throw noLinks();
    try {
      await askToSignIn(relay, { email: String(email ?? ""), source: sourceOf(c), to: path, id: newId() });
      return show(c, <AskedPage />);
    } catch (error) {
      if (!(error instanceof BatonError)) throw error;
      const { seconds } = (error.details ?? {}) as { seconds?: number };
      if (seconds !== undefined) c.header("Retry-After", String(seconds));
      return show(c, <SignInPage to={path} oidc={oidc()} failed={error} />, error.status as ContentfulStatusCode);
    }
  });

  app.get("/sign-in/:token", async (c) => {
    const { person } = claimOf(c);
    const { people } = (await relay.rulebooks.active()).agreement;
    return show(c, <ConfirmPage name={people[person]?.name ?? person} path={c.req.path} />);
  });

  app.post("/sign-in/:token", async (c) => {
    const claim = claimOf(c);
    if (oidc()?.only) throw noLinks();
    const { since } = await signIn(relay, claim);
    sessions.begin(c, { person: claim.person, id: claim.id, since, seen: since });
    return c.redirect(pathOf(claim.to), 303);
  });

  app.get("/oidc", async (c) => {
    const { url, start } = await sentToIdp(provider(), `${originOf(c)}/oidc/back`, pathOf(c.req.query("to")));
    const value = oidcStarts(linkKey()).sign(start, relay.time.now());
    // Lax, because the provider sends the browser back.
    setCookie(c, START, value, { path: "/oidc", httpOnly: true, sameSite: "Lax", secure: isSecure(c), maxAge: 600 });
    return c.redirect(url, 303);
  });

  app.get("/oidc/back", async (c) => {
    const start = oidcStarts(linkKey()).open(getCookie(c, START) ?? "", relay.time.now());
    deleteCookie(c, START, { path: "/oidc", secure: isSecure(c) });
    if (!start)
      throw new BatonError("signIn.late", "That took too long, or began in another browser. Please try again.", {
        status: 403,
      });
    const { pathname, search } = new URL(c.req.url);
    const address = await addressFromIdp(provider(), new URL(`${originOf(c)}${pathname}${search}`), start);
    const id = newId();
    const { person, since } = await signInAs(relay, address, id);
    sessions.begin(c, { person, id, since, seen: since });
    return c.redirect(pathOf(start.to), 303);
  });

  app.post("/sign-out", async (c) => {
    await sessions.end(c);
    return c.redirect("/", 303);
  });
}

const AskedPage: FC = () => {
  const { say } = useWords();
  return <MessagePage title={say("board.signIn.asked")} text={say("board.signIn.askedText")} tone="calm" />;
};

const ConfirmPage: FC<{ name: string; path: string }> = ({ name, path }) => {
  const { say } = useWords();
  return (
    <Document title={say("board.signIn.title")}>
      <main class="card message">
        <h1>{say("board.signIn.title")}</h1>
        <form class="answer" method="post" action={path}>
          <button type="submit" class="primary">
            {say("board.signIn.as", { name })}
          </button>
        </form>
      </main>
    </Document>
  );
};
