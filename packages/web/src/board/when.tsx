import { localDate } from "@baton/core/zone";
import { useWords } from "@baton/ui";
import type { Language } from "@baton/words";
import type { FC } from "hono/jsx";

const relative = new Map<Language, Intl.RelativeTimeFormat>();
const MINUTE = 60_000;
const steps = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: MINUTE },
] as const;

/** How long it is until an instant, or since, in the largest unit that fits: "in 4 min.", "2 hr. ago". The script of the board says the same. */
export function fromNow(language: Language, instant: number, now: number): string {
  let format = relative.get(language);
  if (!format) {
    format = new Intl.RelativeTimeFormat(language, { style: "short", numeric: "always" });
    relative.set(language, format);
  }
  const left = instant - now;
  const { unit, ms } = steps.find((step) => Math.abs(left) >= step.ms) ?? steps[2];
  return format.format(Math.trunc(left / ms), unit);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(language: Language, zone: string, withDay: boolean): Intl.DateTimeFormat {
  const key = `${language} ${zone} ${withDay}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
      timeZone: zone,
      ...(withDay && { weekday: "short", day: "numeric", month: "short" }),
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    formats.set(key, format);
  }
  return format;
}

/** The wall clock of an instant, with its day unless that is today. */
export const clockTime = (language: Language, zone: string, instant: number, now: number): string =>
  formatOf(language, zone, localDate(zone, instant) !== localDate(zone, now)).format(instant);

/** When something is due: how long it is until then, which counts down by itself, and the time. `due` tells the script to count. */
export const Due: FC<{ at: number; now: number; zone: string }> = ({ at, now, zone }) => {
  const { language } = useWords();
  return (
    <span class={at <= now ? "due bad" : at - now < 15 * MINUTE ? "due warn" : "due"}>
      <time datetime={new Date(at).toISOString()} data-due>
        {fromNow(language, at, now)}
      </time>
      <span class="at">{clockTime(language, zone, at, now)}</span>
    </span>
  );
};

const days = new Map<Language, Intl.DateTimeFormat>();

/** A day as it stands in a calendar: `24 Dec 2026`. */
export function dayInWords(language: Language, day: string): string {
  let format = days.get(language);
  if (!format) {
    const locale = language === "en" ? "en-GB" : language;
    format = new Intl.DateTimeFormat(locale, { timeZone: "UTC", day: "numeric", month: "short", year: "numeric" });
    days.set(language, format);
  }
  return format.format(Date.parse(day));
}
