import { OpenAPIHono } from "@hono/zod-openapi";
import { handle } from "hono/aws-lambda";
import { bearerAuth } from "hono/bearer-auth";
import { apiKey, relay, time } from "../deps.ts";
import { accountRoutes } from "./api/accounts.ts";
import { agreementRoutes } from "./api/agreement.ts";
import { describeSchema } from "./api/agreement-routes.ts";
import { clockRoutes } from "./api/clocks.ts";
import { failed, unauthorized, unknownRoute } from "./api/failures.ts";
import { leadRoutes } from "./api/leads.ts";
import { quarantineRoutes } from "./api/quarantine.ts";
import { refuseInvalid } from "./api/schemas.ts";
import { sourceRoutes } from "./api/sources.ts";

/** Everything under `/api`, for the CLI and for programs; and whether the service is up. */
const app = new OpenAPIHono({ defaultHook: refuseInvalid });

app.get("/health", async (c) => {
  await relay.store.ping();
  return c.json({ ok: true, now: new Date(time.now()).toISOString() });
});

app.get("/api/openapi.json", (c) =>
  c.json(
    app.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "Baton", version: "1" }, security: [{ key: [] }] }),
  ),
);
// Editors read it, and have no key.
app.openapi(describeSchema, async (c) => {
  const { jsonSchema } = await import("@baton/core/json-schema");
  return c.json(jsonSchema(), 200);
});
app.openAPIRegistry.registerComponent("securitySchemes", "key", { type: "http", scheme: "bearer" });

app.use("/api/*", (c, next) =>
  bearerAuth({
    token: apiKey(),
    noAuthenticationHeader: { message: unauthorized },
    invalidAuthenticationHeader: { message: unauthorized },
    invalidToken: { message: unauthorized },
  })(c, next),
);

app
  .route("/", leadRoutes)
  .route("/", agreementRoutes)
  .route("/", clockRoutes)
  .route("/", quarantineRoutes)
  .route("/", sourceRoutes)
  .route("/", accountRoutes);

app.notFound(unknownRoute);
app.onError(failed);

export const handler = handle(app);
