import { replayedOf, replayNext } from "@baton/core/board";
import type { IntakeMessage, Reception } from "@baton/core/ports";
import { takeDelivery, workIntake } from "@baton/core/reception";
import { sourceProviders } from "@baton/sources";
import { beforeEach, expect, test, vi } from "vitest";
import { small } from "../../../helpers/agreements.ts";
import { type World, world } from "../../../helpers/world.ts";

const AT = "2026-11-24T09:00:00Z";
const secret = "token-of-the-website";

let w: World;
let reception: Reception;
let queued: IntakeMessage[];
beforeEach(async () => {
  w = await world(small(), { at: AT });
  queued = [];
  w.relay.queues.intake = async (messages) => {
    queued.push(...messages.map(({ message }) => message));
  };
  reception = { ...w.relay, providers: sourceProviders({ secrets: () => ({ WEB: secret }), env: {} }) };
});

/** Deliveries that nobody can read, one a minute. */
async function unreadable(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    await w.until(w.now() + 60_000);
    const rulebook = await w.relay.rulebooks.active();
    const provider = await reception.providers(rulebook.agreement, "web");
    const headers = { "content-type": "application/json" };
    const request = { method: "POST", headers, query: "", token: secret, body: Buffer.from(`{${n}`) };
    const taken = await takeDelivery(reception, rulebook, provider, { name: "web", request, receivedAt: w.now() });
    ids.push((taken as { delivery: string }).delivery);
  }
  return ids;
}

test("Deliveries are read once more in the order in which they came, ten at a time, by whoever takes deliveries in", async () => {
  const ids = await unreadable(12);
  const first = await replayNext(w.relay, { source: "web" });
  expect(first).toMatchObject({ ids: ids.slice(0, 10), left: 2 });
  expect(queued).toEqual([{ replay: first.ids, at: first.at }]);
  const second = await replayNext(w.relay, { source: "web" }, { at: first.at, after: first.after! });
  expect(second).toEqual({ at: first.at, ids: ids.slice(10), left: 0 });
});

test("What came into quarantine after it was asked is not read", async () => {
  const [first] = await unreadable(1);
  const { at } = await replayNext(w.relay, {});
  await unreadable(1);
  expect(await replayNext(w.relay, {}, { at })).toMatchObject({ ids: [first], left: 0 });
});

test("Of each is told whether it was read yet, and what became of it", async () => {
  const ids = await unreadable(2);
  const { at } = await replayNext(w.relay, {});
  expect((await replayedOf(w.relay, ids, at)).map(({ state }) => state)).toEqual(["waits", "waits"]);
  const providers: Reception["providers"] = async (...of) => {
    const provider = (await reception.providers(...of))!;
    const read = async (body: Uint8Array, type: string) =>
      Buffer.from(body).toString() === "{0"
        ? { found: [{ kind: "lead" as const, fields: { email: "kim@firma.example" } }] }
        : provider.read(body, type);
    return { ...provider, read };
  };
  await workIntake({ ...reception, providers }, queued[0]!);
  const [out, still] = await replayedOf(w.relay, ids, at);
  expect(out).toMatchObject({ state: "out", outcome: "lead", leads: [expect.stringMatching(/^lead_/)] });
  expect(still).toMatchObject({ state: "still", outcome: "quarantined", leads: [] });
  expect(still?.reason).toBe("The body is not valid JSON.");
});

test("One that fails keeps none of the others, and a message that comes again does nothing twice", async () => {
  const ids = await unreadable(2);
  const { at } = await replayNext(w.relay, {});
  const read = vi.fn(async (body: Uint8Array) => {
    if (Buffer.from(body).toString() === "{0") throw new Error("broken");
    return { found: [{ kind: "lead" as const, fields: { email: "kim@firma.example" } }] };
  });
  const providers: Reception["providers"] = async (...of) => ({ ...(await reception.providers(...of))!, read });
  await workIntake({ ...reception, providers }, queued[0]!);
  await workIntake({ ...reception, providers }, queued[0]!);
  expect((await replayedOf(w.relay, ids, at)).map(({ state }) => state)).toEqual(["still", "out"]);
  expect(read).toHaveBeenCalledTimes(2);
});

test("Only those of a reason are read, and nothing is said to be nothing", async () => {
  await unreadable(1);
  await expect(replayNext(w.relay, { reason: "something else" })).rejects.toMatchObject({ code: "replay.none" });
  await expect(replayNext(w.relay, { source: "ads" })).rejects.toMatchObject({ code: "replay.none" });
  expect(queued).toEqual([]);
});
