import { deliveryOutcomes, withoutSecrets } from "@baton/core/delivery";
import { BatonError } from "@baton/core/error";
import { replayDelivery } from "@baton/core/reception";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiMeans } from "../means.ts";
import { answer, failure, instantText, listQuery, refuseInvalid, z } from "../schemas.ts";
import { apiRoute } from "../scopes.ts";

const entry = z
  .object({ id: z.string(), source: z.string(), receivedAt: z.string(), reason: z.string(), bytes: z.number() })
  .openapi("QuarantineEntry");

const delivery = z
  .object({
    id: z.string(),
    source: z.string(),
    provider: z.string(),
    contentType: z.string(),
    receivedAt: instantText,
    bytes: z.number(),
    outcome: z.enum(deliveryOutcomes),
    leads: z.array(z.string()).openapi({ description: "Leads it made or told something about." }),
    reason: z.string().optional().openapi({ description: "Why it is in quarantine, or why nothing came of it." }),
    releasedAt: z.string().optional().openapi({ description: "When it came out of quarantine." }),
    rereadAt: z.string().optional().openapi({ description: "When it was last asked to be read once more, and was." }),
    erasedAt: z.string().optional().openapi({ description: "When its body was erased on request." }),
    waiting: z
      .object({ state: z.enum(["token", "later"]), message: z.string(), since: z.string(), attempts: z.number() })
      .optional()
      .openapi({ description: "For the provider, which does not tell what its webhook only named." }),
  })
  .openapi("Delivery");

const list = apiRoute("listQuarantine", "read", {
  method: "get",
  path: "/api/quarantine",
  summary: "Authentic deliveries that could not be read, newest first",
  request: { query: listQuery.extend({ source: z.string().optional(), since: instantText.optional() }) },
  responses: {
    200: answer("A page of deliveries.", z.object({ deliveries: z.array(entry), next: z.string().nullable() })),
  },
});

const show = apiRoute("getDelivery", "read", {
  method: "get",
  path: "/api/quarantine/{id}",
  summary: "One delivery with its raw body, in which values named like a secret are [secret]",
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: answer("The delivery; `body` is base64.", delivery.extend({ body: z.string() })),
    404: answer("Unknown", failure),
  },
});

const replay = apiRoute("replayDelivery", "operate", {
  method: "post",
  path: "/api/quarantine/{id}/replay",
  summary: "Read a delivery again with the agreement of today",
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: answer("What became of it.", delivery),
    404: answer("Unknown", failure),
  },
});

const unknown = (id: string) => new BatonError("delivery.unknown", `There is no delivery ${id}.`, { status: 404 });

export const quarantineRoutes = ({ relay }: ApiMeans) =>
  new OpenAPIHono({ defaultHook: refuseInvalid })
    .openapi(list, async (c) => {
      const { since, ...query } = c.req.valid("query");
      const { items, next } = await relay.store.quarantine({
        ...query,
        ...(since && { since: new Date(since).toISOString() }),
      });
      return c.json({ deliveries: items, next }, 200);
    })
    .openapi(show, async (c) => {
      const { id } = c.req.valid("param");
      const kept = await relay.store.delivery(id);
      if (!kept) throw unknown(id);
      return c.json({ ...kept.delivery, body: Buffer.from(withoutSecrets(kept.body)).toString("base64") }, 200);
    })
    .openapi(replay, async (c) => {
      const { id } = c.req.valid("param");
      const delivery = await replayDelivery(relay, id);
      if (!delivery) throw unknown(id);
      return c.json({ ...delivery }, 200);
    });
