import { noteByHand, type RideAlongs, rideAlongs } from "@baton/core/ride-alongs";
import { isShown } from "@baton/core/visibility";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiMeans } from "../../means.ts";
import { answer, failure, jsonBody, refuseInvalid, z } from "../../schemas.ts";
import { apiRoute } from "../../scopes.ts";

const day = z.string().openapi({ format: "date" });
const count = z.number().int().min(0);
const person = z.string().min(1).max(100);

const standing = z.object({
  owed: count.openapi({ description: "What the people of the side owe together in the period." }),
  done: count.openapi({ description: "How many of these took place." }),
  waiting: z.array(z.string()).nullable().openapi({
    description: "Who owes one that is not even arranged: only where the agreement says `visibility: names`.",
  }),
});

/** How the sides stand, as the API shows it. */
export const rideAlongStanding = z
  .object({
    period: z.object({ name: z.string(), from: day, to: day }),
    sides: z.object({ marketing: standing, sales: standing }),
    learned: z
      .array(
        z.object({
          side: z.enum(["marketing", "sales"]),
          day,
          text: z.string(),
          at: z.string().openapi({ format: "date-time" }),
        }),
      )
      .openapi({ description: "What those who came along learned, the latest first; not who it was." }),
  })
  .openapi("RideAlongs");

/** Leaves out who owes one where people are not shown. */
export function withoutPeople(found: RideAlongs, isNamed: boolean): z.infer<typeof rideAlongStanding> {
  const { marketing, sales } = found.sides;
  const of = (side: typeof sales) => ({ ...side, waiting: isNamed ? side.waiting : null });
  return { ...found, sides: { marketing: of(marketing), sales: of(sales) } };
}

const list = apiRoute("getRideAlongs", "report", {
  method: "get",
  path: "/api/ride-alongs",
  summary: "Who looked over whose shoulder, by side, and what they learned",
  request: {
    query: z.object({ at: day.optional().openapi({ description: "A day of the period; today if absent." }) }),
  },
  responses: {
    200: answer("The period that the day is in.", rideAlongStanding),
    400: answer("The day is none.", failure),
    404: answer("The agreement says nothing of ride-alongs.", failure),
  },
});

const add = apiRoute("addRideAlong", "operate", {
  method: "post",
  path: "/api/ride-alongs",
  summary: "Note that somebody was with somebody of the other side, for a call, a review or a rotation",
  request: {
    body: jsonBody(
      z.strictObject({
        person: person.openapi({ description: "Who came along." }),
        with: person.openapi({ description: "With whom of the other side." }),
        on: day.optional().openapi({ description: "A day of the last year; today if absent." }),
        learned: z.string().max(1000).optional().openapi({ description: "In a line; cut at 140 characters." }),
      }),
    ),
  },
  responses: {
    201: answer("It counts from now on; noted again, it is the same.", z.object({ day })),
    422: answer(
      "No ride-alongs are agreed, somebody is not in the agreement, both are of one side, or the day is none of the last year.",
      failure,
    ),
  },
});

export const rideAlongRoutes = ({ relay }: ApiMeans) =>
  new OpenAPIHono({ defaultHook: refuseInvalid })
    .openapi(list, async (c) => {
      const { agreement } = await relay.rulebooks.active();
      const found = await rideAlongs(relay, agreement, c.req.valid("query").at);
      const isNamed = isShown("ride-alongs", "sides.waiting", { names: agreement.visibility === "names" });
      return c.json(withoutPeople(found, isNamed), 200);
    })
    .openapi(add, async (c) =>
      c.json(await noteByHand(relay, await relay.rulebooks.active(), c.req.valid("json")), 201),
    );
