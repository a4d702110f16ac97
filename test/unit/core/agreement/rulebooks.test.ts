import type { Store } from "@baton/core/ports";
import { rulebooks } from "@baton/core/rules";
import { describe, expect, test } from "vitest";
import { checked, small } from "../../../helpers/agreements.ts";
import { memoryStore } from "../../../helpers/memory/memory-store.ts";

/** A process's versions over a store that counts how often it is asked, at a time that a test moves. */
async function process() {
  const store = memoryStore();
  const asked = { current: 0, agreement: 0, currentAgreement: 0 };
  let now = 0;
  const counting: Pick<Store, keyof typeof asked | "table"> = {
    table: (id) => store.table(id),
    current: () => counted("current", store.current()),
    agreement: (version) => counted("agreement", store.agreement(version)),
    currentAgreement: () => counted("currentAgreement", store.currentAgreement()),
  };
  const counted = <T>(what: keyof typeof asked, answer: Promise<T>): Promise<T> => {
    asked[what] += 1;
    return answer;
  };
  const publish = async (name: string, expected?: number) => {
    const text = small({ name });
    await store.publish({ agreement: checked(text), text, appliedAt: "2026-11-24T09:00:00Z" }, expected);
  };
  await publish("one");
  return {
    books: rulebooks(counting, () => now),
    asked,
    publish,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe("versions in a process", () => {
  test("are read and compiled once, however many leads there are", async () => {
    const { books, asked, pass } = await process();
    const first = await books.active();
    for (let lead = 0; lead < 1_000; lead++) {
      pass(9);
      expect(await books.active()).toBe(first);
    }
    expect(asked).toEqual({ current: 0, agreement: 0, currentAgreement: 1 });
  });

  test("are picked up ten seconds after they are published at the latest, by one reading", async () => {
    const { books, asked, publish, pass } = await process();
    await books.active();
    await publish("two", 1);
    pass(10_001);
    for (let lead = 0; lead < 100; lead++) expect(await books.active()).toMatchObject({ version: 2 });
    expect(asked).toEqual({ current: 1, agreement: 1, currentAgreement: 1 });
  });

  test("are picked up at once by what reads the store for another reason", async () => {
    const { books, asked, publish } = await process();
    await books.active();
    await publish("two", 1);
    books.noticed({ version: 2 });
    expect(await books.active()).toMatchObject({ version: 2 });
    expect(asked).toMatchObject({ current: 0, agreement: 1 });
  });

  test("stay known, so that what an older one decided is followed by its own rules", async () => {
    const { books, asked, publish } = await process();
    const old = await books.active();
    await publish("two", 1);
    books.noticed({ version: 2 });
    await books.active();
    expect(await books.version(1)).toBe(old);
    expect(asked.agreement).toBe(1);
  });
});
