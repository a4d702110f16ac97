import type { Language } from "@baton/words";

/**
 * Durations of the agreement language: `90s 15m 4h 3d 2w`, compound like `1h30m`, and `elapsed …` for wall-clock time.
 * A day or a week has no fixed length in working time, so they stay counted until a calendar says what they are.
 */
export interface Duration {
  ms: number;
  days: number;
  weeks: number;
  /** Wall-clock time instead of working time. */
  elapsed: boolean;
}

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
export const DAY_MS = 86_400_000;
const shape = /^(elapsed\s+)?((?:\d+(?:\.\d+)?(?:ms|s|m|h|d|w))+)$/;

/** Parses a duration; undefined when the text is none. Fractions are allowed (`1.5h`), signs are not. */
export function parseDuration(text: string): Duration | undefined {
  const match = shape.exec(text.trim());
  if (!match) return undefined;
  const duration: Duration = { ms: 0, days: 0, weeks: 0, elapsed: match[1] !== undefined };
  for (const [, amount, unit] of match[2]!.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/g)) {
    if (unit === "d") duration.days += Number(amount);
    else if (unit === "w") duration.weeks += Number(amount);
    else duration.ms += Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS];
  }
  return duration;
}

/** Length in milliseconds, given how long a day and a week are; wall-clock durations use 24 h and 7 × 24 h. */
export function toMs(duration: Duration, lengths: { dayMs: number; weekMs: number }): number {
  const { dayMs, weekMs } = duration.elapsed ? { dayMs: DAY_MS, weekMs: 7 * DAY_MS } : lengths;
  return ceilMs(duration.ms + duration.days * dayMs + duration.weeks * weekMs);
}

/** Length in milliseconds as calendar time: a day is 24 h, a week seven of them. What durations outside of `sla` mean. */
export const calendarMs = (duration: Duration): number => toMs(duration, { dayMs: DAY_MS, weekMs: 7 * DAY_MS });

/** Rounds up to the millisecond, except for what is only an error of floating point: `1.1h` is no millisecond longer. */
export const ceilMs = (ms: number): number => Math.max(0, Math.ceil(ms - 1e-5));

/** A length for people: `15 minutes`, `1 h 30 min`, `3 d 2 h`; `15 Minuten`, `1 Std. 30 Min.` in German. At most two units, rounded down. */
export function humanMs(ms: number, language: Language = "en"): string {
  const say = language === "en" ? inEnglish : (...parts: Part[]) => spoken(parts, language);
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return say([seconds, "second"]);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return say([minutes, "minute"]);
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? say([hours, "hour"], [minutes % 60, "minute"]) : say([hours, "hour"]);
  const days = Math.floor(hours / 24);
  return hours % 24 ? say([days, "day"], [hours % 24, "hour"]) : say([days, "day"]);
}

type Part = [count: number, unit: "second" | "minute" | "hour" | "day"];
const shortly = { second: "s", minute: "min", hour: "h", day: "d" };

function inEnglish(...parts: Part[]): string {
  const [[count, unit], second] = parts as [Part, Part?];
  if (!second) return `${count} ${unit}${count === 1 ? "" : "s"}`;
  return parts.map(([count, unit]) => `${count} ${shortly[unit]}`).join(" ");
}

/** One unit alone is written out; of two, what is written "Std." is enough. */
const spoken = (parts: Part[], language: Language): string =>
  parts
    .map(([count, unit]) => {
      const unitDisplay = parts.length === 1 || unit === "day" ? "long" : "short";
      return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay }).format(count);
    })
    .join(" ");

/** The length of what `humanMs` wrote in English, as it is stored: `1 h 30 min`. In ms. */
export const readHumanMs = (text: string): number =>
  [...text.matchAll(/(\d+) (d|h|min|s|m)/g)].reduce(
    (ms, [, count, unit]) =>
      ms + Number(count) * (unit === "d" ? DAY_MS : unit === "h" ? UNIT_MS.h : unit === "s" ? UNIT_MS.s : UNIT_MS.m),
    0,
  );

/** The text of a duration in the agreement's own notation, to the millisecond. */
export function format(duration: Duration): string {
  const parts: string[] = [];
  if (duration.weeks) parts.push(`${duration.weeks}w`);
  if (duration.days) parts.push(`${duration.days}d`);
  let rest = ceilMs(duration.ms);
  for (const unit of ["h", "m", "s", "ms"] as const) {
    const whole = Math.floor(rest / UNIT_MS[unit]);
    if (whole) parts.push(`${whole}${unit}`);
    rest -= whole * UNIT_MS[unit];
  }
  return (duration.elapsed ? "elapsed " : "") + (parts.join("") || "0s");
}
