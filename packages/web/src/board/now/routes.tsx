import { nowOf, sightOf } from "@baton/core/board";
import { DAY_MS } from "@baton/core/duration";
import { BatonError } from "@baton/core/error";
import { type Lead, respond } from "@baton/core/lead";
import { calendarLinks } from "@baton/core/signed";
import type { Said } from "@baton/ui";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { originOf } from "../../page/asked.ts";
import type { Calendars } from "../calendars.tsx";
import type { BoardEnv, Looking, Serving } from "../env.ts";
import { NowPage } from "./page.tsx";

/** What is soon due moves up without anything being changed, so a page is made anew after so long. */
const AGES_MS = 300_000;
/** Answers that one tap gives. */
const taps = ["contacted", "accept", "claim", "undo"] as const;

/** What is to be done now. */
export function nowRoutes({ on, show, relay, linkKey }: Serving): void {
  /** The same all day, so that a page that did not change is the same. */
  const calendarsOf = (c: Context, person: string, now: number): Calendars => {
    const today = now - (now % DAY_MS);
    const address = (calendar: keyof Calendars) =>
      `${originOf(c)}/c/${calendarLinks(linkKey()).sign({ calendar, person }, today)}.ics`;
    return { due: address("due"), campaigns: address("campaigns") };
  };
  const page = async (c: Context<BoardEnv>, looking: Looking, flash?: Said, changed?: Lead) => {
    const now = relay.time.now();
    const { rulebook, person } = looking;
    const what = await nowOf(relay, rulebook, person, now, changed);
    const undo = changed?.undo && changed.responses.at(-1)?.by === person ? changed.id : undefined;
    const tag = tagOf(looking, now);
    const calendars = calendarsOf(c, person, now);
    const props = { what, looking, now, tag, calendars, ...(flash && { flash }), ...(undo !== undefined && { undo }) };
    return show(c, <NowPage {...props} />);
  };

  on("GET /now", async (c, looking) => {
    const tag = tagOf(looking, relay.time.now());
    c.header("ETag", tag);
    if (c.req.header("if-none-match") === tag) return c.body(null, 304);
    return page(c, looking);
  });

  on("POST /now", async (c, looking) => {
    const form: Record<string, unknown> = await c.req.parseBody().catch(() => ({}));
    const tap = taps.find((name) => typeof form[name] === "string");
    if (!tap) throw new BatonError("form.empty", looking.words.say("board.now.nothing"), { status: 422 });
    const id = String(form[tap]);
    const lead = await relay.store.lead(id);
    const sight = lead && (await sightOf(relay, looking.rulebook, lead, looking.person, relay.time.now()));
    if (!sight?.acts) throw new BatonError("lead.unknown", looking.words.say("board.lead.unknown"), { status: 404 });
    try {
      const { lead: changed, said } = await respond(relay, id, { action: tap, by: looking.person }, looking.words);
      return page(c, looking, { tone: "good", text: said }, changed);
    } catch (error) {
      if (!(error instanceof BatonError)) throw error;
      c.status(error.status as ContentfulStatusCode);
      return page(c, looking, { tone: "bad", text: error.message });
    }
  });
}

/** Names what the page would be: it changes with what they look at, the agreement, the language, and every few minutes. */
function tagOf({ viewer, rulebook, person, words }: Looking, now: number): string {
  return `W/"${[person, viewer.changes, rulebook.version, words.language, Math.floor(now / AGES_MS)].join(".")}"`;
}
