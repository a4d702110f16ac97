import type { Way } from "../attribution/credit.ts";
import type { Amount } from "../money/money.ts";
import type { DealSource, DealState } from "./codes.ts";
import type { FactOf } from "./facts.ts";

/** A deal as its reports have it, whichever way they came. Instants are ISO 8601. */
export interface Deal {
  id: string;
  state: DealState;
  /** When it came to be so. */
  at: string;
  /** When it was first known of. */
  openedAt: string;
  amount?: Amount;
  /** Why it was lost. */
  reason?: string;
  source: DealSource;
  /** The campaigns on the way to it. */
  way?: Way;
  /** As it was before the last report, which may be taken back. */
  before?: Omit<Deal, "before">;
}

export type DealReport = Omit<FactOf<"deal.reported">, "is">;

/** A deal after a report. The last value counts, by when it came to be so: of an earlier one only that it was known then. */
export function afterReport(before: Deal | undefined, report: DealReport): Deal {
  const { at, deal: id, state, amount, reason, source } = report;
  if (!before)
    return { id, state, at, openedAt: at, source, ...(amount && { amount }), ...(reason !== undefined && { reason }) };
  const { before: _earlier, ...known } = before;
  const openedAt = at < known.openedAt ? at : known.openedAt;
  if (at < known.at) return { ...before, id, openedAt, ...(!known.amount && amount && { amount }) };
  const { reason: _reason, ...rest } = known;
  return {
    ...rest,
    id,
    state,
    at,
    openedAt,
    source: source === "unknown" ? known.source : source,
    ...(amount && { amount }),
    ...(reason !== undefined && { reason }),
    before: known,
  };
}

/** Whether a report says what is known: then it is the same one, however it came. */
export function saysNothingNew(before: Deal | undefined, report: DealReport): boolean {
  if (!before || before.id !== report.deal) return false;
  const after = afterReport(before, report);
  const told = ({ state, openedAt, amount, reason, source }: Deal) =>
    JSON.stringify([state, openedAt, amount?.minor, amount?.currency, reason, source]);
  return told(after) === told(before);
}

/** Deals without what was said of one at an instant. */
export const withoutReport = (deals: readonly Deal[], at: string): Deal[] =>
  deals.flatMap((deal) => (deal.at !== at ? [deal] : deal.before ? [deal.before] : []));
