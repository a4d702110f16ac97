import { askFor, listedRequest, listRequests, requestStates } from "@baton/core/requests";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiMeans } from "../../means.ts";
import { answer, failure, jsonBody, refuseInvalid, z } from "../../schemas.ts";
import { apiRoute } from "../../scopes.ts";

const person = z.string().min(1).max(100).openapi({ description: "A person's id in the agreement." });

export const request = z
  .object({
    id: z.string(),
    kind: z.string().openapi({ description: "By its id in the agreement." }),
    lead: z.string().nullable().openapi({ description: "The lead it is about." }),
    by: z.string().openapi({ description: "Who asks." }),
    to: z.string().nullable().openapi({ description: "Who is to answer; null while nobody can." }),
    state: z.enum(requestStates).openapi({
      description:
        "answered: whoever asked may still send it back; returned: they did, and it is open again; closed: answered for good.",
    }),
    askedAt: z.string().openapi({ format: "date-time" }),
    respondBy: z.string().nullable().openapi({ format: "date-time" }),
    answeredAt: z.string().optional().openapi({ format: "date-time" }),
    text: z.string().optional().openapi({ description: "Absent when it was erased." }),
    answer: z.string().optional(),
  })
  .openapi("SideRequest");

const ask = apiRoute("addRequest", "operate", {
  method: "post",
  path: "/api/requests",
  summary: "Ask the other side for something: whoever is to answer has a clock, and is told",
  request: {
    body: jsonBody(
      z.object({
        kind: z.string().min(1).max(100),
        lead: z.string().min(1).max(100).optional(),
        text: z.string().trim().min(1).max(2_000),
        by: person,
      }),
    ),
  },
  responses: {
    201: answer("The request.", request),
    403: answer("It is for the other side to ask.", failure),
    404: answer("There is no such lead.", failure),
    422: answer("There is no such kind, or nobody of that name.", failure),
  },
});

const list = apiRoute("listRequests", "read", {
  method: "get",
  path: "/api/requests",
  summary: "What the sides ask of each other, newest first",
  request: {
    query: z.object({
      state: z.enum(requestStates).optional(),
      to: person.optional(),
      by: person.optional(),
      limit: z.coerce.number().int().min(1).max(100).default(25),
      cursor: z.string().max(300).optional(),
    }),
  },
  responses: {
    200: answer(
      "A page, which may have fewer than were asked for before the last one.",
      z.object({ requests: z.array(request), next: z.string().nullable() }),
    ),
  },
});

export const requestRoutes = ({ relay }: ApiMeans) =>
  new OpenAPIHono({ defaultHook: refuseInvalid })
    .openapi(ask, async (c) => {
      const asked = await askFor(relay, c.req.valid("json"));
      return c.json(listedRequest(await relay.rulebooks.active(), asked, relay.time.now()), 201);
    })
    .openapi(list, async (c) => {
      const { items, next } = await listRequests(relay, c.req.valid("query"));
      return c.json({ requests: items, next }, 200);
    });
