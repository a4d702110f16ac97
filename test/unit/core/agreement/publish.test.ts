import { publish, rollBack } from "@baton/core/publish";
import { check as proven } from "@baton/prover";
import { describe, expect, test } from "vitest";
import { small } from "../../../helpers/agreements.ts";
import { world } from "../../../helpers/world.ts";

const at = "2026-11-24T09:00:00Z";
const check = (text: string, at: number) => proven(text, { at });
const secrets = ["WEB"];
const named = (name: string) => small({ name });
const refused = (code: string, status: number) => expect.objectContaining({ code, status });

describe("publishing", () => {
  test("keeps who and why with the version, and nothing of it where nobody said", async () => {
    const { relay, store } = await world(named("one"), { at });
    const told = { by: "Chloé", why: "Madrid moved" };
    expect(await publish(relay, named("two"), { expected: 1, secrets, check, ...told })).toMatchObject({ version: 2 });
    await publish(relay, named("three"), { expected: undefined, secrets, check, by: undefined });
    expect(await store.versions({ limit: 2 })).toEqual([
      { version: 3, appliedAt: new Date(at).toISOString(), digest: expect.any(String) },
      { version: 2, appliedAt: new Date(at).toISOString(), digest: expect.any(String), ...told },
    ]);
  });

  test("is refused when another version is active, and when it does not check", async () => {
    const { relay, store } = await world(named("one"), { at });
    await expect(publish(relay, named("two"), { expected: 7, secrets, check })).rejects.toThrow(
      refused("agreement.conflict", 412),
    );
    await expect(publish(relay, "baton: 1", { expected: 1, secrets, check })).rejects.toThrow(
      refused("agreement.invalid", 422),
    );
    await expect(publish(relay, named("two"), { expected: 1, secrets: [], check })).rejects.toThrow(
      refused("agreement.secrets", 422),
    );
    expect((await store.current()).version).toBe(1);
  });
});

describe("rolling back", () => {
  test("publishes the old text as a new version that says where it comes from", async () => {
    const { relay, store } = await world(named("one"), { at });
    await publish(relay, named("two"), { expected: 1, secrets, check });
    expect(await rollBack(relay, 1, { expected: 2, secrets, check, by: "Sam", why: "Too early" })).toMatchObject({
      version: 3,
      findings: [{ code: "policy.oneStage" }],
    });
    expect(await store.activeAgreement()).toMatchObject({
      version: 3,
      text: named("one"),
      agreement: { name: "one" },
      rollbackOf: 1,
      by: "Sam",
      why: "Too early",
    });
    expect(await store.agreement(1)).not.toHaveProperty("rollbackOf");
  });

  test("is judged by what holds today: the text as it is read now, and the secrets that there are", async () => {
    const { relay, store } = await world(named("one"), { at });
    const { agreement } = (await store.agreement(1))!;
    await store.publish({ agreement, text: `${named("two").slice(0, -1)}, "routes": []}`, appliedAt: at }, 1);
    await publish(relay, named("three"), { expected: 2, secrets, check });
    await expect(rollBack(relay, 2, { expected: 3, secrets, check })).rejects.toThrow(
      expect.objectContaining({
        code: "agreement.invalid",
        details: { findings: [expect.objectContaining({ code: "schema.key", line: 1 })] },
      }),
    );
    await expect(rollBack(relay, 1, { expected: 3, secrets: ["OTHER"], check })).rejects.toThrow(
      refused("agreement.secrets", 422),
    );
    expect((await store.current()).version).toBe(3);
  });

  test("is refused for a version that never was, and when another one is active by now", async () => {
    const { relay } = await world(named("one"), { at });
    await expect(rollBack(relay, 2, { expected: 1, secrets, check })).rejects.toThrow(refused("agreement.none", 404));
    await publish(relay, named("two"), { expected: 1, secrets, check });
    await expect(rollBack(relay, 1, { expected: 1, secrets, check })).rejects.toThrow(
      refused("agreement.conflict", 412),
    );
  });

  test("goes through once when several try it at the same time", async () => {
    const { relay, store } = await world(named("one"), { at });
    await publish(relay, named("two"), { expected: 1, secrets, check });
    const tries = await Promise.allSettled(
      Array.from({ length: 5 }, () => rollBack(relay, 1, { expected: 2, secrets, check })),
    );
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await store.current()).version).toBe(3);
  });
});
