import * as z from "zod";
import { type Weekday, weekdays } from "../calendar/index.ts";
import { type Duration, parseDuration } from "../duration/index.ts";
import { isZone } from "../zone/index.ts";
import { type At, providers } from "./model.ts";

/**
 * The shape of an agreement as people write it. Parsing turns shorthand into the model's values;
 * what refers to something else is checked afterwards, when everything has been read.
 * Descriptions, patterns and examples are for the JSON Schema, which editors read.
 */

const name = z.string().trim().min(1, "must not be empty");

/** A parsed scalar: `parse` answers undefined for what it cannot read, which is at least everything that `pattern` does not match. */
const scalar = <T>(
  expected: string,
  parse: (text: string) => T | undefined,
  { pattern, ...meta }: { id?: string; pattern?: RegExp; examples: string[] },
) =>
  z
    .string({ error: `expected ${expected}` })
    .transform((text, context) => {
      const value = parse(text);
      if (value !== undefined) return value;
      context.addIssue({
        code: "custom",
        message: `expected ${expected}, found "${text}"`,
        params: { code: "schema.value" },
      });
      return z.NEVER;
    })
    .meta({ description: `${expected[0]!.toUpperCase()}${expected.slice(1)}.`, pattern: pattern?.source, ...meta });

const amounts = String.raw`(\d+(\.\d+)?(ms|s|m|h|d|w))+`;
const durationPattern = new RegExp(String.raw`^\s*(elapsed\s+)?${amounts}\s*$`);
const duration = scalar("a duration such as 90s, 15m, 4h, 3d, 2w or elapsed 24h", parseDuration, {
  id: "duration",
  pattern: durationPattern,
  examples: ["15m", "4h", "3d", "elapsed 24h"],
});
const lasting = scalar("a duration longer than 0 such as 15m, 4h, 3d or elapsed 24h", parseLasting, {
  id: "lasting",
  pattern: new RegExp(`^(?=.*[1-9])${durationPattern.source.slice(1)}`),
  examples: ["15m", "4h", "3d", "elapsed 24h"],
});
const zone = scalar("an IANA time zone such as Europe/Berlin", (text) => (isZone(text) ? text : undefined), {
  id: "zone",
  examples: ["Europe/Berlin", "America/New_York", "UTC"],
});
const emailPattern = /^[^\s@<>,;"]+@[^\s@<>,;"]+$/;
const email = scalar("an e-mail address", (text) => (emailPattern.test(text) ? text : undefined), {
  pattern: emailPattern,
  examples: ["ana@acme.example"],
});
const urlPattern = /^https?:\/\/\S+$/;
const url = scalar(
  "a complete http(s) URL",
  (text) => (urlPattern.test(text) && URL.canParse(text) ? text : undefined),
  { pattern: urlPattern, examples: ["https://www.acme.example"] },
);
const date = scalar("a date such as 2026-12-24", parseDate, {
  id: "date",
  pattern: /^\d{4}-\d{2}-\d{2}$/,
  examples: ["2026-12-24"],
});
const sharePattern = /^\d+(\.\d+)?%$/;
const share = scalar(
  "a share such as 70%",
  (text) => (sharePattern.test(text) ? { amount: Number(text.slice(0, -1)) / 100, share: true } : undefined),
  { pattern: sharePattern, examples: ["70%"] },
);
const regionPattern = /^[A-Z]{2}(-[A-Z0-9]+){0,2}$/;
const region = z.strictObject({
  region: scalar("a country or region such as DE or DE-BE", (text) => (regionPattern.test(text) ? text : undefined), {
    pattern: regionPattern,
    examples: ["DE", "DE-BE"],
  }),
});
const window = scalar('a window such as "09:00-17:30"', parseWindow, {
  id: "window",
  pattern: /^\d{2}:\d{2}\s*-\s*\d{2}:\d{2}$/,
  examples: ["09:00-17:30", "22:00-06:00"],
});
const at = scalar('"50%", "+15m" or "+elapsed 24h"', parseAt, {
  id: "at",
  pattern: new RegExp(String.raw`^(\d+(\.\d+)?%|\+\s*(elapsed\s+)?${amounts}\s*)$`),
  examples: ["50%", "100%", "+15m", "+elapsed 24h"],
});
const anyDay = `(${weekdays.map((day) => [...day].map((letter) => `[${letter}${letter.toUpperCase()}]`).join("")).join("|")})`;
const days = scalar("a weekday or a range such as mon-fri", parseDays, {
  pattern: new RegExp(String.raw`^\s*${anyDay}\s*(-\s*${anyDay}\s*)?$`),
  examples: ["mon-fri", "sat"],
});

function parseLasting(text: string): Duration | undefined {
  const duration = parseDuration(text);
  return duration && duration.ms + duration.days + duration.weeks > 0 ? duration : undefined;
}

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
export const condition = z.unknown().meta({
  id: "condition",
  description:
    "Fields with a value, a list of values or operators; several fields in one map mean all of them. all, any and not combine conditions.",
});

const calendar = z.strictObject({
  timezone: zone.optional().describe("Whose wall clock its windows are read on; else the agreement's."),
  week: z
    .record(z.string().meta(days.meta()!), z.array(window))
    .describe("Weekdays or ranges of them, with the windows in which there is work."),
  holidays: list(z.union([date, region])).describe("Dates, or regions whose public holidays count."),
});

const person = z.strictObject({
  name: name.describe("What mails and pages call them."),
  email: email.describe("Where their leads and reminders are sent."),
  role: name
    .optional()
    .describe("marketing: they are on marketing's side of the numbers; everybody else is on sales'."),
  manager: name.optional().describe("Who hears of what this person does not do in time."),
  calendar: name.optional().describe("Their working time; without one they count as always at work."),
  timezone: zone.optional().describe("In which they are told times; else their calendar's."),
  languages: list(name).describe("Kept with the version; no rule asks about it."),
  skills: list(name).describe("Kept with the version; no rule asks about it."),
  capacity: z
    .strictObject({
      open: z.int().min(0).optional().describe("At most so many open leads."),
      perDay: z.int().min(0).optional().describe("At most so many new leads a day."),
    })
    .default({}),
  away: list(z.strictObject({ from: date.describe("The first day."), to: date.describe("The last day.") })).describe(
    "Leave; both days are part of it.",
  ),
});

const memberWithWeight = z.strictObject({
  person: name,
  weight: z.int().min(1).max(100).default(1).describe("Turns they get for one of somebody with weight 1."),
});

const team = z.strictObject({
  members: z
    .array(z.union([name, memberWithWeight]))
    .describe("People, with a weight where somebody takes more than the others."),
  pick: z
    .enum(["round-robin", "least-loaded"])
    .default("round-robin")
    .describe("round-robin: in turn, by weight. least-loaded: who has the fewest open leads for their weight."),
  onDuty: z
    .enum(["first", "ignore"])
    .default("first")
    .describe("first: those at work now come before those who are not. ignore: shifts do not matter."),
  manager: name.optional().describe("Who answers for leads of members without a manager of their own."),
});

const source = z.strictObject({
  provider: z.enum(Object.keys(providers) as [keyof typeof providers]).describe("Where deliveries come from."),
  auth: z
    .strictObject({
      secret: name.optional().describe("Signs deliveries."),
      previousSecret: name.optional().describe("The secret before, while the provider still signs with it."),
      key: name.optional().describe("Google's key in the body."),
      token: name.optional().describe("Last segment of the URL."),
      header: z
        .strictObject({
          name: name.describe("The header that a delivery must have."),
          secret: name.describe("What is in it."),
        })
        .optional(),
      basic: name.optional().describe("HTTP Basic; the secret's value is user:password."),
      verifyToken: name.optional().describe("What the provider's handshake must bring."),
      accessToken: name.optional().describe("Reads from the provider what its webhooks only name."),
      publicKey: name.optional().describe("Ed25519: the value itself, whpk_ and base64."),
    })
    .default({})
    .describe("Names of secrets by what they prove; never their values."),
  secrets: z.record(name, name).default({}).describe("Secrets' names by application id (LinkedIn)."),
  publicUrl: url.optional().describe("The complete registered URL without query, where the provider signs it."),
  organization: name.optional().describe("The sender's organisation id (Salesforce)."),
  campaign: name.optional().describe("The campaign of leads that name none."),
  promise: name.optional().describe("What the lead was promised; the owner reads it."),
  fields: z.record(name, name).default({}).describe("The provider's names of fields, and the lead fields they become."),
  team: name.optional().describe("The team that answers for this source."),
  stopsClock: z
    .union([z.boolean(), z.array(name)])
    .default(true)
    .describe("Which bookings or events count as a response: all, none, or those named."),
  redirect: url.optional().describe("Where a browser goes after posting the form."),
});

const field = z.strictObject({
  type: z.enum(["string", "number", "boolean", "instant"]),
  min: z.number().optional().describe("A smaller number is kept beside the lead's fields, where rules do not see it."),
  max: z.number().optional().describe("Likewise a larger one."),
  values: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .min(1)
    .optional()
    .describe(
      "The only values there are: of leads others are kept like too large numbers, in rules they are an error.",
    ),
});

const score = z.strictObject({
  qualified: z.number().optional().describe("From this score on a lead is qualified."),
  bands: named(z.number()).default({}).describe("Names of bands, and the score from which each begins."),
  rules: list(
    z.strictObject({
      name: name.describe("What stands beside the points, for whoever reads the score."),
      when: condition.describe("Which leads get them."),
      points: z.number().describe("May be negative."),
    }),
  ).describe("Points of every rule that holds add up."),
  touches: list(
    z.strictObject({
      name: name.describe("What stands beside the points."),
      touch: name.describe("The kind of touch: page, or the name of the event."),
      when: condition.optional().describe("Asks about what the site sent with the touch."),
      points: z.number().describe("For each touch."),
      halfLife: lasting.optional().describe("After this long a touch is worth half."),
      max: z.number().optional().describe("At most so many points for all touches of the kind."),
    }),
  ).describe("Points for what a person did before."),
});

const route = z.strictObject({
  name: name.describe("What receipts, lists and reports call the rule."),
  when: condition.optional().describe("Which leads it takes; without it, every lead that comes so far."),
  to: name.describe("A person, a team, manager, account.owner or person.owner."),
  else: name.optional().describe("A person or a team, when `to` cannot take the lead."),
  sla: name.describe("The policy whose clock runs."),
});

const repeat = z.strictObject({
  every: lasting.describe("How long after the one before."),
  times: z.int().min(1).max(50).describe("Fires at its instant and then so many times more."),
});
const step = z.discriminatedUnion("do", [
  z.strictObject({ at, do: z.literal("remind"), repeat: repeat.optional() }),
  z.strictObject({ at, do: z.literal("escalate"), to: name, repeat: repeat.optional() }),
  z.strictObject({ at, do: z.literal("reassign") }),
]);

const policy = z.strictObject({
  calendar: name.default("owner").describe("Whose working time counts: owner, or a calendar's name."),
  acceptHolds: duration.prefault("30m").describe("How long an owner who accepted keeps a lead from being reassigned."),
  snooze: z
    .strictObject({ max: duration.describe("How long at most, from the first time on.") })
    .optional()
    .describe("That an owner may let a lead wait; without it none does."),
  clockFrom: z
    .enum(["received", "submitted"])
    .default("received")
    .describe("submitted: the provider's own time, never after the receipt and at most an hour before it."),
  stages: named(
    z.strictObject({
      within: lasting.describe("The window in which the owner has to respond."),
      steps: list(step).describe("What happens meanwhile and after: at a share of the time, or so long after it."),
    }),
  ).describe("What has to be done, in this order, and how soon."),
});

const commitment = z.strictObject({
  name,
  measure: name.describe("What is counted; nothing is checked against it."),
  per: z.enum(["day", "week", "month", "quarter", "year"]),
  atLeast: z.union([z.number(), share]).optional(),
  atMost: z.union([z.number(), share]).optional(),
});

const wholeDays = z.number().int().min(1).max(36_500);

const signature = z.strictObject({ by: name, on: date });

export const agreementSchema = z.strictObject({
  baton: z.literal(1).describe("The version of this language."),
  name: name.describe("What both sides call the agreement."),
  timezone: zone.describe("The time zone of whatever names none."),
  manager: name.optional().describe("Who hears of leads that nobody can take."),
  operator: name.optional().describe("Who hears of sources that fail; else the manager."),
  signed: z
    .strictObject({ marketing: signature.optional(), sales: signature.optional() })
    .default({})
    .describe("Who agreed to it for each side, and when."),
  calendars: named(calendar).describe("Working time, by name."),
  people: named(person).describe("Everyone who may own a lead or hear of one, by id."),
  teams: named(team).describe("Who shares leads, by name."),
  sources: named(source).describe("What sends leads, by the name that is part of the webhook's URL."),
  fields: named(field).default({}).describe("Lead fields beyond the built-in ones; rules may use no others."),
  score: score.describe("What makes a lead worth calling first."),
  routing: z.array(route).describe("Who takes a lead: the first rule that holds decides."),
  sla: named(policy).describe("How soon owners have to respond, and what happens when they do not, by name."),
  reasons: list(
    z.strictObject({
      id: name,
      name: name.describe("What whoever hands a lead back chooses from."),
      cause: name
        .optional()
        .describe("For measures: data, fit, timing, duplicate or other; anything else counts as fit."),
      recycle: duration.optional().describe("Kept with the version; nothing brings a lead back by itself."),
    }),
  ).describe("Why sales may hand a lead back."),
  commitments: z
    .strictObject({ marketing: list(commitment), sales: list(commitment) })
    .default({ marketing: [], sales: [] })
    .describe("What each side promises the other, as measures."),
  retention: z
    .strictObject({
      leadDays: wholeDays.optional().describe("A lead is deleted so many days after it was closed; if absent, never."),
      // What waits for a token, or lies in quarantine, waits for a human.
      deliveryDays: wholeDays
        .min(30)
        .optional()
        .describe("A raw delivery is deleted so many days after it came; if absent, 90."),
    })
    .optional()
    .describe("How long personal data is kept, in calendar days."),
  visibility: z
    .enum(["teams", "names"])
    .optional()
    .describe("Whether reports and rows name people, or teams only; if absent, teams."),
});

export type Written = z.infer<typeof agreementSchema>;
export { days };
