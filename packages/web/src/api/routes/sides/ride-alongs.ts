import { type Learned, noteByHand, rideAlongs, type Standing } from "@baton/core/ride-alongs";
import { isShown } from "@baton/core/visibility";
import { localDate } from "@baton/core/zone";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiMeans } from "../../means.ts";
import { answer, failure, jsonBody, refuseInvalid, z } from "../../schemas.ts";
import { apiRoute } from "../../scopes.ts";

const day = z.string().openapi({ format: "date" });
const count = z.number().int().min(0);
const person = z.string().min(1).max(100);

const standing = z.object({
  owed: count.openapi({ description: "What the people that the side has today owe together in the period." }),
  done: count.openapi({ description: "How many of these took place." }),
  waiting: z.array(z.string()).nullable().openapi({
    description: "Who owes one that is not even arranged: only where the agreement says `visibility: names`.",
  }),
});

const periodStanding = z.object({
  period: z.object({ name: z.string(), from: day, to: day }),
  sides: z.object({ marketing: standing, sales: standing }),
});

/** What those who came along learned, as the API shows it. */
export const learnedLines = z
  .array(z.object({ side: z.enum(["marketing", "sales"]), text: z.string() }))
  .openapi({ description: "The latest first, without who it was and when." });

/** How the sides stand in a period, as the API shows it. */
export const rideAlongStanding = periodStanding.openapi("RideAlongStanding");

/** Leaves out who owes one where people are not shown. */
export function withoutPeople(found: Standing, isNamed: boolean): z.infer<typeof rideAlongStanding> {
  const { marketing, sales } = found.sides;
  const of = (side: typeof sales) => ({ ...side, waiting: isNamed ? side.waiting : null });
  return { ...found, sides: { marketing: of(marketing), sales: of(sales) } };
}

/** Leaves out when it was. */
export const withoutTimes = (learned: readonly Learned[]): z.infer<typeof learnedLines> =>
  learned.map(({ side, text }) => ({ side, text }));

const list = apiRoute("getRideAlongs", "report", {
  method: "get",
  path: "/api/ride-alongs",
  summary: "Who looked over whose shoulder, by side, and what they learned",
  request: {
    query: z.object({ at: day.optional().openapi({ description: "A day of the period; today if absent." }) }),
  },
  responses: {
    200: answer(
      "The period that the day is in.",
      periodStanding.extend({ learned: learnedLines }).openapi("RideAlongs"),
    ),
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
    201: answer(
      "It counts from now on; noted again of the same day and with the same person, it is replaced.",
      z.object({ day }),
    ),
    409: answer("It was noted more than four weeks ago, and stays as it is.", failure),
    422: answer(
      "No ride-alongs are agreed, somebody is not in the agreement or owes none, both are of one side, or the day is none of the last year.",
      failure,
    ),
  },
});

export const rideAlongRoutes = ({ relay }: ApiMeans) =>
  new OpenAPIHono({ defaultHook: refuseInvalid })
    .openapi(list, async (c) => {
      const { agreement } = await relay.rulebooks.active();
      const day = c.req.valid("query").at ?? localDate(agreement.timezone, relay.time.now());
      const { standings, learned } = await rideAlongs(relay, agreement, [day]);
      const [found] = standings;
      const { from, to } = found!.period;
      const isNamed = isShown("ride-alongs", "sides.waiting", { names: agreement.visibility === "names" });
      const ofPeriod = learned.filter((one) => one.day >= from && one.day <= to);
      return c.json({ ...withoutPeople(found!, isNamed), learned: withoutTimes(ofPeriod) }, 200);
    })
    .openapi(add, async (c) =>
      c.json(await noteByHand(relay, await relay.rulebooks.active(), c.req.valid("json")), 201),
    );
