import { answerAsk } from "@baton/core/asks";
import { campaignReport, namingOf } from "@baton/core/campaigns";
import { BatonError, loggable } from "@baton/core/error";
import type { Relay } from "@baton/core/ports";
import { csv, type Folding, type Reader } from "@baton/core/report";
import { askLinks, campaignLinks } from "@baton/core/signed";
import { sheet } from "@baton/ui";
import { type Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { answerErrors } from "../page/errors.ts";
import { headersWith } from "../page/lead-page.ts";
import { AskPage } from "./ask-page.tsx";
import { CampaignPage, linesOf } from "./campaign-page.tsx";

/** What pages to be read are made of. */
export interface ReadingMeans {
  relay: Relay;
  folding(): Folding;
  reader(): Promise<Reader>;
  linkKey(): string;
}

const headers = headersWith(sheet);

/** Pages behind links in mails: a question to one person, and what became of a campaign. Opening one changes nothing. */
export function readingPages({ relay, folding, reader, linkKey }: ReadingMeans) {
  const now = () => relay.time.now();
  const opened = async (c: Context) => {
    const { subject, person } = askLinks(linkKey()).verify(c.req.param("token") ?? "", now());
    const { people } = (await relay.rulebooks.active()).agreement;
    if (!Object.hasOwn(people, person))
      throw new BatonError("link.left", "The person this link was for is not in the agreement any more.", {
        status: 403,
      });
    const ask = await relay.store.ask(subject, person);
    if (!ask) throw new BatonError("ask.unknown", "This question is no longer stored.", { status: 404 });
    return { subject, person, ask };
  };

  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    const type = c.res.headers.get("content-type");
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    if (type?.startsWith("text/csv")) c.header("Content-Type", type);
  });

  app.get("/a/:token", async (c) => {
    const { ask } = await opened(c);
    return c.html(<AskPage ask={ask} path={c.req.path} now={now()} />);
  });

  app.post("/a/:token", async (c) => {
    const { subject, person, ask } = await opened(c);
    const form: Record<string, unknown> = await c.req.parseBody().catch(() => ({}));
    try {
      const answered = await answerAsk(relay, subject, person, String(form.answer ?? ""));
      return c.html(
        <AskPage ask={answered} path={c.req.path} now={now()} flash={{ tone: "good", text: "Thank you, noted." }} />,
      );
    } catch (error) {
      if (!(error instanceof BatonError) || error.status === 404) throw error;
      const flash = { tone: "bad" as const, text: error.message };
      return c.html(
        <AskPage ask={ask} path={c.req.path} now={now()} flash={flash} />,
        error.status as ContentfulStatusCode,
      );
    }
  });

  app.get("/c/:token", async (c) => {
    const { campaign } = campaignLinks(linkKey()).verify(c.req.param("token"), now());
    const rulebook = await relay.rulebooks.active();
    const all = await relay.store.campaigns();
    const { from, to } = c.req.query();
    const report = await campaignReport(
      folding(),
      relay.store,
      campaign,
      all.find(({ id }) => id === campaign),
      { from, to },
      { ...(await reader()), naming: namingOf(all) },
    );
    if (c.req.query("as") === "csv") {
      const lines = linesOf(rulebook.agreement, report).map(([what, value]) => ({ what, value }));
      return c.body(csv(["what", "value"], lines), 200, { "content-type": "text/csv; charset=utf-8" });
    }
    const asks = await relay.store.asksAbout(`campaign/${campaign}`);
    return c.html(<CampaignPage agreement={rulebook.agreement} report={report} asks={asks} path={c.req.path} />);
  });

  answerErrors(app, (_, error) => relay.log("error", "a page failed", loggable(error)));
  return app;
}
