import type { Reception } from "@baton/core/ports";
import { answerHook } from "@baton/core/reception";
import { sourceProviders } from "@baton/sources";
import { expect, test, vi } from "vitest";
import { acme } from "../../../helpers/agreements.ts";
import { world } from "../../../helpers/world.ts";

test("a lead is taken, decided and given a clock without the runtime's time zones", async () => {
  const w = await world(acme, { at: "2026-11-24T09:00:00.000Z" });
  const secrets = () => ({ WEBSITE_TOKEN: "t", GOOGLE_ADS_KEY: "g", TYPEFORM_SECRET: "s" });
  const reception: Reception = { ...w.relay, providers: sourceProviders({ secrets, env: {} }) };
  const asked = vi.spyOn(Intl.DateTimeFormat.prototype as { format: unknown }, "format", "get");
  try {
    const { status } = await answerHook(reception, "website-demo", {
      method: "POST",
      headers: { "content-type": "application/json" },
      token: "t",
      query: "",
      body: Buffer.from(
        JSON.stringify({ "your-email": "jo@globex.example", name: "Jo", company_size: 120, country: "DE" }),
      ),
    });
    expect(status).toBe(200);
    expect(asked).not.toHaveBeenCalled();
  } finally {
    asked.mockRestore();
  }
  const { items } = await w.store.leads({ limit: 5, until: "2027" });
  expect(items).toMatchObject([{ owner: expect.any(String), respondBy: expect.any(String) }]);
});
