import {
  type Cause,
  type Closing,
  type Evidenced,
  type HandoverNeed,
  kindOf,
  type Result,
  type Side,
  type StageKind,
} from "../facts/codes.ts";
import { broken, type FirstContact, type Tally, type Window } from "../facts/tally.ts";
import { localDate } from "../zone/index.ts";

/** The shape of stored rows. A row that is stored is read for ever. */
export const ROWS_VERSION = 1;

/** By what reports split. */
interface Split {
  lead: string;
  source: string;
  campaign: string | null;
  team: string | null;
  policy: string | null;
  rule: string | null;
  /** The agreed reason the lead was rejected for. */
  reason: string | null;
}

/** What reports count of a lead, under the local day it was received. Instants are ISO 8601; nothing personal is in it. */
export interface LeadRow extends Split {
  v: typeof ROWS_VERSION;
  is: "lead";
  /** When it was received. */
  at: string;
  version: number | null;
  score: number | null;
  band: string | null;
  /** Whether its score at the first decision reached the agreement's `qualified`; null when that names none. */
  qualified: boolean | null;
  /** Why it counts nowhere. */
  out: "test" | "merged" | "withdrawn" | "forgotten" | null;
  /** The first salesperson it was handed to, and what the hand-over lacked. */
  sales: { person: string; at: string; lacks: HandoverNeed[] } | null;
  contact: FirstContact | null;
  closed: { at: string; as: Closing; cause: Cause | null } | null;
  /** The time to say what came of it is over. */
  silent: boolean;
}

/** What reports count of somebody's window, under the local day it fell due, or was answered if earlier. */
export interface WindowRow extends Split {
  v: typeof ROWS_VERSION;
  is: "window";
  /** Which of the lead's windows it is, from 0. */
  window: number;
  /** When it fell due, or was answered if earlier. */
  at: string;
  stage: string;
  kind: StageKind;
  person: string | null;
  side: Side | null;
  /** The first of its kind that a salesperson had. */
  first: boolean;
  out: LeadRow["out"];
  startedAt: string;
  /** Its end as promised when it began, and as it is now. */
  promisedBy: string;
  respondBy: string;
  /** Its end came, and until then no response was known. */
  over: boolean;
  /** Its end came, and there had been no response. */
  breached: boolean;
  ended: {
    at: string;
    result: Result;
    by: string | null;
    workedMs: number;
    elapsedMs: number;
    pausedMs: number;
    lateMs: number;
    evidence: Evidenced | null;
  } | null;
  /** Of the first window for a contact: the first response to the lead, by whomever and in whichever window. */
  answered: { at: string; as: "contacted" | "attempted" | "rejected" } | null;
  contact: FirstContact | null;
}

export type Row = LeadRow | WindowRow;

/** Where rows of a lead are kept: those of one day together, because a commit that changes several then writes one item. */
export interface RowPlace {
  day: string;
  /** Sorts rows of a day by when their leads were received. */
  key: string;
}

export interface PlacedRows extends RowPlace {
  rows: Row[];
}

/** The rows of a lead by where they are kept: its own, then those of its windows in their order. */
export function rowsOf(lead: string, tally: Tally): PlacedRows[] {
  const key = `${tally.receivedAt}#${lead}`;
  const days = Map.groupBy(datedRows(lead, tally), ({ day }) => day);
  return [...days].map(([day, dated]) => ({ day, key, rows: dated.map(({ row }) => row) }));
}

function datedRows(lead: string, tally: Tally): { day: string; row: Row }[] {
  const { windows, decided, closed, contact, sales } = tally;
  const out = whyOut(tally);
  const split: Split = {
    lead,
    source: tally.source,
    campaign: tally.campaign,
    team: decided?.team ?? null,
    policy: decided?.policy ?? null,
    rule: decided?.rule ?? null,
    reason: closed?.as === "rejected" ? (closed.reason ?? null) : null,
  };
  const disposition = windows.findLast(({ stage }) => kindOf(stage) === "disposition");
  const row: LeadRow = {
    v: ROWS_VERSION,
    is: "lead",
    ...split,
    at: tally.receivedAt,
    version: decided?.version ?? null,
    score: decided?.score ?? null,
    band: decided?.band ?? null,
    qualified: decided?.qualified ?? null,
    out,
    sales: sales ?? null,
    contact: contact ?? null,
    closed: closed ? { at: closed.at, as: closed.as, cause: closed.cause ?? null } : null,
    silent: disposition !== undefined && broken(disposition),
  };
  const found: { day: string; row: Row }[] = [{ day: tally.day, row }];
  const firsts = new Set<StageKind>();
  for (const [n, window] of windows.entries()) {
    const { stage, holder, side, startedAt, promisedBy, respondBy, ended } = window;
    const kind = kindOf(stage);
    const first = side === "sales" && !firsts.has(kind) && !isVoid(window);
    if (first) firsts.add(kind);
    const responded = ended && !isPassedOn(ended.result) && ended.at < respondBy ? ended.at : respondBy;
    found.push({
      day: localDate(tally.zone, Date.parse(responded)),
      row: {
        v: ROWS_VERSION,
        is: "window",
        ...split,
        policy: window.policy,
        window: n,
        at: responded,
        stage,
        kind,
        person: holder,
        side,
        first,
        out,
        startedAt,
        promisedBy,
        respondBy,
        over: window.breachedAt !== undefined,
        breached: broken(window),
        ended: ended ? { ...ended, evidence: ended.evidence ?? null } : null,
        answered: first && kind === "contact" ? answerTo(tally) : null,
        contact: first && kind === "contact" ? (contact ?? null) : null,
      },
    });
  }
  return found;
}

/** Whether a window ended without anything to be counted: somebody else's, or another one of the same, began. */
export const isPassedOn = (result: Result | undefined): boolean =>
  result === "handed" || result === "undone" || result === "asked";

/** Whether another window began in the place of one. */
const isVoid = ({ ended, breachedAt }: Window): boolean =>
  ended?.result === "undone" || (ended?.result === "asked" && breachedAt === undefined);

function whyOut({ test, forgotten, closed }: Tally): LeadRow["out"] {
  if (test) return "test";
  if (forgotten || closed?.as === "forgotten") return "forgotten";
  return closed?.as === "merged" || closed?.as === "withdrawn" ? closed.as : null;
}

/** The first response to a lead that says somebody dealt with it: a contact, or that somebody of sales tried, or handed it back. */
function answerTo({ contact, windows }: Tally): WindowRow["answered"] {
  const answers: NonNullable<WindowRow["answered"]>[] = [
    ...(contact ? [{ at: contact.at, as: "contacted" as const }] : []),
    ...windows.flatMap(({ side, ended }) =>
      side === "sales" && (ended?.result === "attempted" || ended?.result === "rejected")
        ? [{ at: ended.at, as: ended.result }]
        : [],
    ),
  ];
  return answers.reduce<WindowRow["answered"]>((first, one) => (first && first.at <= one.at ? first : one), null);
}
