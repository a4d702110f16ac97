import { credit, influencing, type Model, models } from "../attribution/credit.ts";
import {
  type BreachCause,
  type Cause,
  type Closing,
  type CustomerEvent,
  type DealSource,
  type DealState,
  type Evidenced,
  type HandoverNeed,
  kindOf,
  type PromiseAnswer,
  type Result,
  type Side,
  type StageKind,
} from "../facts/codes.ts";
import type { Deal } from "../facts/deal.ts";
import { broken, type FirstContact, type Review, type Tally, type Window } from "../facts/tally.ts";
import type { Amount } from "../money/money.ts";
import { localDate } from "../zone/index.ts";

/** The shape of stored rows. A row that is stored is read for ever. */
export const ROWS_VERSION = 1;

/** By what reports split. */
export interface Split {
  /** Null for what no lead led to. */
  lead: string | null;
  source: string | null;
  campaign: string | null;
  team: string | null;
  policy: string | null;
  rule: string | null;
  /** The agreed reason the lead was rejected for, or the deal lost. */
  reason: string | null;
  /** Absent without one. */
  segment?: string;
  motion?: Side;
  region?: string;
  /** Somebody of sales found it. */
  selfSourced?: true;
  /** It is a request between the sides, of this kind. */
  request?: string;
  /** Why the promise of a window was broken; absent where it was kept, or that is not known. */
  cause?: BreachCause;
}

/** What a row is split by that no lead led to. */
export const ofNoLead = {
  lead: null,
  source: null,
  campaign: null,
  team: null,
  policy: null,
  rule: null,
  reason: null,
  person: null,
  out: null,
} as const;

/** What reports count of a lead, under the local day it was received. Instants are ISO 8601; nothing personal is in it. */
export interface LeadRow extends Split {
  lead: string;
  source: string;
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
  out: "test" | "merged" | "withdrawn" | "forgotten" | "observed" | null;
  /** The first salesperson it was handed to, and what the hand-over lacked. */
  sales: { person: string; at: string; lacks: HandoverNeed[] } | null;
  contact: FirstContact | null;
  closed: { at: string; as: Closing; cause: Cause | null; parked?: true; review?: Review["is"] } | null;
  /** How often they were tried, and how often the agreement asks for; absent where they were not. */
  tries?: { made: number; of: number };
  /** The time to say what came of it is over. */
  silent: boolean;
  /** It came back after it had been parked. */
  recycled?: true;
  /** Sales took it over from marketing. */
  pulled?: true;
  /** What sales said of it to marketing. */
  feedback?: { promise: PromiseAnswer | null };
}

/** What reports count of somebody's window, under the local day it fell due, or was answered if earlier. */
export interface WindowRow extends Split {
  lead: string;
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
  /** Of the first window for a contact: the first response to the lead, by whomever and in whichever window. Of a request: its answer. */
  answered: { at: string; as: "contacted" | "attempted" | "rejected" | "answered" } | null;
  contact: FirstContact | null;
}

/** What reports count of a deal, under the local day its lead was received, or without one that it was first known of. */
export interface DealRow extends Split {
  v: typeof ROWS_VERSION;
  is: "deal";
  deal: string;
  /** When it was first known of. */
  at: string;
  state: DealState;
  amount: Amount | null;
  madeBy: DealSource;
  /** The first salesperson who had its lead. */
  person: string | null;
  out: LeadRow["out"];
  /** What of its amount each campaign gets by each model, in minor units; null is what none gets. */
  credits: Record<Model, [campaign: string | null, minor: string][]>;
  /** Campaigns that were on the way to it: each has all of it. */
  influenced: string[];
}

/** Money that was spent on a campaign on a day. */
export interface SpendRow extends Split {
  v: typeof ROWS_VERSION;
  is: "spend";
  at: string;
  amount: Amount;
  person: null;
  out: null;
}

/** That a campaign starts, under the local day that it does. */
export interface CampaignRow extends Split {
  v: typeof ROWS_VERSION;
  is: "campaign";
  at: string;
  /** Whether sales had been told of it by then. */
  briefed: boolean;
  person: null;
  out: null;
}

/** What a customer did after the sale, under the local day that they did it. */
export interface CustomerRow extends Split {
  v: typeof ROWS_VERSION;
  is: "customer";
  at: string;
  event: CustomerEvent;
  /** How much, or what they said of it, as the file has it, without addresses and numbers. */
  value?: string;
  person: null;
  out: null;
}

/** What working together takes of somebody's time: a mail, a question or a meeting, under the local day that they had it. */
export interface EffortRow extends Split {
  v: typeof ROWS_VERSION;
  is: "effort";
  at: string;
  effort: "mail" | "question" | "meeting";
  /** Of a meeting: how long it is. */
  minutes?: number;
  side: Side | null;
  person: null;
  out: null;
}

/** Rows of leads. */
export type OfLead = LeadRow | WindowRow;
export type Row = OfLead | DealRow | SpendRow | CampaignRow | CustomerRow | EffortRow;

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

/** By what reports split what is counted of a lead. */
export function splitOf(lead: string, { source, campaign, decided, closed, selfSourced, request }: Tally) {
  return {
    lead,
    source: request ? null : source,
    campaign,
    team: decided?.team ?? null,
    policy: decided?.policy ?? null,
    rule: decided?.rule ?? null,
    reason: closed?.as === "rejected" ? (closed.reason ?? null) : null,
    ...(decided?.segment !== undefined && { segment: decided.segment }),
    ...(decided?.motion && { motion: decided.motion }),
    ...(decided?.region && { region: decided.region }),
    ...(selfSourced && { selfSourced: true as const }),
    ...(request && { request: request.kind }),
  } satisfies Split;
}

function datedRows(lead: string, tally: Tally): { day: string; row: Row }[] {
  const { windows, decided, closed, contact, sales } = tally;
  const out = whyOut(tally);
  const split = splitOf(lead, tally);
  const disposition = windows.findLast(({ stage }) => kindOf(stage) === "disposition");
  const row: LeadRow = {
    v: ROWS_VERSION,
    is: "lead",
    ...split,
    source: tally.source,
    at: tally.receivedAt,
    version: decided?.version ?? null,
    score: decided?.score ?? null,
    band: decided?.band ?? null,
    qualified: decided?.qualified ?? null,
    out,
    sales: sales ?? null,
    contact: contact ?? null,
    closed: closed
      ? {
          at: closed.at,
          as: closed.as,
          cause: closed.cause ?? null,
          ...(closed.parked && { parked: true }),
          ...(closed.review && { review: closed.review.is }),
        }
      : null,
    ...(tally.tries && { tries: tally.tries }),
    silent: disposition !== undefined && broken(disposition),
    ...(tally.pulled && { pulled: true }),
    ...(tally.recycled !== undefined && { recycled: true }),
    ...(tally.feedback && { feedback: { promise: tally.feedback.promise ?? null } }),
  };
  const dealt = (tally.deals ?? []).map((deal) => ({
    day: tally.day,
    row: dealRow({ ...split, lead, person: sales?.person ?? null, out }, deal),
  }));
  const found: { day: string; row: Row }[] = tally.request ? [] : [{ day: tally.day, row }, ...dealt];
  const firsts = new Set<StageKind>();
  for (const [n, window] of windows.entries()) {
    const { stage, holder, side, startedAt, promisedBy, respondBy, ended } = window;
    const kind = kindOf(stage);
    const first = (side === "sales" || kind === "answer") && !firsts.has(kind) && !isVoid(window);
    if (first) firsts.add(kind);
    // Sent back, it is to be answered once more.
    if (ended?.result === "answered") firsts.delete(kind);
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
        ...(broken(window) && window.cause && { cause: window.cause }),
        ended: ended ? { ...ended, evidence: ended.evidence ?? null } : null,
        answered: first
          ? kind === "answer"
            ? answerIn(windows.slice(n))
            : kind === "contact"
              ? answerTo(tally)
              : null
          : null,
        contact: first && kind === "contact" ? (contact ?? null) : null,
      },
    });
  }
  return found;
}

/** What is counted of a deal. A deal that sales began is no campaign's; those on the way to it have influenced it. */
export function dealRow(
  { reason: _reason, ...of }: Split & Pick<DealRow, "person" | "out">,
  { id, state, openedAt, amount, reason, source, way }: Deal,
): DealRow {
  const led = way && source !== "sales" ? way : { touches: [], handRaise: null, lookbackMs: 0 };
  const total = BigInt(amount?.minor ?? 0);
  const credits = Object.fromEntries(
    models.map((model) => [
      model,
      [...credit(model, led, total)].map(([campaign, minor]) => [campaign, String(minor)]),
    ]),
  ) as DealRow["credits"];
  return {
    v: ROWS_VERSION,
    is: "deal",
    ...of,
    reason: state === "lost" ? (reason ?? null) : null,
    deal: id,
    at: openedAt,
    state,
    amount: amount ?? null,
    madeBy: source,
    credits,
    influenced: way ? influencing(way) : [],
  };
}

/** Whether a window ended without anything to be counted: somebody else's, or another one of the same, began. */
export const isPassedOn = (result: Result | undefined): boolean =>
  result === "handed" || result === "undone" || result === "asked";

/** Whether another window began in the place of one. */
const isVoid = ({ ended, breachedAt }: Window): boolean =>
  ended?.result === "undone" || (ended?.result === "asked" && breachedAt === undefined);

function whyOut({ test, forgotten, closed, decided, request }: Tally): LeadRow["out"] {
  if (test) return "test";
  const observed = decided?.observed ?? request?.observed;
  if (forgotten || closed?.as === "forgotten") return "forgotten";
  if (closed?.as === "merged" || closed?.as === "withdrawn") return closed.as;
  return observed ? "observed" : null;
}

/** The answer to a request in the first of some windows, or in one that it was handed on to. */
function answerIn(windows: readonly Window[]): WindowRow["answered"] {
  const end = windows.find(({ ended }) => ended && !isPassedOn(ended.result))?.ended;
  return end?.result === "answered" ? { at: end.at, as: "answered" } : null;
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
