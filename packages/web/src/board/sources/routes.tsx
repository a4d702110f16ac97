import { plumbingOf, quarantinePage, replayedOf, replayNext } from "@baton/core/board";
import { BatonError } from "@baton/core/error";
import type { Said } from "@baton/ui";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { BoardEnv, Looking, Serving } from "../env.ts";
import { DeliveryPage } from "./delivery-page.tsx";
import { SourcesPage } from "./page.tsx";
import { addressOf, progressIn } from "./progress.ts";
import { ReplayPage } from "./replay-page.tsx";

/** Deliveries in quarantine that a page lists. */
const PAGE = 25;
/** What is not read after so long by real time has met something that keeps it. */
const SLOW_MS = 60_000;

type Form = Readonly<Record<string, unknown>>;
const field = (form: Form, name: string): string => (typeof form[name] === "string" ? form[name].trim() : "");

/** How what comes in does, and what nobody could read, for whoever runs it. */
export function sourcesRoutes({ on, show, relay }: Serving): void {
  const page = async (c: Context<BoardEnv>, looking: Looking, flash?: Said, status?: ContentfulStatusCode) => {
    const { source, reason, cursor } = c.req.method === "GET" ? c.req.query() : {};
    const narrowed = { ...(source && { source }), ...(reason && { reason }) };
    const [plumbing, listed] = await Promise.all([
      plumbingOf(relay),
      quarantinePage(relay, { ...narrowed, ...(cursor && { cursor }) }, PAGE),
    ]);
    const quarantine = { ...listed, ...narrowed };
    const props = { plumbing, quarantine, looking, now: relay.time.now(), ...(flash && { flash }) };
    return show(c, <SourcesPage {...props} />, status);
  };

  on("GET /sources", (c, looking) => page(c, looking));

  on("GET /sources/deliveries/:id", async (c, looking) => {
    const kept = await relay.store.delivery(c.req.param("id") ?? "");
    if (!kept)
      throw new BatonError("delivery.unknown", looking.words.say("board.sources.deliveryUnknown"), { status: 404 });
    return show(c, <DeliveryPage {...kept} looking={looking} />);
  });

  on("GET /sources/replay", async (c, looking) => {
    const progress = progressIn(c.req.query());
    if (!progress) return c.redirect("/sources", 303);
    const now = relay.time.now();
    const replayed = await replayedOf(relay, progress.ids, progress.at);
    const isSlow = relay.time.wallMs(now - Date.parse(progress.since)) > SLOW_MS;
    const props = { progress, replayed, path: addressOf(progress), isSlow, looking, now };
    return show(c, <ReplayPage {...props} />);
  });

  on("POST /sources", async (c, looking) => {
    const { say } = looking.words;
    const form: Form = await c.req.parseBody().catch(() => ({}));
    const refuse = (text: string, status: ContentfulStatusCode) => page(c, looking, { tone: "bad", text }, status);
    switch (field(form, "action")) {
      case "replay":
        try {
          return c.redirect(await replay(form), 303);
        } catch (error) {
          if (!(error instanceof BatonError)) throw error;
          return refuse(error.message, error.status as ContentfulStatusCode);
        }
      case "clear": {
        const address = field(form, "address");
        const cleared = await relay.store.clearAddress(address, new Date(relay.time.now()).toISOString());
        if (!cleared) return refuse(say("board.sources.unmarked"), 404);
        return page(c, looking, { tone: "good", text: say("board.sources.cleared", { address }) });
      }
      default:
        return refuse(say("board.sources.form"), 422);
    }
  });

  /** Has the next few be read once more, and answers where that is followed. */
  const replay = async (form: Form): Promise<string> => {
    const before = progressIn(form);
    const [id, source, reason] = [field(form, "id"), field(form, "source"), field(form, "reason")];
    const selection = { ...(source && { source }), ...(reason && { reason }) };
    const replaying = await replayNext(relay, id ? { id } : selection, before);
    const { out, still } = before ?? { out: 0, still: 0 };
    return addressOf({ ...selection, out, still, since: new Date(relay.time.now()).toISOString(), ...replaying });
  };
}
