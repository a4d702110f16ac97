import { type DealRow, isPassedOn, type LeadRow, type Row, type WindowRow } from "../lead/row.ts";
import type { Amount } from "../money/money.ts";
import { ACTION } from "../requests/action.ts";
import type { Counting, Measure, Standing } from "./measure.ts";

/** How a row of a kind is judged. */
type Judge<Of extends Row> = (row: Of, counting: Counting) => Standing | undefined;

/** Tests, and leads that were merged, withdrawn or forgotten, count nowhere. */
export const ofLeads =
  (judge: Judge<LeadRow>): Measure["judge"] =>
  (row, counting) =>
    row.is === "lead" && row.out === null ? judge(row, counting) : undefined;

export const ofWindows =
  (judge: Judge<WindowRow>): Measure["judge"] =>
  (row, counting) =>
    row.is === "window" && row.out === null ? judge(row, counting) : undefined;

export const ofDeals =
  (judge: Judge<DealRow>): Measure["judge"] =>
  (row, counting) =>
    row.is === "deal" && row.out === null ? judge(row, counting) : undefined;

export const kept = (is: boolean): Standing => (is ? "kept" : "missed");

/** Those of which something is so; the others do not count. */
export const only = (is: boolean): Standing | undefined => (is ? "kept" : undefined);

export const amounts =
  (counts: (row: DealRow) => boolean) =>
  (row: Row): Amount[] =>
    row.is === "deal" && row.out === null && row.amount && counts(row) ? [row.amount] : [];

export const spentOn = (row: Row): Amount[] => (row.is === "spend" ? [row.amount] : []);

/** A holder's window. One that was handed on before its end says nothing of its holder. */
export function windowKept({ over, ended, breached, respondBy }: WindowRow): Standing | undefined {
  if (!over && !ended) return "open";
  if (!over && ended && isPassedOn(ended.result) && ended.at < respondBy) return undefined;
  return kept(!breached);
}

export const accepted: Judge<LeadRow> = ({ qualified, sales, closed, silent, selfSourced }) => {
  if (!qualified || !sales || selfSourced) return undefined;
  if (closed?.as === "rejected") {
    const cause = closed.cause ?? "fit";
    if (cause === "timing" || cause === "duplicate" || closed.review === "contested") return undefined;
    // Marketing may still say that they should look at it together.
    if (closed.review === "possible" || closed.review === "marked") return "open";
    return kept(cause === "other" || closed.review === "withdrawn");
  }
  return closed || silent ? "kept" : "open";
};

/** Sales handed it back, and that is not in dispute. */
export const handedBack = ({ closed }: LeadRow): boolean =>
  closed?.as === "rejected" && closed.review !== "contested" && closed.review !== "withdrawn";

/** Nobody said anything until the time to say what came of it was over. */
export const isDeemed = (row: LeadRow): boolean => row.closed === null && accepted(row, "leads") === "kept";

export const contactedInTime: Judge<WindowRow> = (row, counting) => {
  const { kind, side, selfSourced } = row;
  if (kind !== "contact" || side !== "sales" || selfSourced) return undefined;
  const standing = inTime(row, counting);
  // What Baton, or marketing's data, broke is not sales' to answer for.
  const excused = standing === "missed" && (row.cause === "platform" || row.cause === "data");
  return excused && counting === "leads" ? undefined : standing;
};

export const answeredInTime: Judge<WindowRow> = (row, counting) =>
  row.kind === "answer" && row.request !== ACTION ? inTime(row, counting) : undefined;

/** What was promised first, by whoever kept it; for a holder what each of theirs was. */
const inTime: Judge<WindowRow> = (row, counting) => {
  const { first, person, answered, promisedBy, over } = row;
  if (counting === "holders") return person === null ? undefined : windowKept(row);
  if (!first) return undefined;
  if (answered) return kept(answered.at <= promisedBy);
  return over ? "missed" : "open";
};

export const firstContact: Judge<WindowRow> = ({ kind, first, contact, answered, reason, over, ended }) => {
  if (kind !== "contact" || !first) return undefined;
  if (contact) return "kept";
  if (answered?.as === "rejected" || reason !== null) return undefined;
  // Whoever was tried and not reached still waits.
  if (answered) return "open";
  return over || (ended && !isPassedOn(ended.result)) ? "missed" : "open";
};
