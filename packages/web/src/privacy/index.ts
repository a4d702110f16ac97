import type { PrivacyStore, Relay } from "@baton/core/ports";
import { exportPerson, forgetPerson } from "@baton/core/privacy";
import { OpenAPIHono } from "@hono/zod-openapi";
import { failed, unknownRoute } from "../api/failures.ts";
import { guarded } from "../api/headers.ts";
import { withKey } from "../api/key.ts";
import { exportRoute, forgetting, listing } from "../api/routes/privacy-routes.ts";
import { refuseInvalid } from "../api/schemas.ts";

/** How long one request reads, in real ms; what it is at by then may take as long again. */
const SLICE_MS = 5_000;

/** One person's data. A function of its own, because no other one may read the whole table. */
export function privacyApi({ relay, store, keys }: { relay: Relay; store: PrivacyStore; keys(): string[] }) {
  const app = new OpenAPIHono({ defaultHook: refuseInvalid });
  app.use(guarded);
  app.use("/api/*", withKey(keys));
  app.notFound(unknownRoute);
  app.onError(failed(relay.log));
  return app
    .openapi(exportRoute, async (c) =>
      c.json(await exportPerson(relay, store, c.req.valid("json"), AbortSignal.timeout(SLICE_MS)), 200),
    )
    .openapi(forgetting, async (c) =>
      c.json(await forgetPerson(relay, store, c.req.valid("json"), AbortSignal.timeout(SLICE_MS)), 200),
    )
    .openapi(listing, async (c) => c.json({ receipts: await store.receipts() }, 200));
}

/** What typed clients are made of. */
export type PrivacyApi = ReturnType<typeof privacyApi>;
