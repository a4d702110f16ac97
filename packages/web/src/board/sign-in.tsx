import { randomBytes } from "node:crypto";
import { askToSignIn, signIn } from "@baton/core/board";
import { BatonError } from "@baton/core/error";
import type { Relay } from "@baton/core/ports";
import { signInLinks } from "@baton/core/signed";
import { Document, Flash, type Said, useWords } from "@baton/ui";
import type { Context, Hono } from "hono";
import type { FC } from "hono/jsx";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { MessagePage } from "../page/message-page.tsx";
import type { Page } from "../page/response-page.tsx";
import type { BoardEnv } from "./env.ts";
import type { Sessions } from "./session.ts";

/** The page that asks who somebody is. `to`: where they wanted to go. */
const SignInPage: FC<{ to: string; flash?: Said }> = ({ to, flash }) => {
  const { say } = useWords();
  return (
    <Document title={say("board.signIn.title")}>
      <main class="message">
        <Flash said={flash} />
        <section class="card">
          <h1>{say("board.signIn.title")}</h1>
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
        </section>
      </main>
    </Document>
  );
};

/** A path of ours, or the first page: whoever made the link may have written anything. */
export const pathOf = (to: unknown): string =>
  typeof to === "string" && /^\/(?![/\\])[\w\-./?=&%@:]{0,300}$/.test(to) ? to : "/now";

export interface SignInMeans {
  relay: Relay;
  linkKey(): string;
  sessions: Sessions;
  /** The address that a request comes from. */
  sourceOf(c: Context): string;
  show(c: Context, page: Page, status?: ContentfulStatusCode): Promise<Response>;
}

/** Signing in by a link that is mailed, and out. A link that is opened shows a button, since scanners open every link. */
export function signInRoutes(app: Hono<BoardEnv>, { relay, linkKey, sessions, sourceOf, show }: SignInMeans): void {
  const fieldsOf = async (c: Context): Promise<Record<string, unknown>> => c.req.parseBody().catch(() => ({}));
  const claimOf = (c: Context) => signInLinks(linkKey()).verify(c.req.param("token") ?? "", relay.time.now());

  app.get("/", async (c) => {
    if (await sessions.looking(c)) return c.redirect("/now", 303);
    return show(c, <SignInPage to={pathOf(c.req.query("to"))} />);
  });

  app.post("/sign-in", async (c) => {
    const { email, to } = await fieldsOf(c);
    const path = pathOf(to);
    try {
      const id = randomBytes(16).toString("base64url");
      await askToSignIn(relay, { email: String(email ?? ""), source: sourceOf(c), to: path, id });
      return show(c, <AskedPage />);
    } catch (error) {
      if (!(error instanceof BatonError)) throw error;
      const { seconds } = (error.details ?? {}) as { seconds?: number };
      if (seconds !== undefined) c.header("Retry-After", String(seconds));
      const flash = { tone: "bad" as const, text: error.message };
      return show(c, <SignInPage to={path} flash={flash} />, error.status as ContentfulStatusCode);
    }
  });

  app.get("/sign-in/:token", async (c) => {
    const { person } = claimOf(c);
    const { people } = (await relay.rulebooks.active()).agreement;
    return show(c, <ConfirmPage name={people[person]?.name ?? person} path={c.req.path} />);
  });

  app.post("/sign-in/:token", async (c) => {
    const claim = claimOf(c);
    const { since } = await signIn(relay, claim);
    sessions.begin(c, { person: claim.person, id: claim.id, since, seen: since });
    return c.redirect(pathOf(claim.to), 303);
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
