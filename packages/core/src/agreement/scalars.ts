import * as z from "zod";
import { type Weekday, weekdays } from "../calendar/index.ts";
import { type Duration, parseDuration } from "../duration/index.ts";
import { mailbox } from "../values/address.ts";
import { countryOf } from "../values/country.ts";
import { isZone } from "../zone/index.ts";
import type { At } from "./model.ts";

// Texts of the language that stand for something else: durations, dates, windows, shares.

/** A parsed scalar: `parse` answers undefined for what it cannot read, which is at least everything that `pattern` does not match. */
const scalar = <T>(
  expected: string,
  parse: (text: string) => T | undefined,
  {
    pattern,
    hint = () => "",
    ...meta
  }: { id?: string; pattern?: RegExp; examples: string[]; hint?: (text: string) => string },
) =>
  z
    .string({ error: `expected ${expected}` })
    .transform((text, context) => {
      const value = parse(text);
      if (value !== undefined) return value;
      context.addIssue({
        code: "custom",
        message: `expected ${expected}, found "${text}"${hint(text)}`,
        params: { code: "schema.value" },
      });
      return z.NEVER;
    })
    .meta({ description: `${expected[0]!.toUpperCase()}${expected.slice(1)}.`, pattern: pattern?.source, ...meta });

const amounts = String.raw`(\d+(\.\d+)?(ms|s|m|h|d|w))+`;
const durationPattern = new RegExp(String.raw`^\s*(elapsed\s+)?${amounts}\s*$`);
export const duration = scalar("a duration such as 90s, 15m, 4h, 3d, 2w or elapsed 24h", parseDuration, {
  id: "duration",
  pattern: durationPattern,
  examples: ["15m", "4h", "3d", "elapsed 24h"],
});
export const lasting = scalar("a duration longer than 0 such as 15m, 4h, 3d or elapsed 24h", parseLasting, {
  id: "lasting",
  pattern: new RegExp(`^(?=.*[1-9])${durationPattern.source.slice(1)}`),
  examples: ["15m", "4h", "3d", "elapsed 24h"],
});
export const zone = scalar("an IANA time zone such as Europe/Berlin", (text) => (isZone(text) ? text : undefined), {
  id: "zone",
  examples: ["Europe/Berlin", "America/New_York", "UTC"],
});
export const email = scalar("an e-mail address", (text) => mailbox(text), {
  pattern: /^[^\s@<>,;"]+@[^\s@<>,;"]+$/,
  examples: ["ana@acme.example"],
});
export const locale = scalar("a locale such as de-DE", readLocale, {
  pattern: /^[a-z]{2,3}(-[A-Za-z0-9]+)*$/,
  examples: ["de-DE", "en-US"],
});
export const language = scalar("a language's code such as de or pt-BR", (text) => readLanguage(text), {
  pattern: /^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$/,
  examples: ["de", "en"],
});
export const country = scalar("a country's code such as DE", countryOf, {
  pattern: /^[A-Z]{2}$/,
  examples: ["DE", "US"],
});
const urlPattern = /^https?:\/\/\S+$/;
export const url = scalar(
  "a complete http(s) URL",
  (text) => (urlPattern.test(text) && URL.canParse(text) ? text : undefined),
  { pattern: urlPattern, examples: ["https://www.acme.example"] },
);
export const origin = scalar(
  "an origin such as https://www.acme.example",
  (text) => (URL.canParse(text) && new URL(text).origin === text.toLowerCase() ? text.toLowerCase() : undefined),
  { pattern: /^https?:\/\/[^\s/]+$/, examples: ["https://www.acme.example"] },
);
export const date = scalar("a date such as 2026-12-24", parseDate, {
  id: "date",
  pattern: /^\d{4}-\d{2}-\d{2}$/,
  examples: ["2026-12-24"],
});
const sharePattern = /^\d+(\.\d+)?%$/;
export const share = scalar(
  "a share such as 70%",
  (text) => (sharePattern.test(text) ? { amount: Number(text.slice(0, -1)) / 100, share: true } : undefined),
  { pattern: sharePattern, examples: ["70%"] },
);
const regionPattern = /^[A-Z]{2}(-[A-Z0-9]+){0,2}$/;
export const region = z.strictObject({
  region: scalar("a country or region such as DE or DE-BE", (text) => (regionPattern.test(text) ? text : undefined), {
    pattern: regionPattern,
    examples: ["DE", "DE-BE"],
  }),
});
export const window = scalar('a window such as "09:00-17:30"', parseWindow, {
  id: "window",
  hint: (text) =>
    /^(\d\d:\d\d)\s*-\s*\1$/.test(text)
      ? '; is that all day, or never? All day is "00:00-24:00", or two windows; what is never is left out'
      : "",
  pattern: /^\d{2}:\d{2}\s*-\s*\d{2}:\d{2}$/,
  examples: ["09:00-17:30", "22:00-06:00"],
});
export const at = scalar('"50%", "+15m" or "+elapsed 24h"', parseAt, {
  id: "at",
  pattern: new RegExp(String.raw`^(\d+(\.\d+)?%|\+\s*(elapsed\s+)?${amounts}\s*)$`),
  examples: ["50%", "100%", "+15m", "+elapsed 24h"],
});
const anyDay = `(${weekdays.map((day) => [...day].map((letter) => `[${letter}${letter.toUpperCase()}]`).join("")).join("|")})`;
export const days = scalar("a weekday or a range such as mon-fri", parseDays, {
  pattern: new RegExp(String.raw`^\s*${anyDay}\s*(-\s*${anyDay}\s*)?$`),
  examples: ["mon-fri", "sat"],
});

export const weekday = scalar(
  "a weekday such as tue",
  (text) => {
    const [day, ...others] = parseDays(text) ?? [];
    return others.length === 0 ? day : undefined;
  },
  {
    pattern: new RegExp(String.raw`^\s*${anyDay}\s*$`),
    examples: ["tue"],
  },
);
export const clockTime = scalar(
  'a time of day such as "10:00"',
  (text) => {
    const window = /^\d\d:\d\d$/.test(text) ? parseWindow(`${text}-24:00`) : undefined;
    return window?.[0];
  },
  { pattern: /^\d{2}:\d{2}$/, examples: ["10:00"] },
);
export const weeks = scalar(
  "a number of whole weeks such as 2w",
  (text) => {
    const count = Number(/^\s*(\d{1,2})w\s*$/.exec(text)?.[1]);
    return count >= 1 ? count : undefined;
  },
  { pattern: /^\s*[0-9]{1,2}w\s*$/, examples: ["1w", "2w"] },
);

function parseLasting(text: string): Duration | undefined {
  const duration = parseDuration(text);
  return duration && duration.ms + duration.days + duration.weeks > 0 ? duration : undefined;
}

function parseDate(text: string): string | undefined {
  const parsed = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(text) : undefined;
  return parsed && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text) ? text : undefined;
}

/** Minutes after midnight; an end before its start runs past midnight. */
function parseWindow(text: string): [number, number] | undefined {
  const match = /^(\d{2}):(\d{2})\s*-\s*(\d{2}):(\d{2})$/.exec(text);
  if (!match) return undefined;
  const [fromHour, fromMinute, toHour, toMinute] = match.slice(1).map(Number) as [number, number, number, number];
  const from = fromHour * 60 + fromMinute;
  const to = toHour * 60 + toMinute;
  if (fromHour > 23 || fromMinute > 59 || toMinute > 59 || to > 1440) return undefined;
  // Is it all day or never? Whoever means 24 hours says from when to when they are.
  if (from === to) return undefined;
  return [from, to < from ? to + 1440 : to];
}

function parseDays(text: string): Weekday[] | undefined {
  const ends = text
    .toLowerCase()
    .split("-")
    .map((day) => weekdays.indexOf(day.trim() as Weekday));
  if (ends.length > 2 || ends.includes(-1)) return undefined;
  const [first, last = first] = ends as [number, number?];
  const count = ((last - first + 7) % 7) + 1;
  return Array.from({ length: count }, (_, i) => weekdays[(first + i) % 7]!);
}

function parseAt(text: string): At | undefined {
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text);
  if (percent) return Number(percent[1]) > 0 && Number(percent[1]) <= 100 ? { percent: Number(percent[1]) } : undefined;
  const after = text.startsWith("+") ? parseDuration(text.slice(1)) : undefined;
  return after && { after };
}

/** The primary subtag, which is what leads have. */
function readLanguage(text: string): string | undefined {
  try {
    return new Intl.Locale(text.trim()).language;
  } catch {
    return undefined;
  }
}

function readLocale(text: string): string | undefined {
  try {
    // One that the runtime does not know would silently be read as another.
    return Intl.NumberFormat.supportedLocalesOf(text)[0];
  } catch {
    return undefined;
  }
}
