import { BatonError } from "@baton/core/error";
import { mailboxOf, markReasons } from "@baton/core/mailbox";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiMeans } from "../means.ts";
import { answer, emailAddress, failure, jsonBody, refuseInvalid, z } from "../schemas.ts";
import { apiRoute } from "../scopes.ts";

const mark = z
  .object({
    address: z.string(),
    why: z.enum(markReasons).openapi({
      description: "`bounced`: it refuses mail for good. `complained`: who reads it called one of our mails spam.",
    }),
    since: z.string(),
    person: z.string().nullable().openapi({ description: "Whose it is in the active agreement." }),
  })
  .openapi("MarkedAddress");

const list = apiRoute("listAddresses", "read", {
  method: "get",
  path: "/api/addresses",
  summary: "Addresses that no mail goes to, because it bounced or was called spam",
  responses: { 200: answer("All of them.", z.object({ addresses: z.array(mark) })) },
});

const clear = apiRoute("clearAddress", "operate", {
  method: "post",
  path: "/api/addresses/clear",
  summary: "Let mail go to an address again, once what was wrong with it is mended",
  request: {
    body: jsonBody(z.object({ email: emailAddress })),
  },
  responses: {
    200: answer("The address as it was known.", z.object({ cleared: z.string() })),
    400: answer("Bad request", failure),
    404: answer("It is not marked.", failure),
  },
});

export const addressRoutes = ({ relay }: ApiMeans) =>
  new OpenAPIHono({ defaultHook: refuseInvalid })
    .openapi(list, async (c) => {
      const [marks, { agreement }] = await Promise.all([relay.store.markedAddresses(), relay.rulebooks.active()]);
      const people = new Map(Object.entries(agreement.people).map(([id, { email }]) => [mailboxOf(email), id]));
      return c.json({ addresses: marks.map((one) => ({ ...one, person: people.get(one.address) ?? null })) }, 200);
    })
    .openapi(clear, async (c) => {
      const { email } = c.req.valid("json");
      if (!(await relay.store.clearAddress(email, new Date(relay.time.now()).toISOString())))
        throw new BatonError("address.unmarked", "Mail goes to this address: it is not marked.", { status: 404 });
      return c.json({ cleared: mailboxOf(email) }, 200);
    });
