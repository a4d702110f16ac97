import type { Money } from "../money/index.ts";
import type { CampaignStore } from "../ports/loop/campaigns.ts";
import { addCell, type Cell, emptyCell, resultOf } from "../report/cell.ts";
import { Cube } from "../report/cube.ts";
import type { Folding } from "../report/fold.ts";
import type { MeasureId } from "../report/ids.ts";
import { measures } from "../report/measures.ts";
import { type Reader, type ReportQuestion, readRange } from "../report/query.ts";
import { freshDays } from "../report/report.ts";
import { localDate } from "../zone/index.ts";
import type { Campaign } from "./model.ts";
import { namingOf } from "./naming.ts";

/** A campaign among all, with what came of its leads of some days. */
export type CampaignLine = {
  id: string;
  described: boolean;
  /** It runs today. */
  running: boolean;
  received: number;
  /** Of all leads of these days, from 0 to 1; null where there were none. */
  share: number | null;
  accepted: number;
  won: number;
  revenue: Money[];
  spend: Money[];
  costPerAccepted: Money[] | null;
} & Partial<Campaign>;

export interface Overview {
  from: string;
  to: string;
  /** Those that run first, then by how many leads they brought. */
  campaigns: CampaignLine[];
  /** Leads that carry no campaign. */
  none: { received: number; share: number | null };
  /** Leads that carry one which nobody described. */
  undescribed: { received: number; share: number | null };
}

/** What the list counts; of the last two only sums of money. */
const counted = [
  "received-leads",
  "accepted-leads",
  "won-deals",
  "won-revenue",
  "spend",
  "cost-per-accepted",
] as const satisfies readonly MeasureId[];
type Counted = (typeof counted)[number];

/** All campaigns that are described, and those that leads of some days carry and nobody described, with what came of them. */
export async function campaignOverview(
  folding: Folding,
  store: Pick<CampaignStore, "campaigns">,
  asked: Pick<ReportQuestion, "from" | "to">,
  reader: Reader,
): Promise<Overview> {
  const now = folding.time.now();
  const { from, to } = readRange(asked, reader, now);
  const today = localDate(reader.zone, now);
  const [known, days] = await Promise.all([store.campaigns(), freshDays(folding, { from, to, today, now })]);
  const cells = add(
    days.flatMap(({ text }) => (text === undefined ? [] : (Cube.read(text) ?? []))),
    namingOf(known),
  );
  const kept = (id: string | null, measure: Counted) => cells.get(id)?.get(measure)?.kept ?? 0;
  const all = [...cells.keys()].reduce((n, id) => n + kept(id, "received-leads"), 0);
  const shareOf = (received: number) => (all === 0 ? null : received / all);
  const lineOf = (id: string, described: Campaign | undefined): CampaignLine => {
    const money = (measure: Counted) =>
      resultOf(measures[measure], cells.get(id)?.get(measure) ?? emptyCell()).value as Money[] | null;
    const spend = money("spend") ?? [];
    const { starts, ends } = described ?? {};
    return {
      ...described,
      id,
      described: described !== undefined,
      running: starts !== undefined && starts <= today && (ends === undefined || today <= ends),
      received: kept(id, "received-leads"),
      share: shareOf(kept(id, "received-leads")),
      accepted: kept(id, "accepted-leads"),
      won: kept(id, "won-deals"),
      revenue: money("won-revenue") ?? [],
      spend,
      costPerAccepted: spend.length === 0 ? null : money("cost-per-accepted"),
    };
  };
  const described = known.map((campaign) => lineOf(campaign.id, campaign));
  const isKnown = new Set(known.map(({ id }) => id));
  const others = [...cells.keys()].flatMap((id) => (id === null || isKnown.has(id) ? [] : [lineOf(id, undefined)]));
  const undescribed = others.reduce((n, { received }) => n + received, 0);
  return {
    from,
    to,
    campaigns: [...described, ...others].sort(
      (a, b) => Number(b.running) - Number(a.running) || b.received - a.received || (a.id < b.id ? -1 : 1),
    ),
    none: { received: kept(null, "received-leads"), share: shareOf(kept(null, "received-leads")) },
    undescribed: { received: undescribed, share: shareOf(undescribed) },
  };
}

/** What some days say of campaigns, by their ids, and by measure. */
function add(cubes: readonly Cube[], naming: ReturnType<typeof namingOf>): Map<string | null, Map<Counted, Cell>> {
  const cells = new Map<string | null, Map<Counted, Cell>>();
  for (const cube of cubes)
    for (const measure of counted)
      for (const [carried, cell] of cube.campaigns(measure)) {
        const id = naming(...carried);
        const own = cells.get(id) ?? new Map<Counted, Cell>();
        cells.set(id, own);
        const sum = own.get(measure) ?? emptyCell();
        addCell(sum, cell);
        own.set(measure, sum);
      }
  return cells;
}
