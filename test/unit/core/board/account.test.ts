import { accountRecord } from "@baton/core/board";
import { importOwnership } from "@baton/core/ownership";
import { describe, expect, test } from "vitest";
import { people, small } from "../../../helpers/agreements.ts";
import { type World, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00Z";
const company = small({
  operator: "otto",
  people: people({
    ana: {},
    cleo: { manager: "tim" },
    sam: { manager: "vera" },
    tim: { manager: "vera" },
    max: { role: "marketing", manager: "vera" },
    vera: { manager: undefined },
    otto: { manager: "vera" },
  }),
  teams: { sales: { members: ["ana"], manager: "sam" }, east: { members: ["cleo"], manager: "tim" } },
  routing: [
    { name: "East", when: { country: "PL" }, to: "east", sla: "fast" },
    { name: "All", to: "sales", sla: "fast" },
  ],
  sla: { fast: { stages: { contact: { within: "1h" }, disposition: { within: "5d" } } } },
  reasons: [{ id: "fit", name: "No fit", cause: "fit" }],
});
const seen = async (w: World, reader: string, domain = "globex.example") =>
  accountRecord(w.relay, await w.relay.rulebooks.active(), reader, domain, w.now());

async function globex() {
  const w = await world(company, { at: T });
  await importOwnership(w.relay, [
    { of: "globex.example", owner: "ana", tier: "Gold", parent: "globex-group.example" },
  ]);
  const jane = await w.send({ name: "Jane Doe", email: "jane@globex.example", company: "Globex", country: "DE" });
  await w.until("2026-11-24T09:10:00Z");
  const joe = await w.send({ name: "Joe Roe", email: "joe@globex.example", company: "Globex", country: "PL" });
  await w.send({ name: "Somebody else", email: "else@initech.example" });
  return { w, jane: jane.id, joe: joe.id };
}
const ids = ({ leads }: Awaited<ReturnType<typeof seen>>) => leads.map(({ id }) => id);

describe("a company", () => {
  test("is what is known of it, with the leads of its people, the newest first", async () => {
    const { w, jane, joe } = await globex();
    const record = await seen(w, "otto");
    expect(record.account).toMatchObject({ known: true, owner: "ana", tier: "Gold", parent: "globex-group.example" });
    expect(ids(record)).toEqual([joe, jane]);
    expect(record.people.map(({ name, email, leads }) => [name, email, leads]).sort()).toEqual([
      ["Jane Doe", "jane@globex.example", 1],
      ["Joe Roe", "joe@globex.example", 1],
    ]);
  });

  test("shows a manager what is open of their people, and nothing of others", async () => {
    const { w, jane, joe } = await globex();
    expect(ids(await seen(w, "sam"))).toEqual([jane]);
    const tims = await seen(w, "tim");
    expect([ids(tims), tims.people.map(({ name }) => name)]).toEqual([[joe], ["Joe Roe"]]);
    await w.answer(joe, "cleo", "reject", { reason: "fit" });
    expect(ids(await seen(w, "tim"))).toEqual([]);
  });

  test("shows marketing everything but how to reach somebody", async () => {
    const { w, jane, joe } = await globex();
    await w.send({ email: "nameless@globex.example" });
    const record = await seen(w, "max");
    expect(ids(record)).toEqual(expect.arrayContaining([jane, joe]));
    expect(record.leads.every(({ contact }) => !contact)).toBe(true);
    expect(record.people.every((one) => one.email === undefined)).toBe(true);
    expect(record.people.map(({ name }) => name).join()).not.toContain("@");
  });

  test("has its deals and what sales said of it, of leads that the reader sees", async () => {
    const { w, jane } = await globex();
    await w.answer(jane, "ana", "contacted");
    await w.answer(jane, "ana", "feedback", { promise: "yes", said: "Wants a demo by May" });
    await w.answer(jane, "ana", "outcome", { reason: "opportunity", amount: "900", currency: "EUR" });
    // It is closed by then, so that its manager is not told of it any more.
    const { deals, voice } = await seen(w, "otto");
    expect(deals).toMatchObject([{ lead: jane, state: "open", amount: { currency: "EUR", minor: "90000" } }]);
    expect(voice).toMatchObject([{ lead: jane, name: "Jane Doe", promise: "yes", said: "Wants a demo by May" }]);
    expect((await seen(w, "sam")).deals).toEqual([]);
  });

  test.each([
    ["a mailbox provider", "gmail.com", "account.none"],
    ["no domain", "nonsense", "account.none"],
    ["nothing", " ", "account.none"],
    ["one that nobody is of", "nobody.example", "account.unknown"],
  ])("is none of %s", async (_, domain, code) => {
    const { w } = await globex();
    await expect(seen(w, "otto", domain)).rejects.toMatchObject({ code, status: 404 });
  });
});
