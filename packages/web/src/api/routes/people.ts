import { mergePeople, splitPeople, whose } from "@baton/core/correction";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiMeans } from "../means.ts";
import { answer, failure, jsonBody, refuseInvalid, z } from "../schemas.ts";
import { apiRoute } from "../scopes.ts";

const corrected = {
  by: z.string().trim().min(1).max(100).openapi({ description: "Who says so, for the timeline." }),
  why: z.string().trim().min(1).max(500).openapi({ description: "What for, for the timeline." }),
};
const lead = z.string().openapi({ description: "A lead's id." });

const show = apiRoute("getPeople", "read", {
  method: "get",
  path: "/api/people/{lead}",
  summary: "Whose a lead is, and what each of its requests says of that",
  request: { params: z.object({ lead }) },
  responses: {
    200: answer(
      "The person's leads, newest first, and the requests of this one that can still be read, its own first.",
      z
        .object({
          lead,
          ways: z.number().openapi({ description: "In how many ways the person is known." }),
          leads: z.array(z.string()),
          requests: z.array(
            z.object({
              delivery: z.string(),
              source: z.string(),
              at: z.string(),
              name: z.string().nullable(),
              email: z.string().nullable(),
              phone: z.string().nullable(),
            }),
          ),
        })
        .openapi("People"),
    ),
    404: answer("Unknown", failure),
  },
});

const merge = apiRoute("mergePeople", "operate", {
  method: "post",
  path: "/api/people/merge",
  summary: "Have two leads be of one person; while both are open, the later becomes part of the earlier one's story",
  request: {
    body: jsonBody(z.object({ leads: z.tuple([lead, lead]), ...corrected })),
  },
  responses: {
    200: answer("The lead that goes on.", z.object({ lead })),
    404: answer("Unknown", failure),
    409: answer("It is one lead, or a lead is about nobody any more.", failure),
  },
});

const split = apiRoute("splitPeople", "operate", {
  method: "post",
  path: "/api/people/split",
  summary: "Part two people who were taken for one",
  request: {
    body: jsonBody(
      z.object({
        lead,
        deliveries: z.array(z.string()).default([]).openapi({
          description:
            "Requests in the lead's story that are somebody else's, and become a lead of theirs; none: the lead as a whole is somebody else's than the person's other leads.",
        }),
        ...corrected,
      }),
    ),
  },
  responses: {
    200: answer(
      "The lead, and those that the other's requests became.",
      z.object({ lead, others: z.array(z.string()) }),
    ),
    404: answer("Unknown", failure),
    409: answer("The lead is about nobody any more.", failure),
    422: answer("They cannot be parted so.", failure),
  },
});

export const peopleRoutes = ({ relay }: ApiMeans) =>
  new OpenAPIHono({ defaultHook: refuseInvalid })
    .openapi(show, async (c) => c.json(await whose(relay, c.req.valid("param").lead), 200))
    .openapi(merge, async (c) => {
      const { leads, by, why } = c.req.valid("json");
      return c.json(await mergePeople(relay, leads, { by, why }), 200);
    })
    .openapi(split, async (c) => {
      const { lead: id, deliveries, by, why } = c.req.valid("json");
      return c.json(await splitPeople(relay, id, deliveries, { by, why }), 200);
    });
