import * as z from "zod";
import { isRegion } from "../agreement/holidays.ts";
import { providers } from "../agreement/model.ts";
import * as scalars from "../agreement/scalars.ts";
import { parseDuration } from "../duration/index.ts";
import { causes, handoverNeeds, sides } from "../facts/codes.ts";

/**
 * What the two leads answer at one table, by question and field, as texts and numbers that a person could have typed. Nothing is
 * transformed: what is kept is what was said.
 */

const MOST_WORDS = 2_000;
const MOST_LABEL = 120;
const MOST_PEOPLE = 100;
const MOST_LISTED = 30;
/** Longest text of a message that both sides give; the agreement's own bound. */
const MOST_MESSAGE = 280;

/** What breaks a line, or a terminal, has no place in a name. */
const BREAKS = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;
const text = (most: number) =>
  z.string().trim().min(1, "must not be empty").max(most, `expected at most ${most} characters`);
const oneLine = (most: number) => text(most).refine((one) => !BREAKS.test(one), "expected a text on one line");
const label = oneLine(MOST_LABEL);
/** What somebody said, in their words and on as many lines as it takes. */
const words = text(MOST_WORDS);

/** A text of the agreement's language, kept as it is written. */
const written = (scalar: z.ZodType) =>
  z.string().superRefine((one, context) => {
    const read = scalar.safeParse(one);
    if (!read.success) context.addIssue({ code: "custom", message: read.error.issues[0]!.message });
  });

const email = written(scalars.email);
const zone = written(scalars.zone);
const every = (item: z.ZodType, expected: string) =>
  z.string().superRefine((one, context) => {
    const wrong = one.split(",").find((part) => !item.safeParse(part.trim()).success);
    if (wrong !== undefined)
      context.addIssue({ code: "custom", message: `expected ${expected}, found "${wrong.trim()}"` });
  });
/** `mon-fri`, or `mon-thu, sat`; each day once. */
const weekdays = every(scalars.days, "weekdays such as mon-fri, or mon-thu, sat").refine((one) => {
  const days = one.split(",").flatMap((part) => scalars.days.safeParse(part.trim()).data ?? []);
  return new Set(days).size === days.length;
}, "expected each weekday once");
/** `09:00-17:30`, or `09:00-12:30, 13:30-18:00`. */
const hours = every(scalars.window, "hours such as 09:00-17:30, or 09:00-12:30, 13:30-18:00");
const holidays = z
  .string()
  .refine(isRegion, "expected a country or region whose holidays are known, such as DE, DE-BE or US-NY");

/** A share over 0%, without which no number of leads would reach anything. */
const share = z.string().superRefine((one, context) => {
  const read = scalars.share.safeParse(one);
  const amount = read.data?.amount;
  const found = `found ${JSON.stringify(one)}`;
  if (amount === undefined) context.addIssue({ code: "custom", message: `expected a share such as 70%, ${found}` });
  else if (amount === 0) context.addIssue({ code: "custom", message: "at 0% no number of leads reaches the goal" });
  else if (amount > 1) context.addIssue({ code: "custom", message: `expected at most 100%, ${found}` });
});

/** Working time, so nothing elapsed: nobody answers at night. */
const workingTime = z.string().superRefine((one, context) => {
  const read = scalars.lasting.safeParse(one);
  if (!read.success || parseDuration(one)?.elapsed)
    context.addIssue({
      code: "custom",
      message: `expected working time such as 30m, 4h or 2d, found ${JSON.stringify(one)}`,
    });
});

const LAST_DAY = "2100-01-01";
const day = written(scalars.date).refine((one) => one < LAST_DAY, `expected a day before ${LAST_DAY}`);
const money = (most: number) =>
  z
    .number()
    .max(most)
    .refine((amount) => amount > 0, "expected more than 0");
const MOST_MONEY = 1e15;
const currency = z
  .string()
  .refine((one) => Intl.supportedValuesOf("currency").includes(one), "expected a currency of ISO 4217 such as EUR");

const seat = z.strictObject({ name: label, email });
/** Somebody who works leads; where and when they work, if not as the others. */
const member = z.strictObject({
  name: label,
  email,
  zone: zone.optional(),
  hours: hours.optional(),
  holidays: holidays.optional(),
});
const bothSides = z.strictObject({ marketing: words, sales: words });

export const periods = ["month", "quarter"] as const;
export const rhythms = ["1w", "2w", "4w"] as const;
/** What the two may promise in numbers, in this order. */
export const targetIds = [
  "qualified-leads",
  "acceptance-rate",
  "context-completeness",
  "contact-in-time",
  "disposition-in-time",
  "requests-in-time",
] as const;
export type TargetId = (typeof targetIds)[number];

const list = <T extends z.ZodType>(item: T, least: number) =>
  z.array(item).min(least, `expected at least ${least}`).max(MOST_LISTED, `expected at most ${MOST_LISTED}`);
const members = (least: number) =>
  z.array(member).min(least, "expected at least one person").max(MOST_PEOPLE, `expected at most ${MOST_PEOPLE} people`);

export const answersSchema = z.strictObject({
  gets: bothSides,
  gives: bothSides,
  table: z.strictObject({ company: label, marketing: seat, sales: seat }),
  teams: z.strictObject({
    zone,
    days: weekdays,
    hours,
    holidays: holidays.optional(),
    sales: members(1),
    leadsPerDay: z.int().min(1).max(500),
    marketing: members(0),
  }),
  lead: z.strictObject({
    looksLike: words,
    employees: z.int().min(1).max(1_000_000_000).optional(),
    countries: list(written(scalars.country), 1).optional(),
    interests: list(label, 1).optional(),
    titles: list(label, 1).optional(),
    businessEmail: z.boolean().optional(),
    needed: z.int().min(1).max(5).optional(),
    handover: z.array(z.enum(handoverNeeds)).min(1).max(handoverNeeds.length).optional(),
  }),
  sources: z.strictObject({
    list: list(
      z.strictObject({
        name: label,
        provider: z.enum(Object.keys(providers) as [keyof typeof providers]),
        /** `all`: whoever comes by it is qualified, as they ask for sales. */
        toSales: z.enum(["qualified", "all"]),
        promise: label.optional(),
      }),
      1,
    ),
  }),
  goal: z.strictObject({
    per: z.enum(periods),
    revenue: money(MOST_MONEY),
    currency,
    dealValue: money(MOST_MONEY),
    accepted: share,
    opportunities: share,
    won: share,
    targets: z.partialRecord(z.enum(targetIds), z.union([z.int().min(1).max(1_000_000), share])).optional(),
  }),
  response: z.strictObject({
    first: workingTime,
    outcome: workingTime,
    remindAt: z.int().min(1).max(99),
    escalateTo: email,
    handOnAfter: workingTime.optional(),
  }),
  returns: z.strictObject({
    reasons: list(
      z.strictObject({ name: label, cause: z.enum(causes), backAfterDays: z.int().min(1).max(1_000).optional() }),
      1,
    ),
  }),
  requests: z.strictObject({
    kinds: list(
      z.strictObject({
        name: label,
        from: z.enum(sides),
        /** `owner`: whoever has the lead that it is about, instead of the other side's team. */
        to: z.enum(["team", "owner"]).optional(),
      }),
      0,
    ),
    within: workingTime,
  }),
  messages: z.strictObject({ texts: list(oneLine(MOST_MESSAGE), 1) }),
  meeting: z.strictObject({
    every: z.enum(rhythms),
    on: z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
    at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "expected a time such as 10:00"),
    begins: day,
    observeWeeks: z.int().min(0).max(26),
    remindWeeks: z.int().min(0).max(26),
  }),
});

export type Answers = z.infer<typeof answersSchema>;
export type QuestionId = keyof Answers;
/** What was answered so far. */
export type SoFar = { [Q in QuestionId]?: Partial<Answers[Q]> };
export type Member = Answers["teams"]["sales"][number];

/** The field's own schema. */
export function schemaOf(question: QuestionId, field: string): z.ZodType {
  return (answersSchema.shape[question].shape as Record<string, z.ZodType>)[field]!;
}
