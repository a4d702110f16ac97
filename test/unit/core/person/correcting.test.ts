import { mergePeople, splitPeople, whose } from "@baton/core/correction";
import type { Providers, Reception } from "@baton/core/ports";
import { describe, expect, test } from "vitest";
import { ladder } from "../../../helpers/agreements.ts";
import { type World, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00.000Z";
const correction = { by: "op", why: "They told us" };
const fields = { employees: { type: "number" }, interest: { type: "string", values: ["demo", "pricing"] } };
const score = {
  rules: [
    { name: "Demo", when: { interest: "demo" }, points: 60 },
    { name: "Large", when: { employees: { gte: 500 } }, points: 30 },
  ],
};
const opened = () => world(ladder({ fields, score }), { at: T });

/** Providers whose deliveries are what the world's are: found things as JSON. */
const providers: Providers = async () =>
  ({ read: async (body: Uint8Array) => ({ found: JSON.parse(Buffer.from(body).toString()) }) }) as never;
const receptionOf = (w: World): Reception => ({ ...w.relay, providers });
const split = async (w: World, lead: string, ...deliveries: string[]) => {
  const done = await splitPeople(receptionOf(w), lead, deliveries, correction);
  await w.settle();
  return done;
};
const merge = async (w: World, one: string, other: string) => {
  const done = await mergePeople(w.relay, [one, other], correction);
  await w.settle();
  return done;
};

const anna = { name: "Anna Alpha", email: "anna@alpha.example", interest: "demo" };
/** Somebody who writes from Anna's mailbox, but is another one. */
const bruno = {
  name: "Bruno Beta",
  email: "anna@alpha.example",
  phone: "+49 30 555200",
  company: "Beta GmbH",
  employees: 900,
  message: "It is Bruno",
};

describe("two people who are one", () => {
  test("have one lead while both are open: the later is part of the earlier one's story, whose owner hears its words", async () => {
    const w = await opened();
    const first = await w.send(anna);
    await w.until("2026-11-24T09:10:00Z");
    const second = await w.send({ name: "A. Alpha", email: "a@home.example", employees: 700, message: "Privately" });
    expect(await merge(w, second.id, first.id)).toEqual({ lead: first.id });
    const lead = await w.lead(first.id);
    expect(lead.fields).toMatchObject({ ...anna, employees: 700 });
    expect(lead.score.total).toBe(90);
    expect(await w.lead(second.id)).toMatchObject({ stage: "closed", closed: { as: "merged", into: first.id } });
    expect(w.mailed(first.id)).toEqual(["handover ana", "touched ana"]);
    expect(w.mailed(second.id)).toEqual(["handover ben", "reassigned-from ben"]);
    expect((await w.told(first.id)).join(" ")).toContain(
      "Merged by op: whom another lead was of is the same person. “They told us”",
    );

    // Whichever address they use, it is the same lead, and merging again changes nothing.
    for (const email of ["anna@alpha.example", "a@home.example"]) expect((await w.send({ email })).id).toBe(first.id);
    const { revision } = await w.lead(first.id);
    await merge(w, first.id, second.id);
    expect((await w.lead(first.id)).revision).toBe(revision);
  });

  test("keep two leads when one of them is over", async () => {
    const w = await opened();
    const first = await w.send(anna);
    await w.answer(first.id, "ana", "reject", { reason: "not-a-fit" });
    const second = await w.send({ email: "a@home.example" });
    await merge(w, first.id, second.id);
    expect(await w.lead(first.id)).toMatchObject({ closed: { as: "rejected" } });
    expect((await w.lead(second.id)).closed).toBeUndefined();
    expect((await w.send({ email: anna.email })).id).toBe(second.id);
  });

  test("keep two leads when the first ends while it is being said, and nothing of the second is lost", async () => {
    const w = await opened();
    const first = await w.send(anna);
    const second = await w.send({ email: "a@home.example", message: "Privately" });
    const store = {
      ...w.store,
      savePerson: async (...write: Parameters<typeof w.store.savePerson>) => {
        const saved = await w.store.savePerson(...write);
        await w.answer(first.id, "ana", "reject", { reason: "not-a-fit" });
        return saved;
      },
    };
    await mergePeople({ ...w.relay, store }, [first.id, second.id], correction);
    expect(await w.lead(first.id)).toMatchObject({ closed: { as: "rejected" } });
    expect((await w.lead(second.id)).closed).toBeUndefined();
    expect((await w.send({ email: anna.email })).id).toBe(second.id);
    const told = (await w.told(second.id)).length;
    await merge(w, first.id, second.id);
    expect(await w.told(second.id)).toHaveLength(told);
  });

  test("are asked about in the lead that is open, whichever two leads were named", async () => {
    const w = await opened();
    const over = await w.send(anna);
    await w.answer(over.id, "ana", "reject", { reason: "not-a-fit" });
    await w.until("2026-11-24T09:10:00Z");
    const open = await w.send(anna);
    const other = await w.send({ email: "bo@beta.example" });
    await w.answer(other.id, (await w.lead(other.id)).owner!, "reject", { reason: "not-a-fit" });
    await merge(w, over.id, other.id);
    for (const email of [anna.email, "bo@beta.example"]) expect((await w.send({ email })).id).toBe(open.id);
  });

  test("are refused when it is one lead, unknown, or about nobody", async () => {
    const w = await opened();
    const { id } = await w.send(anna);
    const { id: test } = await w.send(anna, { test: true });
    for (const [other, code] of [
      [id, "people.same"],
      ["lead_nothing", "lead.unknown"],
      [test, "lead.nobody"],
    ])
      await expect(merge(w, id, other!)).rejects.toMatchObject({ code });
  });
});

describe("two people who were taken for one", () => {
  test("have a lead each: what was asked last is somebody else's, and nothing of it stays", async () => {
    const w = await opened();
    const first = await w.send(anna);
    await w.until("2026-11-24T09:10:00Z");
    const second = await w.send(bruno);
    expect(second.id).toBe(first.id);
    expect((await w.lead(first.id)).score.total).toBe(90);
    const seen = await whose(receptionOf(w), first.id);
    expect(seen.requests.map(({ name, delivery }) => [name, delivery])).toEqual([
      ["Anna Alpha", first.kept.id],
      ["Bruno Beta", second.kept.id],
    ]);

    const { others } = await split(w, first.id, second.kept.id);
    const [theirs] = others;
    expect((await w.lead(first.id)).fields).toEqual(anna);
    expect((await w.lead(first.id)).score.total).toBe(60);
    const other = await w.lead(theirs!);
    expect(other).toMatchObject({
      fields: { name: "Bruno Beta", message: "It is Bruno", employees: 900 },
      owner: "ben",
    });
    expect(other.clock?.startedAt).toBe("2026-11-24T09:10:00.000Z");
    expect(w.mailed(theirs!)).toEqual(["handover ben"]);
    // By what only Bruno gave he is known from now on.
    expect((await w.send({ phone: bruno.phone, name: "Bruno" })).id).toBe(theirs);
    expect((await w.send({ email: anna.email, name: "Anna" })).id).toBe(first.id);
    expect((await w.told(first.id)).join(" ")).toContain("one of the requests was somebody else's");

    const again = await w.lead(theirs!);
    await split(w, first.id, second.kept.id).catch(() => {});
    expect((await w.lead(theirs!)).createdAt).toBe(again.createdAt);
  });

  test("are parted as a whole when the wrong one was found for a lead", async () => {
    const w = await opened();
    const first = await w.send({ name: "Anna Alpha", phone: "+49 30 555300" });
    await w.answer(first.id, "ana", "reject", { reason: "not-a-fit" });
    // Her sister, whose name begins with the same letter.
    const second = await w.send({ name: "A. Alpha", phone: "+49 30 555300", email: "agnes@alpha.example" });
    expect((await w.lead(second.id)).previous).toBe(first.id);
    await split(w, second.id);
    const parted = await w.lead(second.id);
    expect(parted.previous).toBeUndefined();
    expect(parted.person?.id).not.toBe((await w.lead(first.id)).person?.id);
    expect((await w.send({ email: "agnes@alpha.example" })).id).toBe(second.id);
    expect((await w.send({ name: "Anna Alpha", phone: "+49 30 555300" })).id).not.toBe(second.id);
  });

  test("are parted in the end when it failed half-way, wherever that was", async () => {
    for (const fails of ["savePerson", "commit", "takeTurn", "facts"] as const) {
      const w = await opened();
      const first = await w.send(anna);
      const second = await w.send(bruno);
      for (let calls = 1; calls <= 3; calls++) {
        let left = calls;
        const failing = async (...given: never[]) => {
          left -= 1;
          if (left === 0) throw new Error("not now");
          return (w.store[fails] as (...given: never[]) => Promise<never>)(...given);
        };
        const store = { ...w.store, [fails]: failing };
        await splitPeople({ ...receptionOf(w), store }, first.id, [second.kept.id], correction).catch(() => {});
      }
      const { others } = await split(w, first.id, second.kept.id);
      expect((await w.lead(first.id)).fields).toEqual(anna);
      expect((await w.lead(others[0]!)).fields).toMatchObject({ name: "Bruno Beta", message: "It is Bruno" });
      expect(w.mailed(others[0]!)).toEqual([expect.stringMatching(/^handover /)]);
    }
  });

  test("who write from one mailbox, and give nothing else, have a lead each", async () => {
    const w = await opened();
    const first = await w.send(anna);
    const second = await w.send({ name: "Bruno Beta", email: anna.email, message: "It is Bruno" });
    const { others } = await split(w, first.id, second.kept.id);
    expect((await w.lead(first.id)).fields).toEqual(anna);
    expect((await w.lead(others[0]!)).fields).toMatchObject({ name: "Bruno Beta", message: "It is Bruno" });
    expect((await w.send({ email: anna.email })).id).toBe(first.id);
  });

  test("keep what they said when the request that the lead came with cannot be read any more", async () => {
    const w = await opened();
    const first = await w.send(anna);
    const second = await w.send(bruno);
    const delivery = async (id: string) => (id === first.kept.id ? undefined : w.store.delivery(id));
    const reception = { ...receptionOf(w), store: { ...w.store, delivery } };
    await splitPeople(reception, first.id, [second.kept.id], correction);
    expect((await w.lead(first.id)).fields).toEqual(anna);
    expect((await w.send({ email: anna.email })).id).toBe(first.id);
    // And of a whole lead there has to be something to know its person by.
    await w.answer(first.id, "ana", "reject", { reason: "not-a-fit" });
    const { id } = await w.send(anna);
    const unread = { ...receptionOf(w), store: { ...w.store, delivery: async () => undefined } };
    await expect(splitPeople(unread, id, [], correction)).rejects.toMatchObject({ code: "people.split" });
    expect((await w.lead(id)).previous).toBe(first.id);
  });

  test("who were merged by mistake have a lead each again, also when one has a third one's telephone", async () => {
    const w = await opened();
    const carl = await w.send({ name: "Carl Gamma", email: "carl@gamma.example", phone: "+49 30 555400" });
    const first = await w.send(anna);
    const second = await w.send({ ...bruno, email: "bruno@beta.example", phone: "+49 30 555400" });
    await merge(w, first.id, second.id);
    expect((await w.lead(second.id)).closed).toMatchObject({ as: "merged" });
    await split(w, first.id, second.kept.id);
    expect((await w.lead(first.id)).fields).toEqual(anna);
    expect((await w.lead(second.id)).closed).toBeUndefined();
    expect((await w.lead(second.id)).fields).toMatchObject({ name: "Bruno Beta", email: "bruno@beta.example" });
    for (const [email, lead] of [
      [anna.email, first],
      ["bruno@beta.example", second],
      ["carl@gamma.example", carl],
    ] as const)
      expect((await w.send({ email })).id).toBe(lead.id);
  });

  test("are refused where there is nothing to part", async () => {
    const w = await opened();
    const { id, kept } = await w.send(anna);
    await expect(split(w, id)).rejects.toMatchObject({ code: "people.split" });
    await expect(split(w, id, kept.id)).rejects.toMatchObject({ code: "people.split" });
    await expect(split(w, id, "dlv_nothing")).rejects.toMatchObject({ code: "people.split" });
  });
});
