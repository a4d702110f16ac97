import { listedName, MOST_AT_ONCE } from "@baton/core/board";
import {
  type Campaign,
  type Corrected,
  campaignOverview,
  correctableLeads,
  correctCampaign,
  namingOf,
  undoCorrection,
  type Wanted,
} from "@baton/core/campaigns";
import { BatonError } from "@baton/core/error";
import { isDay } from "@baton/core/report";
import { progressForms } from "@baton/core/signed";
import { keyReaderOf } from "@baton/core/visibility";
import { dayStart } from "@baton/core/zone";
import type { Said } from "@baton/ui";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { BoardEnv, Looking, Serving } from "../env.ts";
import type { Done, Stayed } from "../parts/bulk.tsx";
import { type Sent, sentBy } from "../parts/form.ts";
import { CorrectionPage, type Filter } from "./correction-page.tsx";
import { mayDescribe } from "./routes.tsx";

/** What leads may be asked to carry: a name, as `=name`; nothing, as `-`; anything, as `*`; what nobody described, as an empty text. */
function carriesIn(text: string): Pick<Wanted, "carries" | "undescribed"> {
  if (text === "-") return { carries: null };
  const name = /^=(.*)$/s.exec(text)?.[1];
  if (name !== undefined) return { carries: name };
  return text === "*" ? {} : { undescribed: true };
}

/** All that match are looked for so far; more take another form. */
const MOST_MATCHING = 1_000;

/** A correction that is under way. */
interface Correcting {
  of: string;
  total: number;
  rest: string[];
  done: Corrected[];
  stayed: Stayed[];
}

/** A correction that is being taken back. */
interface Undoing {
  of: string;
  total: number;
  rest: Corrected[];
  back: number;
  stayed: Stayed[];
}

/** Leads that carry no campaign, or a wrong one, are made leads of a campaign. */
export function correctionRoutes({ on, show, relay, folding, linkKey }: Serving): void {
  const now = () => relay.time.now();

  const own = async (c: Context<BoardEnv>, looking: Looking): Promise<Campaign> => {
    const { say } = looking.words;
    const campaign = (await relay.store.campaigns()).find(({ id }) => id === c.req.param("id"));
    if (!campaign) throw new BatonError("campaign.unknown", say("board.campaigns.unknown"), { status: 404 });
    if (!mayDescribe(looking, campaign))
      throw new BatonError("campaign.notYours", say("board.campaigns.notYours"), { status: 403 });
    return campaign;
  };
  const wanted = ({ carries, source, from, to }: Filter, { rulebook }: Looking): Wanted => {
    const { timezone } = rulebook.agreement;
    const end = to === "" ? now() : Math.min(now(), dayStart(timezone, to) + 86_400_000);
    return {
      ...carriesIn(carries),
      ...(source !== "" && { source }),
      ...(from !== "" && { since: new Date(dayStart(timezone, from)).toISOString() }),
      until: new Date(end).toISOString(),
    };
  };
  const all = ({ roles }: Looking) => roles.includes("operator");

  const onePage = async (
    c: Context<BoardEnv>,
    looking: Looking,
    campaign: Campaign,
    filter: Filter,
    also: { done?: Done; flash?: Said } = {},
  ) => {
    const campaigns = await relay.store.campaigns();
    const cursor = c.req.query("cursor");
    const [{ items, next }, overview] = await Promise.all([
      correctableLeads(relay, campaign, {
        ...wanted(filter, looking),
        all: all(looking),
        ...(cursor !== undefined && { cursor }),
      }),
      campaignOverview(folding(), relay.store, {}, keyReaderOf(looking.rulebook.agreement, namingOf(campaigns))),
    ]);
    const gone = new Set(also.done?.gone);
    const names = new Set([
      ...overview.campaigns.filter((one) => !one.described).map(({ id }) => id),
      ...campaigns.filter(({ id, owner }) => id !== campaign.id && owner === campaign.owner).map(({ id }) => id),
      ...items.flatMap((lead) => lead.campaign ?? []),
    ]);
    const leads = items
      .filter(({ id }) => !gone.has(id))
      .map((lead) => ({ ...lead, shown: listedName(lead, all(looking)) }));
    const props = { campaign, looking, filter, leads, next, carried: [...names].sort(), now: now(), ...also };
    return show(c, <CorrectionPage {...props} />);
  };

  on("GET /campaigns/:id/leads", async (c, looking) => {
    const campaign = await own(c, looking);
    return onePage(
      c,
      looking,
      campaign,
      filterIn((name) => c.req.query(name) ?? ""),
    );
  });

  on("POST /campaigns/:id/leads", async (c, looking) => {
    const { say } = looking.words;
    const by = looking.person;
    const campaign = await own(c, looking);
    const sent = await sentBy(c);
    const filter = filterIn(sent.field);
    const forms = progressForms(linkKey());
    const sign = <State,>(kind: string, state: State) => forms.sign({ kind, person: by, at: now(), state });
    const opened = <State extends { of: string }>({ field }: Sent, kind: string): State => {
      const state = forms.open<State>(field("state"), { kind, person: by, now: now() });
      if (state.of !== campaign.id) throw new BatonError("form.forged", say("board.bulk.old"), { status: 422 });
      return state;
    };

    const correct = async (so: Correcting): Promise<Done> => {
      const state: Correcting = {
        ...so,
        rest: so.rest.slice(MOST_AT_ONCE),
        done: [...so.done],
        stayed: [...so.stayed],
      };
      for (const lead of so.rest.slice(0, MOST_AT_ONCE)) {
        const corrected = await tried(() => correctCampaign(relay, lead, { campaign, by, all: all(looking) }));
        if (typeof corrected === "object") state.done.push(corrected);
        else state.stayed.push({ lead, why: corrected ?? say("board.campaigns.correct.stays") });
      }
      const { done, total, stayed, rest } = state;
      const counts = { count: done.length, total, stayed: stayed.length, name: campaign.name };
      const undoing: Undoing = { of: campaign.id, total: done.length, rest: done, back: 0, stayed: [] };
      return {
        title: say("board.campaigns.correct.done", counts),
        done: done.length,
        total,
        stayed,
        gone: done.map(({ lead }) => lead),
        ...(rest.length > 0 && { onward: { does: "go-on", state: sign("correct", state) } }),
        ...(done.length > 0 && { back: { does: "take-back", state: sign("undo-correct", undoing) } }),
      };
    };
    const undo = async (so: Undoing): Promise<Done> => {
      const state: Undoing = { ...so, rest: so.rest.slice(MOST_AT_ONCE), stayed: [...so.stayed] };
      for (const corrected of so.rest.slice(0, MOST_AT_ONCE)) {
        const undone = await tried(() => undoCorrection(relay, corrected, { campaign: campaign.id, by }));
        if (undone === true) state.back += 1;
        else state.stayed.push({ lead: corrected.lead, why: undone || say("board.bulk.changed") });
      }
      const { back, total, stayed, rest } = state;
      return {
        title: say("board.people.takenBack", { count: back, total, stayed: stayed.length }),
        done: back,
        total,
        stayed,
        gone: [],
        ...(rest.length > 0 && { onward: { does: "take-back", state: sign("undo-correct", state) } }),
      };
    };
    /** Those of the filter, as far as one form takes them. */
    const matching = async (): Promise<string[]> => {
      const ids: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await correctableLeads(relay, campaign, {
          ...wanted(filter, looking),
          all: all(looking),
          ...(cursor !== null && { cursor }),
        });
        ids.push(...page.items.map(({ id }) => id));
        cursor = page.next;
      } while (cursor !== null && ids.length < MOST_MATCHING);
      return ids.slice(0, MOST_MATCHING);
    };
    const asked = async (): Promise<Done> => {
      const does = sent.field("do");
      if (does === "go-on") return correct(opened<Correcting>(sent, "correct"));
      if (does === "take-back") return undo(opened<Undoing>(sent, "undo-correct"));
      // With anything that they carry, one tap would empty the owner's other campaigns.
      const rest = does === "all" && filter.carries !== "*" ? await matching() : sent.all("lead");
      if (rest.length === 0)
        throw new BatonError("correction.which", say("board.campaigns.correct.which"), { status: 422 });
      return correct({ of: campaign.id, total: rest.length, rest, done: [], stayed: [] });
    };
    try {
      return await onePage(c, looking, campaign, filter, { done: await asked() });
    } catch (error) {
      if (!(error instanceof BatonError) || error.status === 404) throw error;
      c.status(error.status as ContentfulStatusCode);
      return onePage(c, looking, campaign, filter, { flash: { tone: "bad", text: error.message } });
    }
  });
}

/** What a change of one lead answers, or why it could not be made. */
async function tried<T>(change: () => Promise<T>): Promise<T | string> {
  try {
    return await change();
  } catch (error) {
    if (!(error instanceof BatonError)) throw error;
    return error.message;
  }
}

function filterIn(field: (name: string) => string): Filter {
  const day = (name: string) => (isDay(field(name)) ? field(name) : "");
  return { carries: field("carries"), source: field("source"), from: day("from"), to: day("to") };
}
