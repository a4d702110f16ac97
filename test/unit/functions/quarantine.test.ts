import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { small } from "../../helpers/agreements.ts";
import { world } from "../../helpers/world.ts";

const AT = "2026-11-24T09:00:00Z";
const secret = "token-of-the-website";

type World = Awaited<ReturnType<typeof world>>;
let w: World;
let take: (body: string) => Promise<unknown>;
let replayDelivery: typeof import("../../../functions/finish-delivery.ts").replayDelivery;
let deliver: (id: string) => Promise<void>;

beforeEach(async () => {
  w = await world(small(), { at: AT });
  vi.resetModules();
  vi.doMock("../../../functions/deps.ts", () => ({
    relay: w.relay,
    log: w.relay.log,
    sourceSecrets: () => ({ WEB: secret }),
  }));
  const { takeDelivery } = await import("../../../functions/take-delivery.ts");
  ({ replayDelivery, finishDelivery: deliver } = await import("../../../functions/finish-delivery.ts"));
  const headers = { "content-type": "application/json" };
  take = async (body) =>
    takeDelivery(await w.relay.rulebooks.active(), {
      name: "web",
      request: { method: "POST", headers, query: "", token: secret, body: Buffer.from(body) },
      receivedAt: Date.parse(AT),
    });
});
afterAll(() => vi.doUnmock("../../../functions/deps.ts"));

const quarantined = () => w.measured.filter(({ metric }) => metric === "Quarantined").map(({ value }) => value);

test("A delivery that is put into quarantine is measured, once though it comes twice", async () => {
  await take("{");
  await take("{");
  await take("[");
  expect(quarantined()).toEqual([1, 1]);
});

test("A delivery that is read is not measured", async () => {
  expect(await take('{"email":"jane@firma.example"}')).toMatchObject({ as: "taken", outcome: "lead" });
  expect(quarantined()).toEqual([]);
});

test("A delivery that is replayed and stays in quarantine is not measured again", async () => {
  const { delivery } = (await take("{")) as { delivery: string };
  expect(await replayDelivery(delivery)).toMatchObject({ outcome: "quarantined" });
  expect(quarantined()).toEqual([1]);
});

test("A delivery that was left to the intake queue and turns out not to be storable is measured", async () => {
  vi.spyOn(w.relay.store, "commit").mockRejectedValue(new Error("not now"));
  const { delivery, outcome } = (await take('{"email":"jane@firma.example"}')) as { delivery: string; outcome: string };
  expect([outcome, quarantined()]).toEqual(["pending", []]);
  const invalid = Object.assign(new Error("Item too large"), { name: "ValidationException" });
  vi.spyOn(w.relay.store, "commit").mockRejectedValue(invalid);
  await deliver(delivery);
  expect((await w.relay.store.delivery(delivery))?.delivery).toMatchObject({ outcome: "quarantined" });
  expect(quarantined()).toEqual([1]);
});
