import { operatorOf } from "@baton/core/health";
import { comeBack, currentAbsences, goAway } from "@baton/core/roster";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiMeans } from "../means.ts";
import { answer, failure, jsonBody, refuseInvalid, z } from "../schemas.ts";
import { apiRoute } from "../scopes.ts";

const person = z.string().openapi({ description: "A person's id in the agreement." });
const day = z.string().min(1).max(40).openapi({
  description: "A date such as 2026-12-24 where they live, which is part of it; of an instant, its day.",
});

const absence = z
  .object({
    id: z.string(),
    person,
    from: z.string(),
    until: z.string(),
    deputy: person.optional().openapi({ description: "Who stands in; else the deputy that the agreement names." }),
    by: z.string().openapi({ description: "Who said so." }),
    at: z.string(),
    told: z.array(person).openapi({ description: "Whom a mail told of it." }),
  })
  .openapi("Absence");

const list = apiRoute("listAbsences", "read", {
  method: "get",
  path: "/api/absences",
  summary: "Who says they are away, now or later, beside the agreement",
  responses: {
    200: answer(
      "All of them, the earliest first.",
      z.object({
        absences: z.array(
          absence.extend({
            now: z.boolean().openapi({ description: "Whether they are away today, where they live." }),
          }),
        ),
      }),
    ),
  },
});

const add = apiRoute("addAbsence", "operate", {
  method: "post",
  path: "/api/absences",
  summary:
    "Have somebody be away from a day until another, at once; it takes the place of what they said of the same days",
  request: {
    body: jsonBody(
      z.object({
        person,
        from: day,
        until: day,
        deputy: person.optional(),
        by: z
          .string()
          .trim()
          .min(1)
          .max(100)
          .optional()
          .openapi({ description: "Who says so; the operator, if absent." }),
      }),
    ),
  },
  responses: {
    201: answer("The absence.", absence),
    404: answer("Nobody is called so; with the nearest name.", failure),
    409: answer("There are too many.", failure),
    422: answer("Such an absence cannot be.", failure),
    503: answer("Others are changing who is away.", failure),
  },
});

const end = apiRoute("endAbsence", "operate", {
  method: "delete",
  path: "/api/absences/{id}",
  summary: "Somebody is back, or will not be away after all",
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: answer("The absence as it was.", absence),
    404: answer("Unknown", failure),
    503: answer("Others are changing who is away.", failure),
  },
});

export const absenceRoutes = ({ relay }: ApiMeans) =>
  new OpenAPIHono({ defaultHook: refuseInvalid })
    .openapi(list, async (c) => c.json({ absences: await currentAbsences(relay) }, 200))
    .openapi(add, async (c) => {
      const { by, ...said } = c.req.valid("json");
      const who = by ?? operatorOf(await relay.rulebooks.active()) ?? "the operator";
      return c.json(await goAway(relay, { ...said, by: who }), 201);
    })
    .openapi(end, async (c) => c.json(await comeBack(relay, c.req.valid("param").id), 200));
