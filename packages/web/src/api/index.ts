import { OpenAPIHono } from "@hono/zod-openapi";
import { compress } from "hono/compress";
import { failed, unknownRoute } from "./failures.ts";
import { guarded, sameTag } from "./headers.ts";
import { withKey } from "./key.ts";
import type { ApiMeans } from "./means.ts";
import { absenceRoutes } from "./routes/absences.ts";
import { accountRoutes } from "./routes/accounts.ts";
import { addressRoutes } from "./routes/addresses.ts";
import { agreementRoutes } from "./routes/agreement.ts";
import { describeSchema } from "./routes/agreement-routes.ts";
import { campaignRoutes } from "./routes/campaigns/campaigns.ts";
import { outcomeRoutes } from "./routes/campaigns/outcomes.ts";
import { clockRoutes } from "./routes/clocks.ts";
import { leadRoutes } from "./routes/leads.ts";
import { peopleRoutes } from "./routes/people.ts";
import { privacyDescriptions } from "./routes/privacy-routes.ts";
import { quarantineRoutes } from "./routes/quarantine.ts";
import { reportRoutes } from "./routes/reports.ts";
import { employeeRoutes } from "./routes/sides/employees.ts";
import { requestRoutes } from "./routes/sides/requests.ts";
import { reviewRoutes } from "./routes/sides/review.ts";
import { rideAlongRoutes } from "./routes/sides/ride-alongs.ts";
import { sheetRoutes } from "./routes/sides/sheet.ts";
import { surveyRoutes } from "./routes/sides/surveys.ts";
import { sourceRoutes } from "./routes/sources.ts";
import { tableRoutes } from "./routes/tables.ts";
import { refuseInvalid } from "./schemas.ts";

export type { ApiMeans } from "./means.ts";

/** Everything under `/api`, for the CLI and for programs; and whether the service is up. */
export function api(means: ApiMeans) {
  const { relay, keys } = means;
  const app = new OpenAPIHono({ defaultHook: refuseInvalid });

  app.use(guarded);
  app.get("/health", async (c) => {
    await relay.store.ping();
    return c.json({ ok: true, now: new Date(relay.time.now()).toISOString() });
  });
  app.get("/api/openapi.json", (c) =>
    c.json(
      app.getOpenAPI31Document({
        openapi: "3.1.0",
        info: { title: "Baton", version: "1", license: { name: "MIT", url: "https://opensource.org/license/mit" } },
        servers: [{ url: "/" }],
        security: [{ key: [] }],
      }),
    ),
  );
  // Editors read it, and have no key.
  app.openapi(describeSchema, async (c) => {
    const { jsonSchema } = await import("@baton/core/json-schema");
    return c.json(jsonSchema(), 200);
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "key", { type: "http", scheme: "bearer" });
  // Answered by a function of their own, and described with the rest.
  for (const route of privacyDescriptions) app.openAPIRegistry.registerPath(route);

  app.use("/api/*", withKey(keys));
  // What a function answers may have 6 MB, and an agreement of ten thousand rules is megabytes of much the same words.
  app.use("/api/agreement", sameTag, compress());
  app.use("/api/tables/*", compress());
  app.notFound(unknownRoute);
  app.onError(failed(relay.log));
  return app
    .route("/", leadRoutes(means))
    .route("/", agreementRoutes(means))
    .route("/", clockRoutes(means))
    .route("/", quarantineRoutes(means))
    .route("/", sourceRoutes(means))
    .route("/", reportRoutes(means))
    .route("/", accountRoutes(means))
    .route("/", addressRoutes(means))
    .route("/", peopleRoutes(means))
    .route("/", tableRoutes(means))
    .route("/", absenceRoutes(means))
    .route("/", campaignRoutes(means))
    .route("/", outcomeRoutes(means))
    .route("/", requestRoutes(means))
    .route("/", sheetRoutes(means))
    .route("/", reviewRoutes(means))
    .route("/", rideAlongRoutes(means))
    .route("/", employeeRoutes(means))
    .route("/", surveyRoutes(means));
}

/** What typed clients are made of. */
export type BatonApi = ReturnType<typeof api>;
