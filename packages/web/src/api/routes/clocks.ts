import { recalculateLeads } from "@baton/core/clockwork";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiMeans } from "../means.ts";
import { answer, failure, instantText, jsonBody, refuseInvalid, wordsOfOneLine, z } from "../schemas.ts";
import { apiRoute } from "../scopes.ts";

const recalculated = z
  .object({
    id: z.string(),
    name: z.string(),
    stage: z.string(),
    from: z.number().openapi({ description: "The version the clock ran by." }),
    to: z.number().openapi({ description: "The version it runs by then." }),
    dueBefore: instantText.nullable().openapi({ description: "The next step; null when none is left." }),
    dueAfter: instantText.nullable(),
    respondByBefore: instantText.openapi({ description: "The end of the promised window." }),
    respondByAfter: instantText,
    moved: z
      .boolean()
      .openapi({ description: "Whether the next step or the end of the window is at another instant." }),
    reason: z.string().optional().openapi({ description: "Why the clock keeps its version." }),
  })
  .openapi("RecalculatedLead");

const recalculate = apiRoute("recalculateClocks", "operate", {
  method: "post",
  path: "/api/clocks/recalculate",
  summary: "Have open clocks run by the active version, or say what that would move; page by page, newest lead first",
  request: {
    body: jsonBody(
      z.object({
        apply: z.boolean().openapi({ description: "false: only say what would move." }),
        version: z.number().int().min(1).optional().openapi({ description: "The version that must be active." }),
        by: wordsOfOneLine(100).openapi({ description: "Who asks for it, for the leads' timelines." }),
        cursor: z.string().min(1).optional(),
      }),
    ),
  },
  responses: {
    200: answer(
      "Owned leads whose clocks ran by another version; `next` is the cursor of the following page. A page may be empty.",
      z.object({ version: z.number(), leads: z.array(recalculated), next: z.string().nullable() }),
    ),
    400: answer("Bad request", failure),
    412: answer("Another version is active.", failure),
  },
});

export const clockRoutes = ({ relay }: ApiMeans) =>
  new OpenAPIHono({ defaultHook: refuseInvalid }).openapi(recalculate, async (c) =>
    c.json(await recalculateLeads(relay, c.req.valid("json")), 200),
  );
