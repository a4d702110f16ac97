import type { CampaignStore } from "../ports/loop/campaigns.ts";
import type { Folding } from "../report/fold.ts";
import { measures } from "../report/measures.ts";
import type { Reader, ReportQuestion } from "../report/query.ts";
import { report } from "../report/report.ts";
import type { Campaign } from "./model.ts";
import { namingOf } from "./naming.ts";

/** A campaign in the list of all. */
export type ListedCampaign = {
  id: string;
  described: boolean;
  received: number;
  share: number | null;
} & Partial<Campaign>;

/** All campaigns: those that are described, and those that leads of these days carried and nobody described, with their shares. */
export async function listCampaigns(
  folding: Folding,
  store: CampaignStore,
  asked: Pick<ReportQuestion, "from" | "to">,
  reader: Reader,
): Promise<{
  from: string;
  to: string;
  campaigns: ListedCampaign[];
  none: { received: number; share: number | null };
}> {
  const known = await store.campaigns();
  const { from, to, total, cells } = await report(
    folding,
    measures["received-leads"],
    { ...asked, by: "campaign" },
    { ...reader, naming: namingOf(known) },
  );
  const received = new Map(cells.map(({ key, n }) => [key, n]));
  const told = (id: string | null) => {
    const n = received.get(id) ?? 0;
    return { received: n, share: total.n === 0 ? null : n / total.n };
  };
  const described = known.map((campaign) => ({ described: true, ...campaign, ...told(campaign.id) }));
  const others = [...received.keys()].flatMap((id) =>
    id === null || known.some((campaign) => campaign.id === id) ? [] : [{ id, described: false, ...told(id) }],
  );
  return {
    from,
    to,
    campaigns: [...described, ...others].sort((a, b) => b.received - a.received || (a.id < b.id ? -1 : 1)),
    none: told(null),
  };
}
