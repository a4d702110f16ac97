import { BatonError } from "@baton/core/error";
import type { Reception } from "@baton/core/ports";
import { finishDelivery, replayDelivery, takeDelivery } from "@baton/core/reception";
import { sourceProviders } from "@baton/sources";
import { beforeEach, expect, test, vi } from "vitest";
import { small } from "../../../helpers/agreements.ts";
import { world } from "../../../helpers/world.ts";

const AT = "2026-11-24T09:00:00Z";
const secret = "token-of-the-website";

type World = Awaited<ReturnType<typeof world>>;
let w: World;
let reception: Reception;

beforeEach(async () => {
  w = await world(small(), { at: AT });
  reception = { ...w.relay, providers: sourceProviders({ secrets: () => ({ WEB: secret }), env: {} }) };
});

const take = async (body: string) => {
  const rulebook = await w.relay.rulebooks.active();
  return takeDelivery(reception, rulebook, await reception.providers(rulebook.agreement, "web"), {
    name: "web",
    request: {
      method: "POST",
      headers: { "content-type": "application/json" },
      query: "",
      token: secret,
      body: Buffer.from(body),
    },
    receivedAt: Date.parse(AT),
  });
};

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
  expect(await replayDelivery(reception, delivery)).toMatchObject({ outcome: "quarantined" });
  expect(quarantined()).toEqual([1]);
});

test("A delivery that was left to the intake queue and turns out not to be storable is measured", async () => {
  vi.spyOn(w.relay.store, "commit").mockRejectedValue(new Error("not now"));
  const { delivery, outcome } = (await take('{"email":"jane@firma.example"}')) as { delivery: string; outcome: string };
  expect([outcome, quarantined()]).toEqual(["pending", []]);
  const invalid = new BatonError("store.refused", "Item too large");
  vi.spyOn(w.relay.store, "commit").mockRejectedValue(invalid);
  await finishDelivery(reception, delivery);
  expect((await w.relay.store.delivery(delivery))?.delivery).toMatchObject({ outcome: "quarantined" });
  expect(quarantined()).toEqual([1]);
});
