import * as z from "zod";
import { type Weekday, weekdays } from "../calendar/index.ts";
import { parse as parseDuration } from "../duration/index.ts";
import { isZone } from "../zone/index.ts";
import { type At, providers } from "./model.ts";

/**
 * The shape of an agreement as people write it. Parsing turns shorthand into the model's values;
 * what refers to something else is checked afterwards, when everything has been read.
 */

const name = z.string().trim().min(1, "must not be empty");

/** A parsed scalar: `parse` answers undefined for what it cannot read. */
const scalar = <T>(expected: string, parse: (text: string) => T | undefined) =>
  z.string().transform((text, context) => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue({
      code: "custom",
      message: `expected ${expected}, found "${text}"`,
      params: { code: "schema.value" },
    });
    return z.NEVER;
  });

const duration = scalar("a duration such as 90s, 15m, 4h, 3d, 2w or elapsed 24h", parseDuration);
const zone = scalar("an IANA time zone such as Europe/Berlin", (text) => (isZone(text) ? text : undefined));
const email = scalar("an e-mail address", (text) => (/^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(text) ? text : undefined));
const url = scalar("a complete http(s) URL", (text) =>
  /^https?:\/\/\S+$/.test(text) && URL.canParse(text) ? text : undefined,
);
const date = scalar("a date such as 2026-12-24", parseDate);
const share = scalar("a share such as 70%", (text) =>
  /^\d+(\.\d+)?%$/.test(text) ? { amount: Number(text.slice(0, -1)) / 100, share: true } : undefined,
);
const region = z.strictObject({
  region: scalar("a country or region such as DE or DE-BE", (text) =>
    /^[A-Z]{2}(-[A-Z0-9]+){0,2}$/.test(text) ? text : undefined,
  ),
});
const window = scalar('a window such as "09:00-17:30"', parseWindow);
const at = scalar('"50%", "+15m" or "+elapsed 24h"', parseAt);
const days = scalar("a weekday or a range such as mon-fri", parseDays);

function parseDate(text: string): string | undefined {
  const parsed = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(text) : undefined;
  return parsed && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text) ? text : undefined;
}

/** Minutes after midnight; an end at or before its start runs past midnight. */
function parseWindow(text: string): [number, number] | undefined {
  const match = /^(\d{2}):(\d{2})\s*-\s*(\d{2}):(\d{2})$/.exec(text);
  if (!match) return undefined;
  const [fromHour, fromMinute, toHour, toMinute] = match.slice(1).map(Number) as [number, number, number, number];
  const from = fromHour * 60 + fromMinute;
  const to = toHour * 60 + toMinute;
  if (fromHour > 23 || fromMinute > 59 || toMinute > 59 || to > 1440) return undefined;
  return [from, to <= from ? to + 1440 : to];
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

const list = <T extends z.ZodType>(item: T) => z.array(item).default([]);
/** Names become keys of objects, so those that every object has cannot be one. */
const key = name.refine((text) => !(text in Object.prototype), "cannot be a name");
const named = <T extends z.ZodType>(value: T) => z.record(key, value);
/** Read by the condition reader, which knows the fields. */
const condition = z.unknown();

const calendar = z.strictObject({
  timezone: zone.optional(),
  week: z.record(z.string(), z.array(window)),
  holidays: list(z.union([date, region])),
});

const person = z.strictObject({
  name,
  email,
  role: name.optional(),
  manager: name.optional(),
  calendar: name.optional(),
  timezone: zone.optional(),
  languages: list(name),
  skills: list(name),
  capacity: z.strictObject({ open: z.int().min(0).optional(), perDay: z.int().min(0).optional() }).default({}),
  away: list(z.strictObject({ from: date, to: date })),
});

const team = z.strictObject({
  members: z.array(z.union([name, z.strictObject({ person: name, weight: z.int().min(1).max(100).default(1) })])),
  pick: z.enum(["round-robin", "least-loaded"]).default("round-robin"),
  onDuty: z.enum(["first", "ignore"]).default("first"),
  manager: name.optional(),
});

const source = z.strictObject({
  provider: z.enum(Object.keys(providers) as [keyof typeof providers]),
  auth: z
    .strictObject({
      secret: name.optional(),
      previousSecret: name.optional(),
      key: name.optional(),
      token: name.optional(),
      header: z.strictObject({ name, secret: name }).optional(),
      basic: name.optional(),
      verifyToken: name.optional(),
      accessToken: name.optional(),
      publicKey: name.optional(),
    })
    .default({}),
  secrets: z.record(name, name).default({}),
  publicUrl: url.optional(),
  organization: name.optional(),
  campaign: name.optional(),
  promise: name.optional(),
  fields: z.record(name, name).default({}),
  team: name.optional(),
  stopsClock: z.union([z.boolean(), z.array(name)]).default(true),
  redirect: url.optional(),
});

const field = z.strictObject({
  type: z.enum(["string", "number", "boolean", "instant"]),
  min: z.number().optional(),
  max: z.number().optional(),
  values: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .min(1)
    .optional(),
});

const score = z.strictObject({
  qualified: z.number().optional(),
  bands: named(z.number()).default({}),
  rules: list(z.strictObject({ name, when: condition, points: z.number() })),
  touches: list(
    z.strictObject({
      name,
      touch: name,
      when: condition.optional(),
      points: z.number(),
      halfLife: duration.optional(),
      max: z.number().optional(),
    }),
  ),
});

const route = z.strictObject({ name, when: condition.optional(), to: name, else: name.optional(), sla: name });

const repeat = z.strictObject({ every: duration, times: z.int().min(1).max(50) });
const step = z.discriminatedUnion("do", [
  z.strictObject({ at, do: z.literal("remind"), repeat: repeat.optional() }),
  z.strictObject({ at, do: z.literal("escalate"), to: name, repeat: repeat.optional() }),
  z.strictObject({ at, do: z.literal("reassign") }),
]);

const policy = z.strictObject({
  calendar: name.default("owner"),
  acceptHolds: duration.default({ ms: 30 * 60_000, days: 0, weeks: 0, elapsed: false }),
  snooze: z.strictObject({ max: duration }).optional(),
  clockFrom: z.enum(["received", "submitted"]).default("received"),
  stages: named(z.strictObject({ within: duration, steps: list(step) })),
});

const commitment = z.strictObject({
  name,
  measure: name,
  per: z.enum(["day", "week", "month", "quarter", "year"]),
  atLeast: z.union([z.number(), share]).optional(),
  atMost: z.union([z.number(), share]).optional(),
});

const signature = z.strictObject({ by: name, on: date });

export const schema = z.strictObject({
  baton: z.literal(1),
  name,
  timezone: zone,
  manager: name.optional(),
  operator: name.optional(),
  signed: z.strictObject({ marketing: signature.optional(), sales: signature.optional() }).default({}),
  calendars: named(calendar),
  people: named(person),
  teams: named(team),
  sources: named(source),
  fields: named(field).default({}),
  score,
  routing: z.array(route),
  sla: named(policy),
  reasons: list(z.strictObject({ id: name, name, cause: name.optional(), recycle: duration.optional() })),
  commitments: z
    .strictObject({ marketing: list(commitment), sales: list(commitment) })
    .default({ marketing: [], sales: [] }),
});

export type Written = z.infer<typeof schema>;
export { days };
