import { csv } from "@baton/core/report";
import { causes, incentiveColumns, incentives, sheetOf } from "@baton/core/sheet";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiMeans } from "../../means.ts";
import { answer, failure, refuseInvalid, z } from "../../schemas.ts";
import { apiRoute } from "../../scopes.ts";

const met = z.boolean().nullable().openapi({ description: "Null where there is too little to judge, or nothing." });
const figure = {
  value: z.number().nullable().openapi({
    description: "In the measure's unit, shares from 0 to 1; of what people judge 1 for kept and 0 for not.",
  }),
  n: z.number(),
  of: z.number().nullable().openapi({ description: "`n` of how many; null for a count." }),
  open: z.number().openapi({ description: "Those that cannot be judged yet; they are in neither." }),
  met,
  why: z.string().optional().openapi({ description: "Why nothing can be said.", example: "too few to judge: 7" }),
};
const day = z.string().openapi({ format: "date" });

const entry = z.object({
  name: z.string(),
  measure: z.string(),
  unit: z.enum(["count", "share", "duration", "money", "judged"]),
  per: z.enum(["day", "week", "month", "quarter", "year"]),
  period: z.string().openapi({ description: "2026-11-26, 2026-W48, 2026-11, 2026-Q4 or 2026." }),
  from: day,
  to: day.openapi({ description: "The last day, which is included." }),
  target: z.object({ atLeast: z.number().optional(), atMost: z.number().optional() }),
  ...figure,
  closed: z.boolean().openapi({ description: "Whether the period is closed: its numbers stay as they were then." }),
  closesAt: z.string().openapi({ format: "date-time" }),
  today: z
    .object(figure)
    .optional()
    .openapi({ description: "What is known today, where that is something else than when the period was closed." }),
  trend: z.array(z.object({ period: z.string(), value: z.number().nullable(), met })),
  baseline: z
    .object({ value: z.number().nullable(), n: z.number(), of: z.number().nullable() })
    .optional()
    .openapi({ description: "What it was while the agreement was only observed." }),
});
const effort = { mails: z.number(), asks: z.number(), meetingMinutes: z.number() };
const ofSide = z.object({ people: z.number(), ...effort });
const gives = z.object({
  gives: z.array(entry.extend({ needs: z.array(z.object({ name: z.string(), met })) }).openapi("Commitment")),
});

const getSheet = apiRoute("getSheet", "report", {
  method: "get",
  path: "/api/sheet",
  summary: "What both sides promised each other and what came of it: the balance sheet",
  request: {
    query: z.object({
      at: day.optional().openapi({
        description:
          "Each promise is shown for its last whole period that was over at the end of this day; yesterday if absent.",
      }),
    }),
  },
  responses: {
    200: answer(
      "The balance sheet.",
      z
        .object({
          at: day,
          asOf: z.string().openapi({ format: "date-time" }),
          version: z.number(),
          unsigned: z.string().optional().openapi({ description: "Why the version in force is not signed yet." }),
          sides: z.object({ marketing: gives, sales: gives }),
          goals: z.array(
            entry.extend({ owners: z.object({ marketing: z.string(), sales: z.string() }) }).openapi("Goal"),
          ),
          month: z.string().openapi({ description: "Which month breaches and coordination are of." }),
          breaches: z
            .object(
              Object.fromEntries(causes.map((cause) => [cause, z.number()])) as Record<
                (typeof causes)[number],
                z.ZodNumber
              >,
            )
            .openapi({ description: "Windows that were missed, by why." }),
          coordination: ofSide.extend({
            perPerson: z.object(effort),
            sides: z.object({ marketing: ofSide, sales: ofSide }),
          }),
        })
        .openapi("Sheet"),
    ),
    400: answer("The day is none.", failure),
  },
});

const getIncentives = apiRoute("getIncentives", "report", {
  method: "get",
  path: "/api/incentives",
  summary: "What teams reached of the goals, by which version, as CSV; once a goal has been counted for eight weeks",
  responses: {
    200: {
      description: "One line for each goal and team, of the last whole period.",
      content: { "text/csv": { schema: z.string() } },
    },
    404: answer("The agreement has no goals.", failure),
    409: answer("A goal has been counted for less than eight weeks.", failure),
  },
});

export const sheetRoutes = ({ relay, folding, reader }: ApiMeans) =>
  new OpenAPIHono({ defaultHook: refuseInvalid })
    .openapi(getSheet, async (c) => {
      const rulebook = await relay.rulebooks.active();
      return c.json(await sheetOf(folding, relay.store, rulebook, c.req.valid("query").at), 200);
    })
    .openapi(getIncentives, async (c) => {
      const rulebook = await relay.rulebooks.active();
      const lines = await incentives(folding, relay.store, rulebook, await reader());
      return c.body(csv(incentiveColumns, lines), 200, { "content-type": "text/csv; charset=utf-8" });
    });
