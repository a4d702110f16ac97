import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formJson, googleAds, person, send, typeform } from "../helpers/sent/deliveries.ts";
import { expectPrivateLog } from "../helpers/stack/privacy.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

/** How sources do, and what the operator hears. The example's agreement names no operator, so that is its manager, Vera. */
describe("sources", () => {
  let baton: Baton;
  beforeAll(async () => {
    baton = await startBaton();
  });
  afterAll(() => baton?.stop());

  const source = async (name: string) => {
    const { status, json } = await baton.api("/sources");
    expect(status).toBe(200);
    return json.sources.find((one: { source: string }) => one.source === name);
  };
  const reports = async () =>
    (await baton.inbox.all())
      .filter(({ subject }) => subject.startsWith("Baton: "))
      .map(({ subject, to }) => `${subject} → ${to}`);
  const nothing = { taken: 0, quarantined: 0, refused: 0, stale: 0, tooLarge: 0, tests: 0 };

  test("of which nothing came yet are listed as such, in the agreement's order", async () => {
    const { json } = await baton.api("/sources");
    expect(json.sources.map((one: { source: string }) => one.source)).toEqual([
      "website-demo",
      "google-search",
      "typeform-webinar",
    ]);
    expect(await source("website-demo")).toEqual({
      source: "website-demo",
      provider: "form",
      state: "never",
      lastDeliveryAt: null,
      today: nothing,
      last7Days: nothing,
      usualPerDay: null,
      clockSkewMs: null,
      inQuarantine: { count: 0, more: false },
      unnamed: [],
      incidents: [],
    });
  });

  test("count what they deliver, each for what became of it", async () => {
    await send(baton, formJson(person()));
    await send(baton, { ...formJson({}), body: "colour=green" });
    await send(baton, googleAds({ id: "1", name: "Tess Test", email: "tess@example.com", test: true }));
    expect(await source("website-demo")).toMatchObject({
      state: "ok",
      lastDeliveryAt: "2026-11-24T09:00:00.000Z",
      today: { ...nothing, taken: 1, quarantined: 1 },
      inQuarantine: { count: 1, more: false },
    });
    expect(await source("google-search")).toMatchObject({ state: "ok", today: { ...nothing, tests: 1 } });
  });

  test("that fail authentication again and again are reported to the operator, once", async () => {
    const body = JSON.stringify({ form_response: { token: "t1", answers: [] } });
    for (let n = 0; n < 6; n++) expect((await send(baton, typeform(body, "rotated secret"))).status).toBe(401);
    await baton.advance("15m");
    expect(await source("typeform-webinar")).toMatchObject({
      state: "refused",
      lastDeliveryAt: null,
      today: { ...nothing, refused: 6 },
      incidents: [
        {
          kind: "refused",
          openedAt: expect.stringContaining("2026-11-24T09:"),
          since: "2026-11-24T09:00:00.000Z",
          message: "Within three hours 6 deliveries failed authentication and none was taken.",
          toldAt: expect.stringContaining("2026-11-24T09:"),
        },
      ],
    });
    await baton.advance("2h");
    expect(await reports()).toEqual(["Baton: typeform-webinar fails authentication → vera@acme.example"]);
    const [mail] = (await baton.inbox.all()).filter(({ subject }) => subject.startsWith("Baton: "));
    expect(mail).toMatchObject({ from: expect.stringContaining("Baton · Source refused"), replyTo: [] });
    expect(mail?.text).toContain("TYPEFORM_SECRET");
  });

  test("that usually deliver and went quiet are reported once, but not over a weekend, and again after they recovered", async () => {
    const arrive = async (n: number) => {
      // What cannot be read is a sign of life too, and makes no leads whose clocks would run.
      expect((await send(baton, { ...formJson({}), body: `colour=${n}` })).status).toBe(200);
    };
    for (let n = 0; n < 18; n++) {
      await arrive(n);
      await baton.advance("4h");
    }
    expect(await source("website-demo")).toMatchObject({ state: "ok", usualPerDay: expect.any(Number) });
    const quiet = "Baton: website-demo went quiet → vera@acme.example";
    await baton.moveTo("2026-11-29T20:00:00Z");
    expect(await reports()).not.toContain(quiet);
    await baton.moveTo("2026-12-03T09:00:00Z");
    expect(await source("website-demo")).toMatchObject({ state: "quiet", incidents: [{ kind: "quiet" }] });
    await baton.moveTo("2026-12-04T09:00:00Z");
    expect((await reports()).filter((report) => report === quiet)).toHaveLength(1);

    await arrive(100);
    await baton.advance("15m");
    expect(await source("website-demo")).toMatchObject({ state: "ok", incidents: [] });
    await baton.moveTo("2026-12-18T09:00:00Z");
    expect(await source("website-demo")).toMatchObject({ state: "quiet" });
    expect((await reports()).filter((report) => report === quiet)).toHaveLength(2);
  });

  test("are described by the API and closed without its key", async () => {
    expect((await baton.fetch("/api/sources")).status).toBe(401);
    expect((await baton.api("/openapi.json")).json.paths).toHaveProperty("/api/sources");
  });

  test("leave nothing personal or secret in the log", async () => {
    await expectPrivateLog(baton);
  });
});
