import { type Draft, note } from "../lead/change/draft.ts";
import { edit } from "../lead/change/edit.ts";
import { changeFields } from "../lead/decision.ts";
import type { LeadSummary } from "../lead/summary.ts";
import type { Page } from "../ports/leads.ts";
import type { Relay } from "../ports/relay.ts";
import type { Campaign } from "./model.ts";
import { namingOf } from "./naming.ts";

/** What a lead carried before it was corrected: a name, or nothing; and that field of it, which a source may have filled. */
export interface Corrected {
  lead: string;
  before: { carried: string | null; field: string | null };
}

/** Leads of which somebody looks for those that carry a wrong campaign. ISO 8601 instants. */
export interface Wanted {
  /** What they carry: a name; null for nothing. Anything, if absent. */
  carries?: string | null;
  /** Only those of no described campaign. */
  undescribed?: boolean;
  source?: string;
  since?: string;
  until: string;
  cursor?: string;
}

/** Leads that are shown at a time. */
const MOST = 100;

/**
 * Leads that somebody may make leads of a campaign: those of no described one, and of other campaigns of theirs; `all`: of any other one.
 */
export async function correctableLeads(
  { store }: Pick<Relay, "store">,
  campaign: Campaign,
  { carries, undescribed = false, all, source, ...wanted }: Wanted & { all: boolean },
): Promise<Page<LeadSummary>> {
  const campaigns = await store.campaigns();
  const mayTake = takable(undescribed ? campaigns.map(asNobodys) : campaigns, campaign, all && !undescribed);
  return store.leads({
    ...wanted,
    limit: MOST,
    where: (lead) =>
      !lead.test &&
      (carries === undefined || lead.campaign === carries) &&
      (source === undefined || lead.source === source) &&
      mayTake(lead.campaign, lead.source),
  });
}

/** Of a campaign that is nobody's nothing is taken. */
const asNobodys = (campaign: Campaign): Campaign => ({ ...campaign, owner: "" });

/** Whether what carries a name and comes of a source may become a campaign's. */
function takable(campaigns: readonly Campaign[], { id, owner }: Campaign, all: boolean) {
  const naming = namingOf(campaigns);
  const owners = new Map(campaigns.map((one) => [one.id, one.owner]));
  return (carried: string | null, source: string): boolean => {
    const is = naming(carried, source);
    if (is === id) return false;
    const whose = is === null ? undefined : owners.get(is);
    return whose === undefined || whose === owner || all;
  };
}

/**
 * Has a lead count for a campaign, whatever it carried: as a fact, so that reports of its day are made anew. Answers what it carried
 * before; undefined where it is none that may become the campaign's any more. Deals that are known by then keep the way that led to them.
 */
export async function correctCampaign(
  relay: Relay,
  id: string,
  { campaign, by, all }: { campaign: Campaign; by: string; all: boolean },
): Promise<Corrected | undefined> {
  const mayTake = takable(await relay.store.campaigns(), campaign, all);
  const edited = await edit(relay, id, (draft): Corrected["before"] | undefined => {
    const { lead } = draft;
    const isOut = lead.test || lead.request !== undefined || lead.forgottenAt !== undefined;
    if (isOut || !mayTake(lead.tally.campaign, lead.source)) return undefined;
    const { campaign: field } = lead.fields;
    const before = { carried: lead.tally.campaign, field: field === undefined ? null : String(field) };
    setCampaign(draft, { carried: campaign.id, field: campaign.id }, { by, news: campaign.name });
    return before;
  });
  return edited?.answer && { lead: id, before: edited.answer };
}

/** Has a lead carry again what it carried before it was corrected; false where it does not carry the campaign any more. */
export async function undoCorrection(
  relay: Relay,
  { lead: id, before }: Corrected,
  { campaign, by }: { campaign: string; by: string },
): Promise<boolean> {
  const edited = await edit(relay, id, (draft): boolean => {
    const { tally, forgottenAt } = draft.lead;
    if (forgottenAt !== undefined || tally.campaign !== campaign) return false;
    setCampaign(draft, before, { by, news: before.carried ?? "–" });
    return true;
  });
  return edited?.answer ?? false;
}

/** Notes which campaign a lead is of, in its facts and in what is shown of it. */
function setCampaign(
  draft: Draft,
  { carried, field }: Corrected["before"],
  { by, news }: { by: string; news: string },
): void {
  const { campaign: _campaign, ...others } = draft.lead.fields;
  changeFields(draft.lead, field === null ? others : { ...others, campaign: field });
  note(
    draft,
    { is: "lead.corrected", by, fields: ["campaign"], campaign: carried },
    { words: { news: `campaign: ${news}` } },
  );
}
