import { incidentKinds, sourceOverview } from "@baton/core/health";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiMeans } from "../means.ts";
import { answer, refuseInvalid, z } from "../schemas.ts";
import { apiRoute } from "../scopes.ts";

const tally = z
  .object({
    taken: z.number().openapi({ description: "Authentic and read; tests apart." }),
    quarantined: z.number().openapi({ description: "Authentic, but unreadable." }),
    refused: z.number().openapi({ description: "Not authentic; at least so many." }),
    stale: z.number().openapi({ description: "Well signed, but outside the provider's time tolerance; refused." }),
    tooLarge: z.number().openapi({ description: "Larger than what is taken; at least so many." }),
    tests: z.number(),
  })
  .openapi("SourceTally");

const source = z
  .object({
    source: z.string(),
    provider: z.string(),
    state: z.enum(["ok", "never", ...incidentKinds]).openapi({
      description:
        "`never`: nothing authentic ever came. `refused`: authentication fails. `token`: the provider refuses the access token. `details`: it does not tell what its webhooks only name. `quiet`: it usually delivers, and does not.",
    }),
    lastDeliveryAt: z.string().nullable(),
    today: tally.openapi({ description: "The present UTC day." }),
    last7Days: tally.openapi({ description: "It and the six before." }),
    usualPerDay: z.number().nullable().openapi({
      description: "In the four weeks before the last delivery; null while too little is known to call it quiet.",
    }),
    clockSkewMs: z.number().nullable().openapi({
      description: "How far the provider's clock was ahead of ours when it last signed a time; negative when behind.",
    }),
    inQuarantine: z
      .object({ count: z.number(), more: z.boolean() })
      .openapi({ description: "`more`: there are more than counted." }),
    unnamed: z.array(z.object({ field: z.string(), value: z.string(), count: z.number() })).openapi({
      description:
        "Values of the last seven days that no rule names although rules ask about their field; what is not one of a field's values is among them.",
    }),
    incidents: z.array(
      z.object({
        kind: z.enum(incidentKinds),
        openedAt: z.string(),
        since: z.string(),
        message: z.string(),
        toldAt: z.string().nullable().openapi({ description: "When the operator was sent a mail." }),
      }),
    ),
  })
  .openapi("Source");

const list = apiRoute("listSources", "read", {
  method: "get",
  path: "/api/sources",
  summary: "How each source of the active agreement does",
  responses: { 200: answer("Every source, in the agreement's order.", z.object({ sources: z.array(source) })) },
});

export const sourceRoutes = ({ relay }: ApiMeans) =>
  new OpenAPIHono({ defaultHook: refuseInvalid }).openapi(list, async (c) =>
    c.json({ sources: await sourceOverview(relay) }, 200),
  );
