import { listSurveys, sharings, showSurvey, startSurvey, surveyStates } from "@baton/core/survey";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiMeans } from "../../means.ts";
import { answer, failure, refuseInvalid, z } from "../../schemas.ts";
import { apiRoute } from "../../scopes.ts";

const id = z.string().min(1).max(100);
const verdict = z.enum(sharings);
const count = z.number().int().min(0);
const bothSides = <Schema extends z.ZodType>(schema: Schema) => z.object({ marketing: schema, sales: schema });

const side = z
  .object({
    asked: count,
    answered: count,
    match: z.number().min(0).max(1).nullable().openapi({
      description:
        "The mean of the distinct agreed messages that somebody named, of three or of as many as there are; null without a verdict, and where fewer than five answered.",
    }),
    verdict,
    why: z.string().optional(),
  })
  .openapi("SurveySide");

const rating = z.object({ value: z.number().min(1).max(5).nullable(), n: count }).openapi("PartnerRating", {
  description: "The mean of 1 to 5; null where fewer than three gave one, or it is not closed.",
});

const survey = z
  .object({
    id: z.string(),
    state: z.enum(surveyStates).openapi({
      description: "merging: answers are in, and one person of each side says which wordings mean the same.",
    }),
    askedAt: z.string().openapi({ format: "date-time" }),
    closesAt: z.string().openapi({ format: "date-time", description: "Earlier once everybody has answered." }),
    sides: bothSides(side),
    verdict: verdict.openapi({ description: "The lower side decides; none where either side has none." }),
    merged: z.boolean().optional().openapi({
      description: "Whether both sides said which wordings mean the same; else only equal words counted.",
    }),
    partnerRating: bothSides(rating),
  })
  .openapi("Survey");

const start = apiRoute("addSurvey", "operate", {
  method: "post",
  path: "/api/surveys",
  summary: "Ask both sides, in their next Weekly, what they say of what is sold",
  responses: {
    201: {
      ...answer(
        "The survey.",
        z.object({ id: z.string(), closesAt: z.string().openapi({ format: "date-time" }), asked: count }),
      ),
      headers: { Location: { schema: { type: "string" as const } } },
    },
    409: answer("One is not over yet.", failure),
    422: answer("Nobody of one of the sides could be asked.", failure),
  },
});

const list = apiRoute("listSurveys", "report", {
  method: "get",
  path: "/api/surveys",
  summary: "Surveys, newest first",
  responses: { 200: answer("The latest ones.", z.object({ surveys: z.array(survey) })) },
});

const get = apiRoute("getSurvey", "report", {
  method: "get",
  path: "/api/surveys/{id}",
  summary: "Whether both sides say the same of what is sold; nothing of one person",
  request: { params: z.object({ id }) },
  responses: {
    200: answer("As far as it has come.", survey),
    404: answer("There is no such survey.", failure),
  },
});

export const surveyRoutes = ({ relay }: ApiMeans) =>
  new OpenAPIHono({ defaultHook: refuseInvalid })
    .openapi(start, async (c) => {
      const { id: started, closesAt, asked } = await startSurvey(relay);
      c.header("Location", `/api/surveys/${started}`);
      return c.json({ id: started, closesAt, asked: (asked?.marketing.length ?? 0) + (asked?.sales.length ?? 0) }, 201);
    })
    .openapi(list, async (c) => c.json({ surveys: await listSurveys(relay) }, 200))
    .openapi(get, async (c) => c.json(await showSurvey(relay, c.req.valid("param").id), 200));
