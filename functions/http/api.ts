import { BatonError } from "@baton/core/error";
import { OpenAPIHono } from "@hono/zod-openapi";
import { handle } from "hono/aws-lambda";
import { bearerAuth } from "hono/bearer-auth";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { apiKey, log, relay, time } from "../deps.ts";
import { accountRoutes } from "./api/accounts.ts";
import { agreementRoutes } from "./api/agreement.ts";
import { describeSchema } from "./api/agreement-routes.ts";
import { clockRoutes } from "./api/clocks.ts";
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
const unauthorized = { error: { code: "api.unauthorized", message: "Send the API key as `Authorization: Bearer …`." } };

app
  .route("/", leadRoutes)
  .route("/", agreementRoutes)
  .route("/", clockRoutes)
  .route("/", quarantineRoutes)
  .route("/", sourceRoutes)
  .route("/", accountRoutes);

app.notFound((c) =>
  c.json(
    { error: { code: "api.unknown", message: `There is no ${c.req.method} ${c.req.path}; see /api/openapi.json.` } },
    404,
  ),
);

app.onError((error, c) => {
  if (error instanceof BatonError) {
    return c.json(
      {
        error: {
          code: error.code,
          message: error.message,
          ...(error.details !== undefined && { details: error.details }),
        },
      },
      error.status as ContentfulStatusCode,
    );
  }
  if (error instanceof HTTPException) {
    // Thrown with an answer of its own by the key's check only, which calls some refusals a bad request.
    if (error.res) return c.json(unauthorized, 401);
    return c.json({ error: { code: "request.invalid", message: error.message } }, error.status);
  }
  const health = c.req.path === "/health";
  log("error", health ? "the store does not answer" : "the API failed", { error: error.name, reason: error.message });
  return c.json(
    {
      error: {
        code: health ? "store.unavailable" : "internal.error",
        message: health ? "The store does not answer." : "Something went wrong on our side.",
      },
    },
    health ? 503 : 500,
  );
});

export const handler = handle(app);
