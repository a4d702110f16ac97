import { exportPerson, forgetPerson } from "@baton/core/privacy";
import { OpenAPIHono } from "@hono/zod-openapi";
import { handle } from "hono/aws-lambda";
import { privacyStore, publishMetrics, relay } from "../../../../functions/deps.ts";
import { invoked } from "../../../aws/src/lambda/log.ts";
import { failed, unknownRoute } from "./failures.ts";
import { withKey } from "./key.ts";
import { exporting, forgetting, listing } from "./routes/privacy-routes.ts";
import { refuseInvalid } from "./schemas.ts";

/** How long one request reads, in real ms; what it is at by then may take as long again. */
const SLICE_MS = 5_000;

/** One person's data. A function of its own, because no other one may read the whole table or delete from it. */
const app = new OpenAPIHono({ defaultHook: refuseInvalid });

app.use(async (_, next) => {
  await next();
  await publishMetrics();
});
app.use("/api/*", withKey);

const store = privacyStore();
const patience = () => {
  const until = performance.now() + SLICE_MS;
  return () => performance.now() < until;
};

app.openapi(exporting, async (c) => c.json(await exportPerson(relay, store, c.req.valid("json"), patience()), 200));
app.openapi(forgetting, async (c) => c.json(await forgetPerson(relay, store, c.req.valid("json"), patience()), 200));
app.openapi(listing, async (c) => c.json({ receipts: await store.receipts() }, 200));

app.notFound(unknownRoute);
app.onError(failed);

export const handler = invoked(handle(app));
