import { JUDGED, type Length, type Target } from "../agreement/model.ts";
import { sideOf } from "../agreement/side.ts";
import { BatonError } from "../error/index.ts";
import { type Side, sides } from "../facts/codes.ts";
import type { AgreementStore } from "../ports/agreements.ts";
import type { AskStore } from "../ports/loop/asks.ts";
import type { BookStore } from "../ports/loop/books.ts";
import { resultOf } from "../report/cell.ts";
import type { Folding } from "../report/fold.ts";
import type { MeasureId } from "../report/ids.ts";
import { measures } from "../report/measures.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { addDays, isDay } from "../zone/days.ts";
import { localDate } from "../zone/index.ts";
import { closesAt } from "./closing.ts";
import { type Book, causes, type Effort, type Entry, type Figure, type GoalEntry, type Sheet } from "./model.ts";
import { Numbers } from "./numbers.ts";
import { lastWhole, type Period, upTo } from "./periods.ts";
import { figureAsOf, type Promised, promisedIn } from "./promised.ts";

/** Periods that a trend shows. */
const TREND = 8;
/** What is longer ago stands in what was closed: so many days are read. */
const READ_DAYS = 3 * 366;
/** A gentle start is looked for so far back, in days. */
const BASELINE_DAYS = 400;

type Stored = Pick<AskStore, "asksAbout"> & BookStore & Pick<AgreementStore, "versions">;

/** What a sheet is made of. */
interface Making {
  store: Stored;
  rulebook: Rulebook;
  numbers: Numbers;
}

/**
 * What both sides promised and what came of it: of each promise in the last whole period that was over at the end of a day, which is
 * today by default; what is to come is not known. Throws `sheet.at`.
 */
export async function sheetOf(
  folding: Folding,
  store: Stored,
  rulebook: Rulebook,
  given: string | undefined,
): Promise<Sheet> {
  const now = folding.time.now();
  const { agreement, version } = rulebook;
  if (given !== undefined && !isDay(given))
    throw new BatonError("sheet.at", `"${given}" is not a day such as 2026-11-26.`);
  const yesterday = addDays(localDate(agreement.timezone, now), -1);
  const at = given === undefined || given > yesterday ? yesterday : given;
  const promised = promisedIn(agreement);
  const month = lastWhole("month", at);
  const earliest = [month, ...promised.map(({ per }) => upTo(per, lastWhole(per, at), TREND)[0]!)].map(
    ({ from }) => from,
  );
  if (agreement.rollout) earliest.push(addDays(at, -BASELINE_DAYS));
  const longAgo = addDays(at, -READ_DAYS);
  const days = { from: earliest.reduce((a, b) => (a < b ? a : b), at), to: at };
  if (days.from < longAgo) days.from = longAgo;
  const numbers = await Numbers.read(folding, days, agreement.timezone);
  const making: Making = { store, rulebook, numbers };
  const books = await booksOf(store, promised, at);
  const entries = new Map<string, Entry>();
  for (const one of promised) entries.set(one.id, await entryOf(making, one, books.get(one.per)!, at));
  const [active] = await store.versions({ limit: 1 });
  const gives = (side: Side) => ({
    gives: agreement.commitments[side].map(({ name, needs = [] }) => ({
      ...entries.get(`${side}/${name}`)!,
      needs: needs.map((need) => ({ name: need, met: neededOf(entries, side, need)?.met ?? null })),
    })),
  });
  return {
    at: given ?? localDate(agreement.timezone, now),
    asOf: numbers.asOf,
    version,
    ...(active?.version === version && active.unsigned !== undefined && { unsigned: active.unsigned }),
    sides: { marketing: gives("marketing"), sales: gives("sales") },
    goals: (agreement.goals ?? []).map(({ name, owners }): GoalEntry => ({ ...entries.get(`goals/${name}`)!, owners })),
    month: month.name,
    breaches: breachesIn(numbers, month),
    coordination: coordinationIn(making, month),
  };
}

/** Goals by whose number they are counted: the other side's come first. */
export function otherFirst<Of extends Pick<Entry, "measure">>(goals: readonly Of[], own: Side | null): Of[] {
  const rank = ({ measure }: Of) => {
    const { side } = measures[measure as MeasureId];
    return side === "both" ? 1 : side === own ? 2 : 0;
  };
  return [...goals].sort((a, b) => rank(a) - rank(b));
}

/** A promise by its name: the other side's before one's own. */
const neededOf = (entries: Map<string, Entry>, side: Side, name: string): Entry | undefined =>
  [...sides]
    .sort((a) => (a === side ? 1 : -1))
    .map((one) => entries.get(`${one}/${name}`))
    .find((entry) => entry !== undefined);

async function booksOf(
  store: BookStore,
  promised: readonly Promised[],
  at: string,
): Promise<Map<Length, Record<string, Book>>> {
  const found = new Map<Length, Record<string, Book>>();
  for (const { per } of promised) {
    if (found.has(per)) continue;
    const periods = upTo(per, lastWhole(per, at), TREND);
    found.set(
      per,
      await store.books(
        per,
        periods.map(({ name }) => name),
      ),
    );
  }
  return found;
}

async function entryOf(
  { store, rulebook, numbers }: Making,
  promised: Promised,
  books: Record<string, Book>,
  at: string,
): Promise<Entry> {
  const { id, per, target } = promised;
  const period = lastWhole(per, at);
  const trend: Entry["trend"] = [];
  const kept = (of: Period) => {
    const closed = books[of.name]?.figures[id];
    // What had the same name and was something else says nothing of this.
    return closed?.measure === target.measure ? closed : undefined;
  };
  const closing = kept(period);
  const { timezone } = rulebook.agreement;
  const today = await figureAsOf(store, numbers, promised, period, timezone);
  for (const one of upTo(per, period, TREND)) {
    const kept = books[one.name]?.figures[id];
    const { value, met } =
      kept ?? (one.name === period.name ? today : await figureAsOf(store, numbers, promised, one, timezone));
    trend.push({ period: one.name, value, met });
  }
  const measure = target.measure === JUDGED ? undefined : measures[target.measure as MeasureId];
  return {
    name: target.name,
    measure: target.measure,
    unit: measure?.unit ?? "judged",
    per,
    period: period.name,
    from: period.from,
    to: period.to,
    // What was promised then is what it was judged by.
    target: boundsOf(closing ?? target),
    ...figureOnly(closing ?? today),
    ...(closing && isOther(closing, today) && { today }),
    closed: closing !== undefined,
    closesAt: new Date(closesAt(rulebook, period)).toISOString(),
    trend,
    ...(measure && rulebook.agreement.rollout && { baseline: baselineOf(numbers, measure.id) }),
  };
}

const boundsOf = ({ atLeast, atMost }: Pick<Target, "atLeast" | "atMost">): Entry["target"] => ({
  ...(atLeast !== undefined && { atLeast }),
  ...(atMost !== undefined && { atMost }),
});

const figureOnly = ({ value, n, of, open, met, why }: Figure): Figure => ({
  value,
  n,
  of,
  open,
  met,
  ...(why !== undefined && { why }),
});

const isOther = (a: Figure, b: Figure): boolean =>
  a.value !== b.value || a.n !== b.n || a.of !== b.of || a.met !== b.met;

function baselineOf(numbers: Numbers, id: MeasureId): NonNullable<Entry["baseline"]> {
  const { value, n, of } = resultOf(measures[id], numbers.baseline(id));
  return { value: typeof value === "number" ? value : null, n, of };
}

/** Windows that were missed, by why. */
function breachesIn(numbers: Numbers, month: Period): Sheet["breaches"] {
  const missed = numbers.by("windows-kept", "cause", month);
  return Object.fromEntries(
    causes.map((cause) => [cause, missed.get(cause === "unknown" ? null : cause)?.missed ?? 0]),
  ) as Sheet["breaches"];
}

function coordinationIn({ rulebook: { agreement }, numbers }: Making, month: Period): Sheet["coordination"] {
  const people = Object.keys(agreement.people);
  const of = (side: Side | undefined): Effort => {
    const count = (id: MeasureId) => numbers.sum(id, month, side).kept;
    return {
      people: people.filter((person) => side === undefined || sideOf(agreement, person) === side).length,
      mails: count("mails-sent"),
      asks: count("questions-asked"),
      meetingMinutes: count("meeting-minutes"),
    };
  };
  const all = of(undefined);
  const each = (count: number) => (all.people === 0 ? 0 : Math.round((count / all.people) * 10) / 10);
  return {
    ...all,
    perPerson: { mails: each(all.mails), asks: each(all.asks), meetingMinutes: each(all.meetingMinutes) },
    sides: { marketing: of("marketing"), sales: of("sales") },
  };
}
