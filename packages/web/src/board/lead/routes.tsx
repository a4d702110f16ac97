import { type Sight, sightOf } from "@baton/core/board";
import { BatonError } from "@baton/core/error";
import type { Context } from "hono";
import { takeForm } from "../../page/forms.ts";
import { type PageOptions, responsePage } from "../../page/response-page.tsx";
import { mayUse } from "../access.ts";
import type { BoardEnv, Looking, Serving } from "../env.ts";

/** The page of one lead or request, as the one that mails link to, for whoever may see it. */
export function leadRoutes(serving: Serving): void {
  const { on, show, relay } = serving;
  /** What the reader sees of the lead; of one they may know nothing of it is as if there were none. */
  const seen = async (
    c: Context<BoardEnv>,
    { rulebook, person, words }: Looking,
  ): Promise<{ id: string; sight: Sight }> => {
    const id = c.req.param("id") ?? "";
    const lead = await relay.store.lead(id);
    const sight = lead && (await sightOf(relay, rulebook, lead, person, relay.time.now()));
    if (!sight) throw new BatonError("lead.unknown", words.say("board.lead.unknown"), { status: 404 });
    return { id, sight };
  };
  const accountPath = (domain: string) => `/accounts/${encodeURIComponent(domain)}`;
  const page = (id: string, { person, roles, words }: Looking, sight: Sight, also: Omit<PageOptions, "path"> = {}) =>
    responsePage(serving, id, person, {
      path: `/leads/${id}`,
      sight,
      words,
      ...(mayUse("GET /accounts/:domain", roles) && { accountPath }),
      ...also,
    });

  on("GET /leads/:id", async (c, looking) => {
    const { id, sight } = await seen(c, looking);
    const before = /^[1-9]\d{0,5}$/.exec(c.req.query("before") ?? "")?.[0];
    return show(c, await page(id, looking, sight, { ...(before && { before: Number(before) }) }));
  });

  on("POST /leads/:id", async (c, looking) => {
    const { id, sight } = await seen(c, looking);
    if (!sight.acts) throw new BatonError("lead.notYours", looking.words.say("board.lead.notYours"), { status: 403 });
    const { person, words } = looking;
    const form: Record<string, unknown> = await c.req.parseBody().catch(() => ({}));
    const { flash, status, after } = await takeForm(relay, form, { lead: id, person, words });
    return show(c, await page(id, looking, sight, { flash, ...(after && { after }) }), status);
  });
}
