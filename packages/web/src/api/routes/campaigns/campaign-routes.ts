import { campaignSchema, collateralSchema } from "@baton/core/campaigns";
import { answer, failure, jsonBody, z } from "../../schemas.ts";
import { apiRoute } from "../../scopes.ts";
import { day, money, range } from "../report-routes.ts";

/** What the API says of campaigns: paths, parameters and answers. */

const kept = campaignSchema.extend({
  changedAt: z.string(),
  formerly: z
    .array(z.object({ name: z.string(), until: z.string() }))
    .optional()
    .openapi({ description: "What it was called before." }),
});
const share = z.number().nullable().openapi({ description: "Of all leads received in these days, from 0 to 1." });
const listed = kept.partial().extend({
  id: z.string(),
  described: z.boolean().openapi({ description: "Whether somebody described it; others are what leads carry." }),
  received: z.number(),
  share,
});

export const list = apiRoute("listCampaigns", "report", {
  method: "get",
  path: "/api/campaigns",
  summary: "Campaigns that are described, and those that leads carry and nobody described",
  request: { query: range },
  responses: {
    200: answer(
      "The largest first, with the leads of these days.",
      z.object({
        from: day,
        to: day,
        campaigns: z.array(listed),
        none: z.object({ received: z.number(), share }).openapi({ description: "Leads that carry no campaign." }),
      }),
    ),
    400: answer("A day that there is not.", failure),
  },
});

export const put = apiRoute("putCampaign", "operate", {
  method: "put",
  path: "/api/campaigns/{id}",
  summary: "Describe a campaign; what leads carried before counts for it as well",
  request: {
    params: z.object({ id: z.string() }),
    body: jsonBody(campaignSchema.omit({ id: true }).extend({ id: campaignSchema.shape.id.optional() })),
  },
  responses: {
    200: answer("As it is from now on.", kept),
    422: answer(
      "An owner or measure that there is not, days in the wrong order, or what another one matches.",
      failure,
    ),
  },
});

const part = {
  received: z.number(),
  qualified: z.number(),
  accepted: z.number(),
  opportunities: z.number(),
  won: z.number(),
  revenue: z.array(money),
};
const counts = z.record(z.string(), z.number()).openapi({ description: "By the agreed reason's id." });
const voice = z
  .object({
    at: z.string(),
    campaign: z.string().nullable(),
    segment: z.string().nullable(),
    promise: z
      .enum(["yes", "no", "unsure"])
      .nullable()
      .openapi({ description: "Whether they came for what was promised." }),
    said: z.string().nullable().openapi({ description: "Without names, addresses and numbers." }),
    used: z.string().optional().openapi({ description: "What marketing made of what was said in that month." }),
  })
  .openapi("Voice");
const result = z.object({
  value: z.number().nullable(),
  n: z.number(),
  of: z.number().nullable(),
});

export const report = apiRoute("getCampaignReport", "report", {
  method: "get",
  path: "/api/campaigns/{id}/report",
  summary: "What came of a campaign: from received to revenue",
  request: { params: z.object({ id: z.string() }), query: range },
  responses: {
    200: answer(
      "Its leads of these days with what came of them since; of one that nobody described too.",
      z
        .object({
          campaign: kept.partial().extend({ id: z.string(), described: z.boolean() }),
          from: day,
          to: day,
          asOf: z.string(),
          received: z.number(),
          share,
          qualified: z.number(),
          handedOver: z.number(),
          accepted: z.number(),
          goal: z
            .object({
              measure: z.string(),
              atLeast: z.number(),
              value: z.number().nullable(),
              met: z.boolean().nullable(),
            })
            .optional()
            .openapi({
              description: "What it is to reach, and whether it does so far; of a described one that has a goal.",
            }),
          deemedAccepted: z.number().openapi({ description: "Accepted because nobody said anything in time." }),
          acceptanceRate: result.extend({ open: z.number() }),
          rejected: counts,
          parked: z.number(),
          opportunities: z.number(),
          pipeline: z.array(money),
          won: z.number(),
          lost: counts,
          promiseMatch: result,
          revenue: z
            .object({
              first: z.array(money),
              handRaise: z.array(money),
              last: z.array(money),
              linear: z.array(money),
              position: z.array(money),
              timeDecay: z.array(money),
            })
            .openapi({ description: "Won, by each model of crediting; over all campaigns each sums to what was won." }),
          influenced: z.array(money).openapi({
            description: "Won of everybody who had been in touch with it before; never to be added to anything.",
          }),
          spend: z.array(money),
          costPerAccepted: z.array(money).nullable(),
          costPerWon: z.array(money).nullable(),
          voice: z.array(voice),
          bySegment: z.array(z.object({ segment: z.string().nullable(), ...part })),
          byWeek: z.array(z.object({ week: z.string(), ...part })),
          byDay: z.array(z.object({ day, received: z.number() })),
        })
        .openapi("CampaignReport"),
    ),
    400: answer("A day that there is not.", failure),
  },
});

export const listVoice = apiRoute("listVoice", "report", {
  method: "get",
  path: "/api/voice",
  summary: "What sales said of leads, without anybody's name",
  request: { query: range.extend({ campaign: z.string().optional(), segment: z.string().optional() }) },
  responses: {
    200: answer("The latest first, a hundred at most.", z.object({ voice: z.array(voice) })),
    400: answer("A day that there is not.", failure),
  },
});

export const listCollateral = apiRoute("listCollateral", "report", {
  method: "get",
  path: "/api/collateral",
  summary: "What helps to sell, and how many used it",
  responses: {
    200: answer(
      "By id.",
      z.object({
        collateral: z.array(
          collateralSchema.extend({
            used: z.record(z.string(), z.number()).openapi({
              description: "How many people said so, by quarter: `2026-Q4`. They are asked once a quarter.",
            }),
          }),
        ),
      }),
    ),
  },
});

export const putCollateral = apiRoute("putCollateral", "operate", {
  method: "put",
  path: "/api/collateral/{id}",
  summary: "Say what helps to sell, and to whom; a hand-over points at the two that fit best",
  request: {
    params: collateralSchema.pick({ id: true }),
    body: jsonBody(collateralSchema.omit({ id: true }).extend({ id: collateralSchema.shape.id.optional() })),
  },
  responses: { 200: answer("As it is from now on.", collateralSchema) },
});

export const imports = (kinds: readonly [string, ...string[]]) =>
  apiRoute("importFile", "operate", {
    method: "post",
    path: "/api/imports/{kind}",
    summary: "Take the lines of a CSV file, all or none; again, they say nothing new",
    request: {
      params: z.object({ kind: z.enum(kinds) }),
      query: z.object({
        dryRun: z.enum(["true", "false"]).default("false").openapi({ description: "true: only say what would be." }),
        source: z.string().optional().openapi({ description: "The source by which leads and touches come." }),
      }),
      body: {
        required: true,
        description:
          "A header, then a line each, 10,000 at most; as it is or, with `Content-Encoding: gzip`, compressed.",
        content: { "text/csv": { schema: z.string() } },
      },
    },
    responses: {
      200: answer(
        "What was taken (with `dryRun`: would be). Where a line is refused, nothing is.",
        z
          .object({
            rows: z.number(),
            taken: z.number(),
            same: z.number(),
            replaced: z.number(),
            refused: z.array(z.object({ line: z.number(), code: z.string(), message: z.string() })),
          })
          .openapi("ImportedFile"),
      ),
      400: answer("The body cannot be unpacked.", failure),
      413: answer("The file is too large.", failure),
      422: answer("A column that is missing or not known, or a source that there is not.", failure),
    },
  });
