import type { Agreement, Length } from "../agreement/model.ts";
import type { Relay } from "../ports/relay.ts";
import type { Folding } from "../report/fold.ts";
import { inWorkingDays } from "../rules/people/working-days.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { addDays } from "../zone/days.ts";
import { dayStart, localDate } from "../zone/index.ts";
import type { Book, Figure } from "./model.ts";
import { Numbers } from "./numbers.ts";
import { lastWhole, type Period, periodAt, upTo } from "./periods.ts";
import { figureAsOf, type Promised, promisedIn } from "./promised.ts";

/** A period is closed so many working days after its end: what is late by then is too late. */
const CLOSING_DAYS = 10;
/** The same where nobody signs, in ms. */
const CLOSING_MS = 14 * 86_400_000;
/** Periods that may not be closed yet. */
const OPEN_PERIODS = { day: 25, other: 4 };

/** When a period is closed, epoch ms: ten working days after its end, of whichever signer that is later for. */
export function closesAt(rulebook: Rulebook, { to }: Period): number {
  const { timezone, signers } = rulebook.agreement;
  const end = dayStart(timezone, addDays(to, 1));
  if (!signers) return end + CLOSING_MS;
  return Math.max(...Object.values(signers).map((signer) => inWorkingDays(rulebook, signer, end, CLOSING_DAYS)));
}

/** How long the periods are over which anything was promised. */
export const lengthsOf = (agreement: Agreement): Set<Length> => new Set(promisedIn(agreement).map(({ per }) => per));

/** Periods up to the one that a day is in, of which some may not be closed yet. */
const lately = (per: Length, last: Period): Period[] =>
  upTo(per, last, per === "day" ? OPEN_PERIODS.day : OPEN_PERIODS.other);

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
    for (const period of over.filter(({ name }) => known[name] === undefined)) {
      const figures = await figuresOf(relay, folding, agreement, per, period);
      const at = new Date(now).toISOString();
      await relay.store.keepBook({ per, period: period.name, at, version, figures });
    }
  }
}

/** How far back is looked for when there was something to count last. */
const BEFORE_DAYS = 100;

async function figuresOf(
  { store }: Pick<Relay, "store">,
  folding: Folding,
  agreement: Agreement,
  per: Length,
  period: Period,
): Promise<Book["figures"]> {
  const days = { from: addDays(period.from, -BEFORE_DAYS), to: period.to };
  const numbers = await Numbers.read(folding, days, agreement.timezone);
  const figures: Record<string, Figure> = {};
  const own = promisedIn(agreement).filter((promised: Promised) => promised.per === per);
  for (const promised of own)
    figures[promised.id] = await figureAsOf(store, numbers, promised, period, agreement.timezone);
  return figures;
}
