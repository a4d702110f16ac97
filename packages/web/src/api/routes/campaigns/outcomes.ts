import { outcomeOf, recordOutcome, saidOutcome } from "@baton/core/outcome";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiMeans } from "../../means.ts";
import { answer, failure, jsonBody, refuseInvalid, z } from "../../schemas.ts";
import { apiRoute } from "../../scopes.ts";

const tell = apiRoute("recordOutcome", "outcomes", {
  method: "post",
  path: "/api/outcomes",
  summary: "Tell what became of a deal; told again, in whichever way, it counts once, and the last value counts",
  request: { body: jsonBody(saidOutcome) },
  responses: {
    200: answer(
      "Which deal it is, and what is known of whom it is about.",
      z
        .object({
          deal: z.string(),
          lead: z.string().nullable().openapi({ description: "The lead that led to it." }),
          found: z.enum(["lead", "person", "account", "none"]).openapi({
            description:
              "lead: theirs · person: they were seen and never asked · account: others of their company were · none: nobody is known.",
          }),
        })
        .openapi("RecordedOutcome"),
    ),
    409: answer("The deal is another lead's.", failure),
    422: answer("An amount without currency, a reason that is not agreed, or nobody and no deal.", failure),
  },
});

export const outcomeRoutes = ({ relay }: ApiMeans) =>
  new OpenAPIHono({ defaultHook: refuseInvalid }).openapi(tell, async (c) => {
    const { deal, lead, found } = await recordOutcome(relay, outcomeOf(c.req.valid("json"), "api"));
    return c.json({ deal, lead, found }, 200);
  });
