import type { Agreement, AgreementCalendar } from "../agreement/model.ts";
import { isResolved } from "../calendar/resolved.ts";
import { BatonError } from "../error/index.ts";
import type { Relay } from "../ports/relay.ts";
import { localDate } from "../zone/index.ts";

/**
 * Finds the holidays and time zones of the active version out anew when years have passed, or those who know them have learnt: the
 * version stays the same, and so do its dates that are over. Answers whether it did. Throws `agreement.unreadable` when what was
 * published once is no agreement any more.
 */
export async function renewDates(relay: Relay): Promise<boolean> {
  const now = relay.time.now();
  const stored = await relay.store.activeAgreement();
  if (!stored || isResolved(stored.agreement.resolved, now)) return false;
  const { parseAgreement } = await import("../agreement/index.ts");
  const parsed = parseAgreement(stored.text, { at: now });
  const fresh = parsed.ok ? parsed.agreement : parsed.readable?.agreement;
  if (!fresh)
    throw new BatonError(
      "agreement.unreadable",
      `Version ${stored.version} is no agreement any more: ${parsed.findings[0]?.message}. Publish it again.`,
      { status: 500 },
    );
  await relay.store.renew({ ...stored, agreement: withDatesOf(stored.agreement, fresh, now) });
  relay.rulebooks.renewed(stored.version);
  return true;
}

/** An agreement with the dates to come of another reading of it. */
function withDatesOf(agreement: Agreement, fresh: Agreement, now: number): Agreement {
  const calendars = Object.entries(agreement.calendars).map(([name, calendar]): [string, AgreementCalendar] => {
    const { holidays, closures = [] } = fresh.calendars[name] ?? calendar;
    const today = localDate(calendar.timezone, now);
    const all = [
      ...(calendar.closures ?? []).filter(({ date }) => date <= today),
      ...closures.filter(({ date }) => date > today),
    ];
    const { closures: _before, ...rest } = calendar;
    return [
      name,
      {
        ...rest,
        holidays: [...calendar.holidays.filter((date) => date <= today), ...holidays.filter((date) => date > today)],
        ...(all.length > 0 && { closures: all }),
      },
    ];
  });
  const { zones, resolved } = fresh;
  return {
    ...agreement,
    calendars: Object.fromEntries(calendars),
    ...(zones && { zones }),
    ...(resolved && { resolved }),
  };
}
