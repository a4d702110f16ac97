import type {
  BreachCause,
  Cause,
  Closing,
  Evidenced,
  HandoverNeed,
  Judgement,
  PromiseAnswer,
  Result,
  Side,
  Verdict,
} from "./codes.ts";
import { afterReport, type Deal, withoutReport } from "./deal.ts";
import type { Fact, Spent } from "./facts.ts";

/** Somebody's window in a stage: from when it began until it ended, with what became of it. Instants are ISO 8601. */
export interface Window {
  stage: string;
  policy: string;
  /** Who has to respond; null while nobody has the lead. */
  holder: string | null;
  side: Side | null;
  startedAt: string;
  /** The end of the window as it was promised when it began; no pause lengthens it. */
  promisedBy: string;
  /** The end of the window as it is now. */
  respondBy: string;
  /** When it ended without a response. */
  breachedAt?: string;
  /** Why, as far as it is known. */
  cause?: BreachCause;
  /** Whom somebody told of that. */
  told?: string[];
  /** When it turned out that there had been a response in time. */
  withdrawnAt?: string;
  ended?: { at: string; result: Result; by: string | null } & Spent;
}

/** The first contact with a lead's person. */
export interface FirstContact {
  at: string;
  by: string | null;
  evidence: Evidenced;
  /** Since the first window for a contact began, in its working time; null when there was none. */
  workedMs: number | null;
  /** Since the lead was received. */
  elapsedMs: number;
}

/** Whether marketing asks, or asked, to look at a rejection together, and what came of it. */
export interface Review {
  is: "possible" | "marked" | Verdict;
  /** Until when it may be asked for, or be judged; ISO 8601. */
  until: string;
  /** Who says it for each side. */
  asked?: Record<Side, string>;
  said?: Partial<Record<Side, Judgement>>;
}

/** What the facts of a lead add up to; kept with the lead, so that a commit need not read them. */
export interface Tally {
  source: string;
  campaign: string | null;
  receivedAt: string;
  zone: string;
  day: string;
  test?: true;
  /** It is a request between the sides, of this kind. */
  request?: { kind: string; lead: string | null; by: string; side: Side | null; observed?: true };
  /** As it was decided first. */
  decided?: {
    version: number;
    rule: string | null;
    policy: string | null;
    team: string | null;
    score: number;
    band: string | null;
    qualified: boolean | null;
    segment?: string;
    motion?: Side;
    region?: string;
    /** It was only observed. */
    observed?: true;
  };
  /** The first person of sales who had it, and what the hand-over to them lacked. */
  sales?: { person: string; at: string; lacks: HandoverNeed[] };
  contact?: FirstContact;
  closed?: { at: string; as: Closing; reason?: string; cause?: Cause; parked?: true; review?: Review };
  /** Marketing has asked to look at a rejection of it together, which it may once. */
  marked?: true;
  /** How often they were tried in the stage they were tried in last, and how often the agreement asks for. */
  tries?: { made: number; of: number };
  /** How often it has come back after it was parked. */
  recycled?: number;
  forgotten?: true;
  /** Somebody of sales found it. */
  selfSourced?: true;
  /** Sales took it over from marketing. */
  pulled?: true;
  /** What came of it in money. */
  deals?: Deal[];
  /** What sales said of it to marketing, last. */
  feedback?: { at: string; promise?: PromiseAnswer };
  windows: Window[];
}

/** Adds a fact. Facts are added in the order of commits; the same facts make the same tally. */
export function add(before: Tally | undefined, fact: Fact): Tally {
  if (fact.is === "lead.received") {
    const { source, campaign, zone, day, at, test, foundBy } = fact;
    const also = { ...(test && { test }), ...(foundBy !== undefined && { selfSourced: true as const }) };
    return { source, campaign, receivedAt: at, zone, day, ...also, windows: [] };
  }
  if (fact.is === "request.asked") {
    const { kind, lead, by, side, team, policy, version, zone, day, at, observed } = fact;
    const asked = { kind, lead, by, side, ...(observed && { observed }) };
    const decided = { version, rule: null, policy, team, score: 0, band: null, qualified: null };
    return { source: "", campaign: null, receivedAt: at, zone, day, request: asked, decided, windows: [] };
  }
  if (!before) throw new Error(`The first fact of a lead is that it was received, not ${fact.is}.`);
  switch (fact.is) {
    case "lead.fetched": {
      // It may have been taken for part of another one's story.
      const { closed: _closed, ...rest } = before;
      return { ...rest, campaign: fact.campaign };
    }
    case "lead.reread":
      return { ...before, campaign: fact.campaign };
    case "lead.corrected":
      return fact.campaign === undefined ? before : { ...before, campaign: fact.campaign };
    case "lead.decided": {
      const { version, rule, policy, team, score, band, qualified, segment, motion, region } = fact;
      // A score that changes later makes no other lead of it; whose it is may be decided anew while nobody has it.
      const first = before.decided ?? { score, band, qualified, ...(fact.observed && { observed: true as const }) };
      const of = { ...(segment !== undefined && { segment }), ...(motion && { motion }), ...(region && { region }) };
      return { ...before, decided: { ...first, version, rule, policy, team, ...of } };
    }
    case "lead.assigned": {
      const { at, from, to, side, lacks, window } = fact;
      const noted = window === undefined ? before : told(before, window, [from, to]);
      const tally = fact.why?.code === "pulled" ? { ...noted, pulled: true as const } : noted;
      if (tally.sales || to === null || side !== "sales") return tally;
      return { ...tally, sales: { person: to, at, lacks } };
    }
    case "stage.started": {
      const { stage, policy, holder, side, respondBy } = fact;
      const window = { stage, policy, holder, side, startedAt: fact.at, promisedBy: respondBy, respondBy };
      return { ...before, windows: [...before.windows, window] };
    }
    case "stage.ended": {
      const { at, result, by, workedMs, elapsedMs, pausedMs, lateMs, evidence } = fact;
      const ended = { at, result, by, workedMs, elapsedMs, pausedMs, lateMs, ...(evidence && { evidence }) };
      return change(before, before.windows.length - 1, (window) => ({ ...window, ended }));
    }
    case "stage.breached":
      return change(before, fact.window, (window) => ({
        ...window,
        breachedAt: fact.at,
        ...(fact.cause && { cause: fact.cause }),
      }));
    case "breach.withdrawn":
      return change(before, fact.window, (window) => ({ ...window, withdrawnAt: fact.at }));
    case "lead.escalated":
      return fact.window === undefined ? before : told(before, fact.window, fact.to);
    case "lead.snoozed":
    case "snooze.ended":
      return moved(before, fact.moved);
    case "clock.recalculated":
      return change(before, before.windows.length - 1, (window) => ({ ...window, respondBy: fact.respondByAfter }));
    case "lead.contacted": {
      if (before.contact && before.contact.at <= fact.at) return before;
      const { at, by, evidence, workedMs, elapsedMs } = fact;
      return { ...before, contact: { at, by, evidence, workedMs, elapsedMs } };
    }
    case "contact.undone": {
      const { contact, closed, ...rest } = before;
      const kept = contact && contact.at !== fact.made ? { ...rest, contact } : rest;
      if (fact.window === undefined) return { ...kept, ...(closed && { closed }) };
      return change(kept, fact.window, ({ ended, ...window }) => ({
        ...window,
        ...(ended && { ended: { ...ended, result: "undone" } }),
      }));
    }
    case "response.withdrawn": {
      const { contact, closed, sales, ...rest } = moved(before, fact.moved);
      const isOther = (one: { at: string }) => one.at !== fact.made;
      const kept: Tally = {
        ...rest,
        ...(contact && isOther(contact) && { contact }),
        ...(closed && isOther(closed) && { closed }),
        ...(sales && isOther(sales) && { sales }),
        ...(rest.deals && { deals: withoutReport(rest.deals, fact.made) }),
      };
      return fact.window === undefined ? kept : goOn(kept, fact.window);
    }
    case "request.answered":
      return { ...before, closed: { at: fact.at, as: "answered" } };
    case "request.returned":
    case "lead.reopened": {
      const { closed: _closed, ...rest } = before;
      return rest;
    }
    case "lead.recycled": {
      const { closed: _closed, ...rest } = before;
      return { ...rest, recycled: (rest.recycled ?? 0) + 1 };
    }
    case "lead.closed": {
      const { at, as, reason, cause, recycleAt, markUntil } = fact;
      const how = {
        ...(reason !== undefined && { reason }),
        ...(cause && { cause }),
        ...(recycleAt !== undefined && { parked: true as const }),
        ...(markUntil !== undefined && { review: { is: "possible" as const, until: markUntil } }),
      };
      return { ...before, closed: { at, as, ...how } };
    }
    case "rejection.marked":
      return { ...reviewed(before, { is: "marked", until: fact.until, asked: fact.asked }), marked: true };
    case "rejection.judged":
      return reviewed(before, { said: { ...before.closed?.review?.said, [fact.side]: fact.as } });
    case "rejection.settled":
      return reviewed(before, { is: fact.as });
    case "lead.attempted":
      return { ...before, tries: { made: fact.attempt, of: fact.of } };
    case "deal.reported": {
      const deals = before.deals ?? [];
      const known = deals.find(({ id }) => id === fact.deal || id === fact.was);
      const deal = afterReport(known, fact);
      return { ...before, deals: known ? deals.map((one) => (one === known ? deal : one)) : [...deals, deal] };
    }
    case "deal.attributed": {
      const { deal: id, touches, handRaise, lookbackMs } = fact;
      const way = { touches, handRaise, lookbackMs };
      return { ...before, deals: (before.deals ?? []).map((deal) => (deal.id === id ? { ...deal, way } : deal)) };
    }
    case "lead.feedback":
      return { ...before, feedback: { at: fact.at, ...(fact.promise && { promise: fact.promise }) } };
    case "lead.forgotten":
      return { ...before, forgotten: true };
    default:
      return before;
  }
}

const reviewed = (before: Tally, review: Partial<Review>): Tally =>
  before.closed?.review
    ? { ...before, closed: { ...before.closed, review: { ...before.closed.review, ...review } } }
    : before;

const moved = (before: Tally, windows: readonly { window: number; respondBy: string }[]): Tally =>
  windows.reduce((tally, { window, respondBy }) => change(tally, window, (one) => ({ ...one, respondBy })), before);

/** A window whose end is taken back goes on as the last one, with all that is known of it; of what it was, and what came after, nothing counts. */
function goOn(before: Tally, n: number): Tally {
  const { ended: _ended, ...open } = before.windows[n]!;
  const voided = ({
    breachedAt: _breached,
    cause: _cause,
    told: _told,
    withdrawnAt: _withdrawn,
    ended,
    ...window
  }: Window): Window => ({
    ...window,
    ...(ended && { ended: { ...ended, result: "undone" } }),
  });
  return { ...before, windows: [...before.windows.map((window, i) => (i < n ? window : voided(window))), open] };
}

const told = (before: Tally, n: number, people: readonly (string | null)[]): Tally =>
  change(before, n, (window) => ({
    ...window,
    told: [...new Set([...(window.told ?? []), ...people.filter((person) => person !== null)])],
  }));

const change = (before: Tally, n: number, by: (window: Window) => Window): Tally => ({
  ...before,
  windows: before.windows.map((window, i) => (i === n ? by(window) : window)),
});

/** The window that runs, with its number. */
export function running({ windows }: Pick<Tally, "windows">): { n: number; window: Window } | undefined {
  const n = windows.length - 1;
  const window = windows[n];
  return window && !window.ended ? { n, window } : undefined;
}

/** Whether a promise was broken, as far as is known. */
export const broken = ({ breachedAt, withdrawnAt }: Window): boolean =>
  breachedAt !== undefined && withdrawnAt === undefined;
