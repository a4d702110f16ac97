import { sideOf } from "@baton/core/agreement";
import { type Ask, answerAsk, answered, type Field, showAsk } from "@baton/core/asks";
import { dueOf } from "@baton/core/board";
import { askTogether, campaignReport, examplesOf, namingOf } from "@baton/core/campaigns";
import { BatonError, loggable } from "@baton/core/error";
import type { Relay } from "@baton/core/ports";
import { csv, type Folding, type Reader } from "@baton/core/report";
import type { Rulebook } from "@baton/core/rules";
import { sheetOf } from "@baton/core/sheet";
import { askLinks, calendarLinks, campaignLinks, pageLinks } from "@baton/core/signed";
import type { Said } from "@baton/ui";
import { type Words, wordsIn } from "@baton/words";
import { type Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { originOf } from "../page/asked.ts";
import { answerErrors, type ReaderEnv } from "../page/errors.tsx";
import { pageHeaders } from "../page/headers.ts";
import { readBy } from "../page/read-by.tsx";
import type { Page } from "../page/response-page.tsx";
import { AskPage } from "./ask-page.tsx";
import { calendarOf, dueCalendarOf } from "./calendar.ts";
import { CampaignPage, linesOf } from "./campaign-page.tsx";
import { reviewProps, takeAction } from "./review.ts";
import { ReviewPage } from "./review-page.tsx";
import { SheetPage } from "./sheet-page.tsx";

/** What pages to be read are made of. */
export interface ReadingMeans {
  relay: Relay;
  folding(): Folding;
  reader(): Promise<Reader>;
  linkKey(): string;
}

const hasLeft = ({ say }: Words) => new BatonError("link.left", say("read.left"), { status: 403 });

/** What was posted in the fields of a form. */
const filledIn = (fields: readonly Field[], form: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    fields.flatMap(({ id }) => {
      const [first] = [form[id]].flat();
      return typeof first === "string" ? [[id, first]] : [];
    }),
  );

/** Pages behind links in mails: a question to one person, and what became of a campaign. Opening one changes nothing. */
export function readingPages({ relay, folding, reader, linkKey }: ReadingMeans) {
  const now = () => relay.time.now();
  /** By which rules and in which words somebody reads; none of somebody who has left. */
  const readerOf = async (c: Context<ReaderEnv>, person: string) => {
    const rulebook = await relay.rulebooks.active();
    const words = await wordsIn(rulebook.language(person));
    c.set("words", words);
    if (!Object.hasOwn(rulebook.agreement.people, person)) throw hasLeft(words);
    return { rulebook, words };
  };
  const opened = async (c: Context<ReaderEnv>) => {
    const { subject, person } = askLinks(linkKey()).verify(c.req.param("token") ?? "", now());
    const reader = await readerOf(c, person);
    const ask = await relay.store.ask(subject, person);
    if (!ask) throw new BatonError("ask.unknown", reader.words.say("question.unknown"), { status: 404 });
    return { subject, person, ask, ...reader };
  };

  /** Whose link to which campaign it is; none of somebody who has left. */
  const ofCampaign = async (c: Context<ReaderEnv>) => {
    const claim = campaignLinks(linkKey()).verify(c.req.param("token") ?? "", now());
    return { ...claim, ...(await readerOf(c, claim.person)) };
  };
  const askPage = async (
    c: Context,
    ask: Ask,
    { rulebook, words }: { rulebook: Rulebook; words: Words },
    flash?: Said,
  ) => {
    const shown = await showAsk(relay, rulebook, ask, words);
    return readBy(words, <AskPage ask={ask} shown={shown} path={c.req.path} now={now()} {...(flash && { flash })} />);
  };
  const reported = async (c: Context, campaign: string) => {
    const [rulebook, all, by] = await Promise.all([relay.rulebooks.active(), relay.store.campaigns(), reader()]);
    const { from, to } = c.req.query();
    const described = all.find(({ id }) => id === campaign);
    const naming = namingOf(all);
    const report = await campaignReport(folding(), relay.store, campaign, described, { from, to }, { ...by, naming });
    return { rulebook, naming, report };
  };
  const campaignPage = async (
    c: Context,
    { campaign, person, words }: { campaign: string; person: string; words: Words },
    flash?: Said,
  ) => {
    const { rulebook, naming, report } = await reported(c, campaign);
    const isOwner = report.campaign.owner === person;
    const asks = await relay.store.asksAbout(`campaign/${campaign}`);
    const used = (await relay.store.asksAbout(`used/${campaign}`)).find(({ answer }) => answer)?.answer?.text;
    const days = report.byDay.filter(({ received }) => received > 0).map(({ day }) => day);
    const examples = isOwner ? await examplesOf(folding(), relay.store, days, { campaign, naming }) : undefined;
    return readBy(
      words,
      <CampaignPage
        agreement={rulebook.agreement}
        report={report}
        answers={asks.flatMap(({ answer }) => answer ?? [])}
        path={c.req.path}
        {...(used !== undefined && { used })}
        {...(examples && { examples })}
        {...(flash && { flash })}
      />,
    );
  };
  /** The page after something was done, or says why it could not be. */
  const tried = async (c: Context, work: () => Promise<Page>, failed: (text: string) => Promise<Page>) => {
    try {
      return c.html(await work());
    } catch (error) {
      if (!(error instanceof BatonError) || error.status === 404) throw error;
      return c.html(await failed(error.message), error.status as ContentfulStatusCode);
    }
  };

  const app = new Hono<ReaderEnv>();
  app.use(async (c, next) => {
    await next();
    const type = c.res.headers.get("content-type");
    for (const [name, value] of Object.entries(pageHeaders)) c.header(name, value);
    if (type && !type.startsWith("text/html")) c.header("Content-Type", type);
  });

  app.get("/a/:token", async (c) => {
    const { ask, ...reader } = await opened(c);
    return c.html(await askPage(c, ask, reader));
  });

  app.post("/a/:token", async (c) => {
    const { subject, person, ask, ...reader } = await opened(c);
    const form: Record<string, unknown> = await c.req.parseBody({ all: true }).catch(() => ({}));
    const said = ask.fields ? filledIn(ask.fields, form) : [form.answer ?? []].flat().map(String);
    return tried(
      c,
      async () => {
        const now = await answerAsk(relay, subject, person, said);
        await answered(relay, now);
        return askPage(c, now, reader, { tone: "good", text: reader.words.say("question.thanks") });
      },
      (text) => askPage(c, ask, reader, { tone: "bad", text }),
    );
  });

  app.get("/c/:token{.+\\.ics}", async (c) => {
    const claim = calendarLinks(linkKey()).verify(c.req.param("token").slice(0, -".ics".length), now());
    const { rulebook } = await readerOf(c, claim.person);
    const { people, name } = rulebook.agreement;
    const calendar =
      claim.calendar === "due"
        ? dueCalendarOf(people[claim.person]!.name, await dueOf(relay, claim.person), {
            origin: originOf(c),
            now: now(),
          })
        : calendarOf(name, await relay.store.campaigns());
    return c.body(calendar, 200, { "content-type": "text/calendar; charset=utf-8" });
  });

  app.get("/c/:token", async (c) => {
    const claim = await ofCampaign(c);
    if (c.req.query("as") !== "csv") return c.html(await campaignPage(c, claim));
    const { rulebook, report } = await reported(c, claim.campaign);
    const lines = linesOf(rulebook.agreement, report).map(([what, value]) => ({ what, value }));
    return c.body(csv(["what", "value"], lines), 200, { "content-type": "text/csv; charset=utf-8" });
  });

  app.post("/c/:token", async (c) => {
    const claim = await ofCampaign(c);
    const form: Record<string, unknown> = await c.req.parseBody().catch(() => ({}));
    return tried(
      c,
      async () => {
        await askTogether(relay, String(form.lead ?? ""), claim.person, String(form.note ?? ""));
        return campaignPage(c, claim, { tone: "good", text: claim.words.say("campaign.noted") });
      },
      (text) => campaignPage(c, claim, { tone: "bad", text }),
    );
  });

  /** Whose link to which page it is; none of somebody who has left. */
  const ofPage = async (c: Context<ReaderEnv>) => {
    const claim = pageLinks(linkKey()).verify(c.req.param("token") ?? "", now());
    return { ...claim, ...(await readerOf(c, claim.person)) };
  };
  const reviewOf = async (
    c: Context,
    { rulebook, person, words }: { rulebook: Rulebook; person: string; words: Words },
    flash?: Said,
  ) => {
    const at = c.req.query("at");
    const means = { relay, folding, linkKey, words };
    const props = await reviewProps(means, rulebook, person, { path: c.req.path, ...(at !== undefined && { at }) });
    return readBy(words, <ReviewPage {...props} {...(flash && { flash })} />);
  };

  app.get("/p/:token", async (c) => {
    const claim = await ofPage(c);
    const { page, person, rulebook, words } = claim;
    if (page === "review") return c.html(await reviewOf(c, claim));
    const sheet = await sheetOf(folding(), relay.store, rulebook, c.req.query("at"));
    const side = sideOf(rulebook.agreement, person);
    return c.html(readBy(words, <SheetPage agreement={rulebook.agreement} sheet={sheet} side={side} />));
  });

  app.post("/p/:token", async (c) => {
    const claim = await ofPage(c);
    const { page, person, rulebook, words } = claim;
    if (page !== "review") throw new BatonError("page.form", "There is nothing to write down here.", { status: 405 });
    const form: Record<string, unknown> = await c.req.parseBody().catch(() => ({}));
    const { flash, status } = await takeAction(relay, rulebook, person, form, words);
    return c.html(await reviewOf(c, claim, flash), status);
  });

  answerErrors(app, (_, error) => relay.log("error", "a page failed", loggable(error)));
  return app;
}
