import { type Model, models } from "../attribution/credit.ts";
import { type Money, type Sums, shownSums } from "../money/index.ts";
import type { LeadStore } from "../ports/leads.ts";
import type { AskStore } from "../ports/loop/asks.ts";
import { addCell, type Cell, emptyCell, type MeasureResult, resultOf } from "../report/cell.ts";
import { type Beside, type Crediting, Cube } from "../report/cube.ts";
import { asCarried, type Naming, periodOf } from "../report/dimensions.ts";
import type { Folding } from "../report/fold.ts";
import type { MeasureId } from "../report/ids.ts";
import { measures } from "../report/measures.ts";
import { type Reader, type ReportQuestion, readRange } from "../report/query.ts";
import { asOfDays, freshDays } from "../report/report.ts";
import { localDate } from "../zone/index.ts";
import type { Campaign } from "./model.ts";
import { spoke, type Voice, voices } from "./voice.ts";

/** What is told of a part of a campaign: a segment, or a week. */
export interface Part {
  received: number;
  qualified: number;
  accepted: number;
  opportunities: number;
  won: number;
  revenue: Money[];
}

/** What came of a campaign in some days. */
export interface CampaignReport {
  campaign: { id: string; described: boolean } & Partial<Campaign>;
  from: string;
  to: string;
  asOf: string;
  received: number;
  /** Of all leads received in these days, from 0 to 1; null where there were none. */
  share: number | null;
  qualified: number;
  handedOver: number;
  accepted: number;
  /** What it is to reach, and whether it does so far; null where that cannot be said yet. */
  goal?: { measure: string; atLeast: number; value: number | null; met: boolean | null };
  /** Accepted because nobody said anything in time. */
  deemedAccepted: number;
  acceptanceRate: { value: number | null; n: number; of: number | null; open: number };
  rejected: Record<string, number>;
  parked: number;
  opportunities: number;
  pipeline: Money[];
  won: number;
  lost: Record<string, number>;
  promiseMatch: { value: number | null; n: number; of: number | null };
  /** Won revenue by each model; each sums to all there is. */
  revenue: Record<Model, Money[]>;
  /** What was won of everybody who had been in touch with it: never to be added to anything. */
  influenced: Money[];
  spend: Money[];
  costPerAccepted: Money[] | null;
  costPerWon: Money[] | null;
  voice: Voice[];
  bySegment: ({ segment: string | null } & Part)[];
  byWeek: ({ week: string } & Part)[];
  /** Days on which there was something, with the leads that were received. */
  byDay: { day: string; received: number }[];
}

const MOST_VOICES = 20;

/** Cells of one campaign over some days. */
interface Counted {
  total: Map<MeasureId, Cell>;
  beside: Map<string, Cell>;
  weeks: Map<string, Map<MeasureId, Cell>>;
  credit: Map<Crediting, Sums>;
  all: Cell;
}

const ids = Object.keys(measures) as MeasureId[];

/** What came of a campaign, by its id or, where nobody described it, by the name that its leads carry. */
export async function campaignReport(
  folding: Folding,
  leads: Pick<LeadStore, "facts"> & Pick<AskStore, "asksAbout">,
  campaign: string,
  described: Campaign | undefined,
  asked: Pick<ReportQuestion, "from" | "to">,
  reader: Reader,
): Promise<CampaignReport> {
  const now = folding.time.now();
  const { from, to } = readRange(asked, reader, now);
  const { naming = asCarried } = reader;
  const isOwn = (...carried: Parameters<Naming>) => naming(...carried) === campaign;
  const today = localDate(reader.zone, now);
  const found = await freshDays(folding, { from, to, today, now });
  const days = found.flatMap(({ day, text }) => {
    const cube = text === undefined ? undefined : Cube.read(text);
    return cube ? [{ day, cube }] : [];
  });
  const counted = count(days, isOwn);
  const cell = (id: MeasureId) => counted.total.get(id) ?? emptyCell();
  const result = (id: MeasureId) => resultOf(measures[id], cell(id));
  const of = (id: MeasureId) => cell(id).kept;
  const money = (id: MeasureId) => result(id).value as Money[] | null;
  const reasons = (id: MeasureId) =>
    Object.fromEntries(
      [...besideOf(counted, "reason", id)].flatMap(([reason, { kept }]) => (kept > 0 ? [[reason ?? "", kept]] : [])),
    );
  const part = (cells: (id: MeasureId) => Cell | undefined): Part => {
    const n = (id: MeasureId) => cells(id)?.kept ?? 0;
    return {
      received: n("received-leads"),
      qualified: n("qualified-leads"),
      accepted: n("accepted-leads"),
      opportunities: n("opportunities"),
      won: n("won-deals"),
      revenue: shownSums(cells("won-revenue")?.sums ?? new Map()),
    };
  };
  const segments = new Set(ids.flatMap((id) => [...besideOf(counted, "segment", id).keys()]));
  const { value: acceptance } = result("acceptance-rate");
  const { value, n, of: outOf } = result("promise-match");
  return {
    campaign: { id: campaign, described: described !== undefined, ...described },
    from,
    to,
    asOf: asOfDays(found, today, now),
    received: of("received-leads"),
    share: counted.all.kept === 0 ? null : of("received-leads") / counted.all.kept,
    qualified: of("qualified-leads"),
    handedOver: of("handed-over"),
    accepted: of("accepted-leads"),
    ...(described?.goal && { goal: goalOf(described.goal, (id) => result(id).value) }),
    deemedAccepted: of("deemed-accepted"),
    acceptanceRate: { ...result("acceptance-rate"), value: acceptance as number | null },
    rejected: reasons("rejected-leads"),
    parked: of("parked-leads"),
    opportunities: of("opportunities"),
    pipeline: money("pipeline") ?? [],
    won: of("won-deals"),
    lost: reasons("lost-by-reason"),
    promiseMatch: { value: value as number | null, n, of: outOf },
    revenue: Object.fromEntries(
      models.map((model) => [model, shownSums(counted.credit.get(model) ?? new Map())]),
    ) as CampaignReport["revenue"],
    influenced: shownSums(counted.credit.get("influenced") ?? new Map()),
    spend: money("spend") ?? [],
    costPerAccepted: money("cost-per-accepted"),
    costPerWon: money("cost-per-won"),
    voice: await voices(
      folding,
      leads,
      days.map(({ day, cube }) => ({ day, spoke: spoke(cube, isOwn) })),
      {
        naming,
        wanted: { campaign },
        limit: MOST_VOICES,
      },
    ),
    bySegment: [...segments].map((segment) => ({
      segment,
      ...part((id) => besideOf(counted, "segment", id).get(segment)),
    })),
    byDay: days.map(({ day, cube }) => ({
      day,
      received: cube.campaigns("received-leads").reduce((n, [from, { kept }]) => n + (isOwn(...from) ? kept : 0), 0),
    })),
    byWeek: [...counted.weeks].map(([week, cells]) => ({ week, ...part((id) => cells.get(id)) })),
  };
}

function goalOf(
  { measure, atLeast }: NonNullable<Campaign["goal"]>,
  reachedOf: (id: MeasureId) => MeasureResult["value"],
): NonNullable<CampaignReport["goal"]> {
  const known = ids.find((id) => id === measure);
  const reached = known === undefined ? null : reachedOf(known);
  const value = typeof reached === "number" ? reached : null;
  return { measure, atLeast, value, met: value === null ? null : value >= atLeast };
}

interface CountedDay {
  day: string;
  cube: Cube;
}

function count(days: readonly CountedDay[], isOwn: (...carried: Parameters<Naming>) => boolean): Counted {
  const counted: Counted = {
    total: new Map(),
    beside: new Map(),
    weeks: new Map(),
    credit: new Map(),
    all: emptyCell(),
  };
  for (const { day, cube } of days) {
    const received = cube.total("received-leads");
    if (received) addCell(counted.all, received);
    const week = periodOf(day, "week");
    const ofWeek = counted.weeks.get(week) ?? new Map<MeasureId, Cell>();
    counted.weeks.set(week, ofWeek);
    for (const id of ids) {
      for (const [from, cell] of cube.campaigns(id)) {
        if (!isOwn(...from)) continue;
        addTo(counted.total, id, cell);
        addTo(ofWeek, id, cell);
      }
      for (const beside of ["reason", "segment"] as const)
        for (const [from, value, cell] of cube.crossed(id, beside))
          if (isOwn(...from)) addTo(counted.beside, JSON.stringify([beside, id, value]), cell);
    }
    for (const way of [...models, "influenced"] as const)
      for (const [from, { sums = new Map<string, bigint>() }] of cube.credited(way)) {
        if (!isOwn(...from)) continue;
        const sum = counted.credit.get(way) ?? new Map<string, bigint>();
        for (const [currency, minor] of sums) sum.set(currency, (sum.get(currency) ?? 0n) + minor);
        counted.credit.set(way, sum);
      }
  }
  return counted;
}

function addTo<Key>(cells: Map<Key, Cell>, key: Key, cell: Cell): void {
  const sum = cells.get(key) ?? emptyCell();
  addCell(sum, cell);
  cells.set(key, sum);
}

/** Cells of what campaigns are split by besides, by its value. */
function besideOf({ beside }: Counted, by: Beside, id: MeasureId): Map<string | null, Cell> {
  return new Map(
    [...beside].flatMap(([key, cell]): [string | null, Cell][] => {
      const [of, measure, value] = JSON.parse(key) as [Beside, MeasureId, string | null];
      return of === by && measure === id ? [[value, cell]] : [];
    }),
  );
}
