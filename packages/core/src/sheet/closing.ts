import type { Agreement, Length } from "../agreement/model.ts";
import { BatonError } from "../error/index.ts";
import type { Relay } from "../ports/relay.ts";
import { type Folding, foldDay, isStale } from "../report/fold.ts";
import type { MeasureId } from "../report/ids.ts";
import { afterDays } from "../rules/people/working-days.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { addDays } from "../zone/days.ts";
import { dayStart, localDate } from "../zone/index.ts";
import type { Book } from "./model.ts";
import { Numbers } from "./numbers.ts";
import { lastWhole, type Period, periodAt, upTo } from "./periods.ts";
import { figureAsOf, promisedIn } from "./promised.ts";

/** A period is closed so many working days after its end: what is late by then is too late. */
const CLOSING_DAYS = 10;
/** The same where nobody signs, or whoever does never works, in ms. */
const CLOSING_MS = 14 * 86_400_000;
/** Periods that may not be closed yet: ten days of whoever works one a week take ten weeks. */
const OPEN_PERIODS: Record<Length, number> = { day: 80, week: 14, month: 5, quarter: 3, year: 3 };

/** When a period is closed, epoch ms: ten working days after its end, of whichever signer that is later for; leave moves nothing. */
export function closesAt(rulebook: Rulebook, { to }: Period): number {
  const { timezone, signers, people } = rulebook.agreement;
  const end = dayStart(timezone, addDays(to, 1));
  const instants = Object.values(signers ?? {}).map((signer) => {
    const calendar = people[signer]?.calendar;
    try {
      return calendar === undefined
        ? end + CLOSING_MS
        : afterDays(rulebook.clockTime({ calendar }, {}), end, CLOSING_DAYS);
    } catch (error) {
      if (error instanceof BatonError && error.code === "calendar.empty") return end + CLOSING_MS;
      throw error;
    }
  });
  return instants.length === 0 ? end + CLOSING_MS : Math.max(...instants);
}

/** How long the periods are over which anything was promised. */
export const lengthsOf = (agreement: Agreement): Set<Length> => new Set(promisedIn(agreement).map(({ per }) => per));

/** Periods up to one, of which some may not be closed yet. */
const lately = (per: Length, last: Period): Period[] => upTo(per, last, OPEN_PERIODS[per]);

/** Whole periods up to a day that are not closed at an instant (epoch ms), the earliest first. */
export const openPeriods = (rulebook: Rulebook, per: Length, day: string, now: number): Period[] =>
  lately(per, lastWhole(per, day)).filter((period) => closesAt(rulebook, period) > now);

/** The next instant after another at which a period is closed, both epoch ms; undefined where nothing was promised. */
export function nextClosing(rulebook: Rulebook, after: number): number | undefined {
  const today = localDate(rulebook.agreement.timezone, after);
  const instants = [...lengthsOf(rulebook.agreement)].flatMap((per) =>
    lately(per, periodAt(per, today)).map((period) => closesAt(rulebook, period)),
  );
  const next = Math.min(...instants.filter((at) => at > after));
  return Number.isFinite(next) ? next : undefined;
}

/** Keeps the numbers of periods that are closed by now, once, as they are now. */
export async function closeBooks(relay: Pick<Relay, "store" | "rulebooks">, folding: Folding): Promise<void> {
  const rulebook = await relay.rulebooks.active();
  const { agreement, version } = rulebook;
  const now = folding.time.now();
  const today = localDate(agreement.timezone, now);
  for (const per of lengthsOf(agreement)) {
    const over = lately(per, lastWhole(per, addDays(today, -1))).filter((period) => closesAt(rulebook, period) <= now);
    const known = await relay.store.books(
      per,
      over.map(({ name }) => name),
    );
    const open = over.filter(({ name }) => known[name] === undefined);
    const [first] = open;
    if (!first) continue;
    const days = { from: addDays(first.from, -BEFORE_DAYS), to: open.at(-1)!.to };
    await foldAll(folding, days);
    const numbers = await Numbers.read(folding, days, agreement.timezone);
    for (const period of open) {
      const figures = await figuresOf(relay, numbers, agreement, per, period);
      await relay.store.keepBook({ per, period: period.name, at: new Date(now).toISOString(), version, figures });
    }
  }
}

/** How far back is looked for when there was something to count last. */
const BEFORE_DAYS = 100;

/** Folds whatever changed of some days: what is closed stays, so nothing may be missing. */
async function foldAll(folding: Folding, { from, to }: Pick<Period, "from" | "to">): Promise<void> {
  for (const day of await folding.store.days(from, to)) if (isStale(day)) await foldDay(folding, day.day);
}

async function figuresOf(
  { store }: Pick<Relay, "store">,
  numbers: Numbers,
  agreement: Agreement,
  per: Length,
  period: Period,
): Promise<Book["figures"]> {
  const figures: Book["figures"] = {};
  for (const promised of promisedIn(agreement).filter((one) => one.per === per)) {
    const { id, side, target } = promised;
    const { measure, atLeast, atMost } = target;
    const figure = await figureAsOf(store, numbers, promised, period, agreement.timezone);
    figures[id] = {
      ...figure,
      measure,
      ...(atLeast !== undefined && { atLeast }),
      ...(atMost !== undefined && { atMost }),
      ...(side === undefined && {
        teams: [...numbers.by(measure as MeasureId, "team", period)].map(([team, { kept, missed, open }]) => [
          team,
          kept,
          missed,
          open,
        ]),
      }),
    };
  }
  return figures;
}
