import { BatonError, loggable } from "@baton/core/error";
import { ReaderProvider } from "@baton/ui";
import { inEnglish, spokenOf, type Words, wordsIn } from "@baton/words";
import { type Context, Hono } from "hono";
import { compress } from "hono/compress";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { MessagePage } from "../page/message-page.tsx";
import { mayUse } from "./access.ts";
import { accountRoutes } from "./account/routes.tsx";
import { agreementRoutes } from "./agreement/routes.tsx";
import { type Assets, assetsOf } from "./assets.ts";
import { sheetRoutes } from "./balance/routes.tsx";
import { correctionRoutes } from "./campaigns/correction.tsx";
import { campaignRoutes } from "./campaigns/routes.tsx";
import type { BoardEnv, BoardMeans, Looking, Serving } from "./env.ts";
import { inWords } from "./errors.ts";
import { frameOf } from "./frame.tsx";
import { withHeaders } from "./headers.ts";
import { leadRoutes } from "./lead/routes.tsx";
import { PartContext } from "./live.tsx";
import { nowRoutes } from "./now/routes.tsx";
import { fromHere } from "./origin.ts";
import { peopleRoutes } from "./people/routes.tsx";
import { reviewRoutes } from "./review/routes.tsx";
import { searchRoutes } from "./search/routes.tsx";
import { sessions as sessionsOf } from "./session.ts";
import { signInRoutes } from "./sign-in.tsx";
import { sourcesRoutes } from "./sources/routes.tsx";

/** Kept by browsers for good: its name changes with what is in it. */
const IMMUTABLE = "public, max-age=31536000, immutable";

/** The board: pages for those who have signed in, each made on the server. Without JavaScript all of it works but that it moves by itself. */
export function board(means: BoardMeans): Hono<BoardEnv> {
  const { relay } = means;
  const sessions = sessionsOf(means);
  let made: Assets | undefined;
  const assets = (): Assets => {
    made ??= assetsOf(means.script);
    return made;
  };

  const app = new Hono<BoardEnv>();
  app.use(withHeaders, compress());
  app.get("/static/:file", (c) => {
    const file = assets().file(c.req.param("file"));
    if (!file) throw new BatonError("page.unknown", "There is no such file.", { status: 404 });
    return c.body(file.text, 200, { "Content-Type": file.type, "Cache-Control": IMMUTABLE });
  });
  app.use(fromHere);

  const show: Serving["show"] = async (c, page, status) => {
    const looking = c.get("looking") as Looking | undefined;
    const words = looking?.words ?? (await wordsOf(c));
    const frame = frameOf(assets(), words, looking, c.req.path);
    const isPart = c.req.header("hx-request") !== undefined;
    return c.html(
      <ReaderProvider value={{ words, frame }}>
        <PartContext.Provider value={isPart}>{page}</PartContext.Provider>
      </ReaderProvider>,
      status,
    );
  };
  const refuse = async (c: Context<BoardEnv>): Promise<Response> => {
    const { say } = c.get("looking").words;
    return show(c, <MessagePage title={say("board.refused")} text={say("board.refusedText")} tone="bad" />, 403);
  };
  const signedOut = async (c: Context<BoardEnv>): Promise<Response> => {
    const { say } = await wordsOf(c);
    return show(c, <MessagePage title={say("board.signedOut")} text={say("board.signedOutText")} tone="bad" />, 401);
  };
  const on: Serving["on"] = (route, work) => {
    const [method, path] = route.split(" ") as ["GET" | "POST", string];
    app.on(method, path, async (c) => {
      const looking = await sessions.looking(c);
      if (!looking) return c.req.method === "GET" ? signInFirst(c) : signedOut(c);
      c.set("looking", looking);
      return mayUse(route, looking.roles) ? work(c, looking) : refuse(c);
    });
  };

  signInRoutes(app, { ...means, sessions, show });
  const serving: Serving = { ...means, on, show };
  nowRoutes(serving);
  leadRoutes(serving);
  searchRoutes(serving);
  peopleRoutes(serving);
  accountRoutes(serving);
  campaignRoutes(serving);
  correctionRoutes(serving);
  agreementRoutes(serving);
  sheetRoutes(serving);
  reviewRoutes(serving);
  sourcesRoutes(serving);

  app.notFound(async (c) => {
    const { say } = await wordsOf(c);
    return show(c, <MessagePage title={say("board.unknown")} text={say("board.unknownText")} tone="bad" />, 404);
  });
  app.onError(async (error, c) => {
    const known = error instanceof BatonError;
    if (!known) relay.log("error", "the board failed", { path: c.req.routePath, ...loggable(error) });
    const words = c.get("looking")?.words ?? (await wordsOf(c));
    const title = words.say(known ? "board.failed" : "board.sorry");
    const text = known ? inWords(words, error) : words.say("board.sorryText");
    const status = (known ? error.status : 500) as ContentfulStatusCode;
    return show(c, <MessagePage title={title} text={text} tone="bad" />, status);
  });
  return app;
}

/** The language of a browser that nobody has signed in with. */
const wordsOf = async (c: Context): Promise<Words> => {
  const wanted = (c.req.header("accept-language") ?? "").split(",").map((one) => one.split(";")[0]!.trim());
  return wanted.length === 0 ? inEnglish : wordsIn(spokenOf(wanted));
};

/** Who has not signed in does so first; what follows a page by itself is told to load it anew. */
function signInFirst(c: Context): Response {
  if (c.req.header("hx-request")) return c.body(null, 401, { "HX-Refresh": "true" });
  return c.redirect(`/?to=${encodeURIComponent(c.req.path)}`, 303);
}
