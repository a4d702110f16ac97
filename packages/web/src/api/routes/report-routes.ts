import { listedLeadSchema } from "@baton/core/views";
import { answer, failure, listQuery, z } from "../schemas.ts";
import { apiRoute } from "../scopes.ts";

/** What the API says of reports: paths, parameters and answers. Codes of what is refused are core's. */

const description = z
  .object({
    id: z.string(),
    side: z.enum(["marketing", "sales", "both"]).openapi({ description: "The side that answers for it." }),
    unit: z.enum(["count", "share", "duration", "money"]).openapi({
      description: "Shares are from 0 to 1; durations are ms.",
    }),
    better: z.enum(["more", "less"]),
    definition: z.string(),
  })
  .openapi("Measure");

export const listMeasures = apiRoute("listMeasures", "report", {
  method: "get",
  path: "/api/measures",
  summary: "What is measured, and what each number means",
  responses: { 200: answer("Every measure.", z.object({ measures: z.array(description) })) },
});

export const day = z.string().openapi({ example: "2026-11-26", format: "date" });
export const range = z.object({
  from: day
    .optional()
    .openapi({ description: "The first day, in the agreement's time zone; 29 days before `to` if absent." }),
  to: day.optional().openapi({ description: "The last day, which is included; today if absent." }),
});
const split = range.extend({
  by: z.string().optional().openapi({
    description:
      "campaign, source, team, person, policy, rule, reason, segment, region, motion, cause, side, week (`2026-W48`) or month (`2026-11`).",
  }),
  where: z.string().optional().openapi({
    description: "`DIMENSION:VALUE`: only what has that value; without a value, only what has none.",
    example: "campaign:spring",
  }),
});

export const money = z
  .object({
    currency: z.string().openapi({ description: "ISO 4217.", example: "EUR" }),
    amount: z.string().openapi({ description: "A decimal number, exact.", example: "12500.00" }),
  })
  .openapi("Money");

const numbers = {
  value: z
    .union([z.number(), z.array(money)])
    .nullable()
    .openapi({
      description:
        "The number in the measure's unit; of durations the median, of money an amount for each currency. Null where there is nothing to judge, or too little.",
    }),
  n: z.number(),
  of: z.number().nullable().openapi({ description: "`n` of how many; null for a count." }),
  open: z.number().openapi({ description: "Those that cannot be judged yet; they are in neither." }),
  p90: z.number().nullable().optional().openapi({ description: "Of durations: nine in ten do not exceed it." }),
  elapsed: z
    .object({ value: z.number().nullable(), p90: z.number().nullable() })
    .optional()
    .openapi({ description: "Of durations: by the wall clock." }),
};
const result = z.object(numbers).openapi("MeasureResult");
const cell = z
  .object({
    key: z.string().nullable().openapi({ description: "Null: what has no value of the dimension." }),
    ...numbers,
  })
  .openapi("MeasureCell");

const refusals = {
  400: answer("A day, dimension, condition or combination that there is not; the message names the nearest.", failure),
  403: answer("Numbers of single people, which the agreement does not let an API key see.", failure),
  404: answer("There is no such measure.", failure),
};

export const getMeasure = apiRoute("getMeasure", "report", {
  method: "get",
  path: "/api/measures/{id}",
  summary: "A measure over some days, split as asked",
  request: { params: z.object({ id: z.string() }), query: split },
  responses: {
    200: answer(
      "The number, and its cells: the largest first, periods in order. By person windows are counted for their holders and in the total leads, so these cells need not add up to it.",
      z
        .object({
          measure: z.string(),
          unit: z.enum(["count", "share", "duration", "money"]),
          definition: z.string(),
          from: day,
          to: day,
          asOf: z.string().openapi({
            description:
              "Whatever changed before is in the numbers. It is when the rows of today, or of an earlier day that is known to have changed since, were read; the time of asking when there is no such day. A change is known once the table's stream has told of it, usually within seconds.",
          }),
          total: result,
          baseline: result.optional().openapi({
            description: "What it was while the agreement was only observed, of one that is rolled out gently.",
          }),
          cells: z.array(cell),
        })
        .openapi("MeasureReport"),
    ),
    ...refusals,
  },
});

export const listMeasureLeads = apiRoute("listMeasureLeads", "report", {
  method: "get",
  path: "/api/measures/{id}/leads",
  summary: "The leads behind a number, in the order of their days",
  request: {
    params: z.object({ id: z.string() }),
    query: split.extend({
      key: z
        .string()
        .optional()
        .openapi({ description: "A cell of `by`; empty: the one without a value; absent: all." }),
      which: z
        .string()
        .optional()
        .openapi({ description: "kept (those in `n`), missed (the others of `of`) or open; absent: all." }),
      ...listQuery.shape,
    }),
  },
  responses: {
    200: answer(
      "A page of leads as they are now; `next` is the cursor of the following page. A page may be empty, and a lead comes again where several of its windows count. One that was deleted is in stage `deleted`, without personal data.",
      z.object({ leads: z.array(listedLeadSchema), next: z.string().nullable() }),
    ),
    ...refusals,
  },
});

export const listRows = apiRoute("listRows", "report", {
  method: "get",
  path: "/api/rows",
  summary: "One line for each lead received in some days, without personal data, for one's own questions",
  request: { query: range.extend({ cursor: z.string().min(1).optional() }) },
  responses: {
    200: {
      description:
        'JSON lines, or CSV where `Accept` asks for that. People are named only where the agreement says `visibility: names`. Where more follows, the header `Link` names it with `rel="next"`; only the first part of a CSV has a header line.',
      headers: z.object({ link: z.string().optional() }),
      content: {
        "application/x-ndjson": { schema: z.string() },
        "text/csv": { schema: z.string() },
      },
    },
    400: answer("A day or cursor that there is not.", failure),
  },
});
