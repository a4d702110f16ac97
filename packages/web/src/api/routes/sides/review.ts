import { packOf } from "@baton/core/review";
import { isShown } from "@baton/core/visibility";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiMeans } from "../../means.ts";
import { answer, failure, refuseInvalid, z } from "../../schemas.ts";
import { apiRoute } from "../../scopes.ts";
import { request } from "./requests.ts";
import { learnedLines, rideAlongStanding, withoutPeople, withoutTimes } from "./ride-alongs.ts";

const day = z.string().openapi({ format: "date" });
const example = z.object({
  lead: z.string(),
  name: z.string().openapi({ description: "Theirs or their company's; nothing by which they could be reached." }),
  why: z.string(),
  receivedAt: z.string().openapi({ format: "date-time" }),
});

const getReview = apiRoute("getReview", "report", {
  method: "get",
  path: "/api/review",
  summary: "What both sides meet about next, and whether they have to",
  request: {
    query: z.object({
      at: day.optional().openapi({ description: "The first meeting on this day or after it; today if absent." }),
    }),
  },
  responses: {
    200: answer(
      "The pack of a meeting.",
      z
        .object({
          at: z.string().openapi({ format: "date-time", description: "When they meet." }),
          minutes: z.number(),
          with: z.array(z.string()),
          period: z.object({ from: day, to: day }),
          together: z.object({ marketing: z.array(example), sales: z.array(example) }).openapi({
            description: "Leads worth looking at together: handed back by sales, and not seen to in time.",
          }),
          marked: z.array(
            z.object({
              lead: z.string(),
              name: z.string(),
              reason: z.string().nullable(),
              asked: z.object({ marketing: z.string().optional(), sales: z.string().optional() }),
            }),
          ),
          overdueRequests: z
            .array(
              request.omit({ by: true, to: true }).extend({ by: z.string().nullable(), to: z.string().nullable() }),
            )
            .openapi({
              description: "Who asked and who is to answer only where the agreement says `visibility: names`.",
            }),
          promises: z.array(
            z.object({
              of: z.enum(["marketing", "sales", "both"]),
              name: z.string(),
              period: z.string(),
              met: z.boolean().nullable(),
              result: z.string(),
            }),
          ),
          rules: z.array(z.object({ rule: z.string(), value: z.number(), n: z.number(), of: z.number() })),
          campaignsWithoutMessage: z.array(z.string()),
          messagesWithoutCampaign: z.array(z.string()),
          actionItems: z.array(
            z.object({
              id: z.string(),
              text: z.string(),
              owner: z.string().nullable(),
              due: day.openapi({ description: "The last day on which it is in time." }),
              done: z.boolean(),
              said: z.string().optional().openapi({ description: "What came of it." }),
            }),
          ),
          rideAlongs: z
            .object({ standings: z.array(rideAlongStanding), learned: learnedLines })
            .optional()
            .openapi({
              description:
                "In the period of the meeting before, and in today's where that is another one; what was learned since the last pack.",
            }),
          needed: z
            .boolean()
            .openapi({ description: "Whether anything waits for a word of both; else no meeting is needed." }),
        })
        .openapi("Review"),
    ),
    400: answer("The day is none.", failure),
    404: answer("The agreement says nothing of when both sides meet.", failure),
  },
});

export const reviewRoutes = ({ relay, folding }: ApiMeans) =>
  new OpenAPIHono({ defaultHook: refuseInvalid }).openapi(getReview, async (c) => {
    const rulebook = await relay.rulebooks.active();
    const { rideAlongs, ...pack } = await packOf(relay, folding, rulebook, c.req.valid("query").at);
    const reader = { names: rulebook.agreement.visibility === "names" };
    const overdueRequests = pack.overdueRequests.map((one) => ({
      ...one,
      by: isShown("review", "overdueRequests.by", reader) ? one.by : null,
      to: isShown("review", "overdueRequests.to", reader) ? one.to : null,
    }));
    const isNamed = isShown("review", "rideAlongs.standings.sides.waiting", reader);
    const along = rideAlongs && {
      rideAlongs: {
        standings: rideAlongs.standings.map((one) => withoutPeople(one, isNamed)),
        learned: withoutTimes(rideAlongs.learned),
      },
    };
    return c.json({ ...pack, overdueRequests, ...along }, 200);
  });
