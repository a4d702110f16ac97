import pMap from "p-map";
import type { Source } from "../agreement/model.ts";
import { type CountedValue, type Incident, type IncidentKind, incidentKinds, type SourceDay } from "./model.ts";
import { lastDelivery, silenceOf } from "./silence.ts";
import { firstDay, type Watching } from "./watch.ts";

const DAY = 86_400_000;
/** As many quarantined deliveries are counted, the newest of all sources together. */
const MOST_QUARANTINED = 1_000;
const AT_ONCE = { concurrency: 10 };
/** Of the values that no rule names, counted by day, so many are read and so many told. */
const MOST_VALUES = { read: 200, told: 20 };

export type SourceTally = Pick<SourceDay, "taken" | "quarantined" | "refused" | "stale" | "tooLarge" | "tests">;

/** A source and how it does. Instants are ISO. */
export interface SourceOverview {
  source: string;
  provider: Source["provider"];
  /** The gravest of its incidents; `never` when nothing authentic ever came. */
  state: "ok" | "never" | IncidentKind;
  /** Tests included. */
  lastDeliveryAt: string | null;
  /** The present UTC day. */
  today: SourceTally;
  /** It and the six before. */
  last7Days: SourceTally;
  /** Deliveries a day in the four weeks before the last; null while too little is known. */
  usualPerDay: number | null;
  /** How far the provider's clock was ahead of ours when it last signed a time; negative when behind. */
  clockSkewMs: number | null;
  /** Deliveries waiting in quarantine; `more` when there may be more than counted. */
  inQuarantine: { count: number; more: boolean };
  /** Values of the last seven days that no rule names although rules ask about their field, the most frequent first. */
  unnamed: CountedValue[];
  incidents: (Omit<Incident, "toldAt"> & { toldAt: string | null })[];
}

/** How every source of the active agreement does, in the agreement's order. */
export async function sourceOverview(relay: Pick<Watching, "store" | "rulebooks" | "time">): Promise<SourceOverview[]> {
  const { sources, timezone } = (await relay.rulebooks.active()).agreement;
  const now = relay.time.now();
  const quarantine = await relay.store.quarantine({ limit: MOST_QUARANTINED });
  const one = async ([source, { provider }]: [string, Source]): Promise<SourceOverview> => {
    const [{ days, incidents }, values] = await Promise.all([
      relay.store.sourceHealth(source, firstDay(now)),
      relay.store.unnamedValues(source, dayOf(now - 6 * DAY), MOST_VALUES.read),
    ]);
    const last = lastDelivery(days);
    const gravest = incidentKinds.find((kind) => incidents.some((incident) => incident.kind === kind));
    const usual = silenceOf(days, timezone, now);
    return {
      source,
      provider,
      state: gravest ?? (last === undefined ? "never" : "ok"),
      lastDeliveryAt: last === undefined ? null : new Date(last).toISOString(),
      today: tally(days, dayOf(now)),
      last7Days: tally(days, dayOf(now - 6 * DAY)),
      usualPerDay: usual ? Math.round(usual.perDay * 10) / 10 : null,
      clockSkewMs: days.findLast(({ skewMs }) => skewMs !== undefined)?.skewMs ?? null,
      inQuarantine: {
        count: quarantine.items.filter((entry) => entry.source === source).length,
        more: quarantine.next !== null,
      },
      unnamed: together(values),
      incidents: incidents.map((incident) => ({ ...incident, toldAt: incident.toldAt ?? null })),
    };
  };
  return pMap(Object.entries(sources), one, AT_ONCE);
}

const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

/** The same value of several days as one. */
function together(values: readonly CountedValue[]): CountedValue[] {
  const sums = new Map<string, CountedValue>();
  for (const { field, value, count } of values) {
    const key = JSON.stringify([field, value]);
    sums.set(key, { field, value, count: (sums.get(key)?.count ?? 0) + count });
  }
  return [...sums.values()].sort((a, b) => b.count - a.count).slice(0, MOST_VALUES.told);
}

function tally(days: readonly SourceDay[], from: string): SourceTally {
  const sums: SourceTally = { taken: 0, quarantined: 0, refused: 0, stale: 0, tooLarge: 0, tests: 0 };
  for (const day of days) {
    if (day.day < from) continue;
    for (const what of Object.keys(sums) as (keyof SourceTally)[]) sums[what] += day[what];
  }
  return sums;
}
