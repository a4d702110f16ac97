import { idFor, listedName, sightsOf, type WrittenCampaign, writtenCampaign } from "@baton/core/board";
import {
  askTogether,
  type Campaign,
  campaignOverview,
  campaignReport,
  describe,
  described,
  examplesOf,
  namingOf,
} from "@baton/core/campaigns";
import { BatonError } from "@baton/core/error";
import { isRequest, summaryOf } from "@baton/core/lead";
import { moneyPlain } from "@baton/core/money";
import { csv, leadsBehind, measures } from "@baton/core/report";
import { keyReaderOf } from "@baton/core/visibility";
import type { Said } from "@baton/ui";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { CampaignPage, linesOf } from "../../reading/campaign-page.tsx";
import type { BoardEnv, Looking, Serving } from "../env.ts";
import { type Sent, sentBy } from "../parts/form.ts";
import { Period } from "../parts/period.tsx";
import { CampaignForm } from "./form.tsx";
import { CampaignsPage } from "./page.tsx";
import { type Behind, ReasonLeads } from "./reason-leads.tsx";

/** Leads of a reason that are shown. */
const MOST_BEHIND = 100;
const CSV = { "Content-Type": "text/csv; charset=utf-8" };

/** Whether somebody may change a campaign: its owner and the operator; one that nobody has described whoever may describe any. */
export const mayDescribe = ({ person, roles }: Looking, campaign: Campaign | undefined): boolean =>
  roles.includes("operator") || (roles.includes("marketer") && (campaign?.owner ?? person) === person);

/** What is written in the form about a campaign. */
const writtenIn = ({ field, all }: Sent, id: string, owner: string): WrittenCampaign => ({
  id,
  owner,
  name: field("name"),
  promise: field("promise"),
  audience: field("audience"),
  starts: field("starts"),
  ends: field("ends"),
  question: field("question"),
  message: field("message"),
  goalMeasure: field("goalMeasure"),
  goalAtLeast: field("goalAtLeast"),
  utm: field("utm"),
  sources: all("source"),
});

/** Campaigns with what came of them; what came of one, and what marketing says of it. */
export function campaignRoutes({ on, show, relay, folding }: Serving): void {
  const now = () => relay.time.now();
  const readerOf = ({ rulebook }: Looking, all: readonly Campaign[]) => keyReaderOf(rulebook.agreement, namingOf(all));

  const list = async (
    c: Context<BoardEnv>,
    looking: Looking,
    also: { flash?: Said; written?: WrittenCampaign } = {},
  ) => {
    const all = await relay.store.campaigns();
    const { from, to } = periodOf(c);
    const overview = await campaignOverview(folding(), relay.store, { from, to }, readerOf(looking, all));
    return show(c, <CampaignsPage overview={overview} looking={looking} {...also} />);
  };

  on("GET /campaigns", async (c, looking) => {
    if (c.req.query("as") !== "csv") return list(c, looking);
    const all = await relay.store.campaigns();
    const { campaigns } = await campaignOverview(folding(), relay.store, periodOf(c), readerOf(looking, all));
    const lines = campaigns.map((one) => ({
      id: one.id,
      name: one.name ?? null,
      owner: one.owner ?? null,
      promise: one.promise ?? null,
      described: one.described,
      running: one.running,
      received: one.received,
      share: one.share,
      accepted: one.accepted,
      won: one.won,
      revenue: moneyPlain(one.revenue),
      spend: moneyPlain(one.spend),
      costPerAccepted: one.costPerAccepted === null ? null : moneyPlain(one.costPerAccepted),
    }));
    const columns =
      "id name owner promise described running received share accepted won revenue spend costPerAccepted".split(" ");
    return c.body(csv(columns, lines), 200, CSV);
  });

  /** Keeps what a form says of a campaign; answers its id. */
  const keep = async (written: WrittenCampaign): Promise<string> => {
    const all = await relay.store.campaigns();
    const before = all.find(({ id }) => id === written.id);
    const rulebook = await relay.rulebooks.active();
    const campaign = described(rulebook, all, writtenCampaign(written, before), now());
    await describe(relay, campaign);
    return campaign.id;
  };

  on("POST /campaigns", async (c, looking) => {
    const sent = await sentBy(c);
    const id = sent.field("id") || idFor(sent.field("name"));
    const written = writtenIn(sent, id, ownerIn(sent, looking));
    try {
      const known = (await relay.store.campaigns()).some((one) => one.id === id);
      if (known)
        throw new BatonError("campaign.known", looking.words.say("board.campaigns.known", { id }), { status: 409 });
      await keep(written);
      return c.redirect(pathOf(id), 303);
    } catch (error) {
      if (!(error instanceof BatonError)) throw error;
      c.status(error.status as ContentfulStatusCode);
      return list(c, looking, { flash: { tone: "bad", text: error.message }, written });
    }
  });

  /** The campaign that is asked for, by its id or by what leads carry. */
  const asked = async (c: Context<BoardEnv>) => {
    const all = await relay.store.campaigns();
    const naming = namingOf(all);
    const id = naming(c.req.param("id") ?? "", null)!;
    return { all, naming, id, campaign: all.find((one) => one.id === id) };
  };

  const onePage = async (
    c: Context<BoardEnv>,
    looking: Looking,
    also: { flash?: Said; written?: WrittenCampaign } = {},
  ) => {
    const { all, naming, id, campaign } = await asked(c);
    const { agreement } = looking.rulebook;
    const reader = readerOf(looking, all);
    const report = await campaignReport(folding(), relay.store, id, campaign, periodOf(c), reader);
    if (!campaign && report.received === 0 && also.written === undefined && c.req.query("from") === undefined)
      throw new BatonError("campaign.unknown", looking.words.say("board.campaigns.unknown"), { status: 404 });
    if (c.req.query("as") === "csv") {
      const lines = linesOf(agreement, report).map(([what, value]) => ({ what, value }));
      return c.body(csv(["what", "value"], lines), 200, CSV);
    }
    const { from, to } = report;
    const path = pathOf(id);
    const reason = c.req.query("reason");
    const behind = reason === undefined ? undefined : await leadsOfReason(looking, all, { id, reason, from, to });
    const isOwner = campaign?.owner === looking.person;
    const days = report.byDay.filter(({ received }) => received > 0).map(({ day }) => day);
    const [asks, usedAsks, examples] = await Promise.all([
      relay.store.asksAbout(`campaign/${id}`),
      relay.store.asksAbout(`used/${id}`),
      isOwner ? examplesOf(folding(), relay.store, days, { campaign: id, naming }) : undefined,
    ]);
    const used = usedAsks.find(({ answer }) => answer)?.answer?.text;
    return show(
      c,
      <CampaignPage
        agreement={agreement}
        report={report}
        answers={asks.flatMap(({ answer }) => answer ?? [])}
        path={path}
        reasonPath={(one) => `${path}?from=${from}&to=${to}&reason=${encodeURIComponent(one)}#reason-leads`}
        {...(used !== undefined && { used })}
        {...(examples && { examples })}
        {...(also.flash && { flash: also.flash })}
      >
        <Period path={path} from={from} to={to} />
        {behind && <ReasonLeads behind={behind} looking={looking} now={now()} />}
        {mayDescribe(looking, campaign) && (
          <CampaignForm
            path={path}
            looking={looking}
            campaign={campaign}
            carried={campaign ? undefined : id}
            written={also.written}
          />
        )}
      </CampaignPage>,
    );
  };

  /** The leads of a campaign that were handed back for a reason, as far as the reader may know of them. */
  const leadsOfReason = async (
    { rulebook, person }: Looking,
    all: readonly Campaign[],
    { id, reason, from, to }: { id: string; reason: string; from: string; to: string },
  ): Promise<Behind> => {
    const { agreement } = rulebook;
    const { items } = await leadsBehind(
      { ...folding(), leads: relay.store },
      measures["rejected-leads"],
      { from, to, by: "reason", key: reason, where: `campaign:${id}`, which: "kept", limit: MOST_BEHIND },
      keyReaderOf(agreement, namingOf(all)),
    );
    const sightOf = sightsOf(relay, rulebook, person, now());
    const found = await Promise.all(
      items.map(async (item) => {
        const lead = isRequest(item.id) ? undefined : await relay.store.lead(item.id);
        const sight = lead && (await sightOf(lead));
        return lead && sight ? [{ ...summaryOf(lead), contact: sight.contact }] : [];
      }),
    );
    const leads = found.flat();
    const name = [...agreement.reasons, ...(agreement.lostReasons ?? [])].find((one) => one.id === reason)?.name;
    return {
      reason: name ?? (reason || undefined),
      leads: leads.map((lead) => ({ ...lead, shown: listedName(lead, lead.contact) })),
      hidden: items.length - leads.length,
    };
  };

  on("GET /campaigns/:id", (c, looking) => onePage(c, looking));

  on("POST /campaigns/:id", async (c, looking) => {
    const { say } = looking.words;
    const sent = await sentBy(c);
    const { id, campaign } = await asked(c);
    const does = sent.field("do");
    const written =
      does === "describe" ? writtenIn(sent, idOf(sent, id, campaign), ownerIn(sent, looking, campaign)) : undefined;
    try {
      if (written) {
        if (!mayDescribe(looking, campaign))
          throw new BatonError("campaign.notYours", say("board.campaigns.notYours"), { status: 403 });
        const kept = await keep(written);
        return c.redirect(pathOf(kept), 303);
      }
      if (sent.field("lead") === "") throw new BatonError("form.empty", say("board.now.nothing"), { status: 422 });
      await askTogether(relay, sent.field("lead"), looking.person, sent.field("note"));
      return await onePage(c, looking, { flash: { tone: "good", text: say("board.campaigns.together") } });
    } catch (error) {
      if (!(error instanceof BatonError) || error.status === 404) throw error;
      c.status(error.status as ContentfulStatusCode);
      const flash = { tone: "bad" as const, text: error.message };
      return onePage(c, looking, { flash, ...(written && { written }) });
    }
  });
}

export const pathOf = (id: string): string => `/campaigns/${encodeURIComponent(id)}`;

/** An undescribed campaign gets an id, as what leads carry may be none. */
const idOf = (sent: Sent, id: string, campaign: Campaign | undefined): string =>
  campaign ? id : sent.field("id") || idFor(id);

/** Marketers describe their own campaigns; the operator says whose it is. */
const ownerIn = (sent: Sent, { person, roles }: Looking, campaign?: Campaign): string =>
  roles.includes("operator") ? sent.field("owner") || (campaign?.owner ?? person) : (campaign?.owner ?? person);

function periodOf(c: Context): { from?: string; to?: string } {
  const { from, to } = c.req.query();
  return { ...(from && { from }), ...(to && { to }) };
}
