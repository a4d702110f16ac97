import { type DealRow, type Row, rowsOf } from "@baton/core/lead";
import { type Outcome, outcomeOf, recordOutcome } from "@baton/core/outcome";
import type { PrivacyStore } from "@baton/core/ports";
import { forgetPerson } from "@baton/core/privacy";
import { describe, expect, test } from "vitest";
import { small } from "../../../helpers/agreements.ts";
import { type World, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00Z";
const jane = { name: "Jane Doe", email: "jane@firma.example", campaign: "autumn" };
const lostReasons = [
  { id: "price", name: "Too expensive" },
  { id: "timing", name: "Not this year" },
];
const twoStages = {
  fast: { stages: { contact: { within: "1h" }, disposition: { within: "5d" } } },
};
const company = (parts: object = {}) => small({ sla: { ...twoStages }, lostReasons, ...parts });

const deals = async (w: World, id: string): Promise<DealRow[]> =>
  rowsOf(id, (await w.lead(id)).tally)
    .flatMap(({ rows }): Row[] => rows)
    .filter((row) => row.is === "deal");
/** What is stored of deals. */
const loneRows = (w: World): DealRow[] =>
  [...(w.store as unknown as { rows(): Map<string, Map<string, Row[]>> }).rows().values()]
    .flatMap((day) => [...day.values()].flat())
    .filter((row) => row.is === "deal");
const tell = (w: World, said: Partial<Outcome> & Pick<Outcome, "state">) =>
  recordOutcome(w.relay, { at: w.now(), evidence: "observed", via: "api", ...said }).then(async (recorded) => {
    await w.settle();
    return recorded;
  });
const eur = (minor: number) => ({ minor: String(minor), currency: "EUR" });

/** A lead that was contacted. */
async function contacted(parts: object = {}) {
  const w = await world(company(parts), { at: T });
  const { id } = await w.send(jane);
  await w.answer(id, "ana", "contacted");
  return { w, id };
}

describe("what came of a lead, told by whoever has it", () => {
  test("is a deal with its amount, and may become another later, on the closed lead", async () => {
    const { w, id } = await contacted();
    await w.answer(id, "ana", "outcome", { reason: "opportunity", amount: "12,500.00", currency: "eur" });
    expect((await w.lead(id)).closed).toMatchObject({ as: "opportunity" });
    await w.until("2026-12-24T09:00:00Z");
    expect(await w.offered(id, "ana")).toContain("outcome");
    await w.answer(id, "ana", "outcome", { reason: "won", amount: "13000", currency: "EUR", deal: "D-7" });
    expect(await deals(w, id)).toMatchObject([
      { deal: "D-7", state: "won", amount: eur(1_300_000), credits: { handRaise: [["autumn", "1300000"]] } },
    ]);
    expect(await w.told(id)).toContain("The deal is won, 13,000.00 EUR, says Ana.");
  });

  test("lost needs an agreed reason, and may follow upon won", async () => {
    const { w, id } = await contacted();
    await expect(w.answer(id, "ana", "outcome", { reason: "lost" })).rejects.toMatchObject({
      code: "response.lost",
      status: 422,
    });
    await w.answer(id, "ana", "outcome", { reason: "won" });
    await w.answer(id, "ana", "outcome", { reason: "lost", lost: "price" });
    expect(await deals(w, id)).toMatchObject([{ state: "lost", reason: "price" }]);
  });

  test("asks for the currency of an amount, and keeps nothing without", async () => {
    const { w, id } = await contacted();
    await expect(w.answer(id, "ana", "outcome", { reason: "won", amount: "500" })).rejects.toMatchObject({
      code: "money.currency",
    });
    expect(await deals(w, id)).toEqual([]);
    expect((await w.lead(id)).closed).toBeUndefined();
  });

  test("taken back within ten minutes leaves no deal", async () => {
    const { w, id } = await contacted();
    await w.answer(id, "ana", "outcome", { reason: "won", amount: "500", currency: "EUR" });
    await w.answer(id, "ana", "undo");
    expect(await deals(w, id)).toEqual([]);
    expect((await w.lead(id)).stage).toBe("disposition");
  });
});

describe("a deal that other systems tell of", () => {
  test("reported four times in three ways counts once; its value changes, it is lost, and what counts follows", async () => {
    const { w, id } = await contacted();
    await w.answer(id, "ana", "outcome", { reason: "opportunity", amount: "100", currency: "EUR", deal: "D-1" });
    const [at, person] = ["2026-11-24T09:00:00Z", { email: jane.email }];
    const said = { person, deal: "D-1", state: "open", amount: "100", currency: "EUR", at } as const;
    expect(await recordOutcome(w.relay, outcomeOf(said, "api"))).toMatchObject({ lead: id, changed: false });
    await w.deliver([{ kind: "deal", said }], { key: "1" });
    expect(await recordOutcome(w.relay, outcomeOf(said, "csv"))).toMatchObject({ changed: false });
    expect(await deals(w, id)).toMatchObject([{ deal: "D-1", state: "open", amount: eur(10_000) }]);
    await w.until("2026-11-25T09:00:00Z");
    await tell(w, { deal: "D-1", state: "won", amount: eur(20_000) });
    expect(await deals(w, id)).toMatchObject([{ state: "won", amount: eur(20_000) }]);
    // An older word that comes late says nothing of now.
    await tell(w, { deal: "D-1", state: "open", at: Date.parse(T), amount: eur(1) });
    expect(await deals(w, id)).toMatchObject([{ state: "won", amount: eur(20_000) }]);
    await tell(w, { deal: "D-1", state: "lost", reason: "timing" });
    expect(await deals(w, id)).toMatchObject([{ state: "lost", reason: "timing", amount: eur(20_000) }]);
  });

  test("ends the open lead of its person: who has a deal with somebody has been in touch with them", async () => {
    const w = await world(company(), { at: T });
    const { id } = await w.send(jane);
    await w.until("2026-11-24T09:30:00Z");
    expect(await tell(w, { who: { email: jane.email }, deal: "D-2", state: "open" })).toEqual({
      deal: "D-2",
      lead: id,
      found: "lead",
      changed: true,
    });
    const lead = await w.lead(id);
    expect(lead.closed).toMatchObject({ as: "opportunity" });
    expect(lead.tally.contact).toMatchObject({ by: "ana", evidence: "observed", elapsedMs: 30 * 60_000 });
    expect(await w.breaches(id)).toEqual([]);
  });

  test("of no lead is credited again when touches of its person or their company are told later", async () => {
    const w = await world(company(), { at: T });
    await tell(w, { who: { email: "boss@firma.example" }, deal: "D-12", state: "won", amount: eur(700) });
    await tell(w, { who: { email: "kim@gmail.com" }, deal: "D-13", state: "won", amount: eur(300) });
    expect(loneRows(w).map(({ influenced }) => influenced)).toEqual([[], []]);
    const visit = (email: string) => ({
      kind: "touch" as const,
      touch: "page",
      label: "/fair",
      who: { email },
      facts: { "utm.campaign": "fair" },
      at: "2026-11-20T09:00:00Z",
    });
    await w.deliver([visit("jane@firma.example")]);
    expect(loneRows(w)).toMatchObject([{ deal: "D-12", credits: { first: [["fair", "700"]] } }, { influenced: [] }]);
    await w.deliver([visit("jane@elsewhere.example")]);
    expect(loneRows(w).map(({ influenced }) => influenced)).toEqual([["fair"], []]);
  });

  test("of no lead stays when its person is forgotten, and nothing leads from it to them", async () => {
    const w = await world(company(), { at: T });
    const email = "kim@gmail.com";
    const facts = { "utm.campaign": "fair" };
    await w.deliver([{ kind: "touch", touch: "page", label: "/fair", who: { email }, facts }]);
    await w.until("2026-11-24T09:30:00Z");
    await tell(w, { who: { email }, deal: "D-14", state: "won", amount: eur(300) });
    const place = await w.store.deal("D-14");
    const { person } = (place as { lone: { whose: { person: string } } }).lone.whose;
    expect(await w.store.loneDeals(person)).toHaveLength(1);
    const { privacy } = w.store as unknown as { privacy: PrivacyStore };
    await forgetPerson(w.relay, privacy, { email }, new AbortController().signal);
    expect(await w.store.loneDeals(person)).toEqual([]);
    expect(loneRows(w)).toMatchObject([{ deal: "D-14", state: "won" }]);
  });

  test("of nobody counts once though its reports come out of order", async () => {
    const w = await world(company(), { at: T });
    await tell(w, { deal: "D-9", state: "won", amount: eur(1_000), at: Date.parse("2026-11-24T08:30:00Z") });
    await tell(w, { deal: "D-9", state: "open", at: Date.parse("2026-11-24T08:00:00Z") });
    expect(loneRows(w)).toMatchObject([{ deal: "D-9", state: "won", at: "2026-11-24T08:00:00.000Z" }]);
  });

  test("keeps whose doing somebody said it is, until somebody says otherwise", async () => {
    const { w, id } = await contacted();
    await tell(w, { who: { email: jane.email }, deal: "D-10", state: "open", source: "partner" });
    await tell(w, { deal: "D-10", state: "won", amount: eur(5) });
    expect(await deals(w, id)).toMatchObject([{ madeBy: "partner", state: "won" }]);
    await tell(w, { deal: "D-11", state: "open", source: "referral" });
    await w.until("2026-11-24T10:00:00Z");
    await tell(w, { deal: "D-11", state: "won" });
    const lone = loneRows(w).filter((row) => row.deal === "D-11");
    expect(lone).toMatchObject([{ madeBy: "referral", state: "won" }]);
  });

  test("of a colleague joins the latest lead of their company before it, and its campaign", async () => {
    const { w, id } = await contacted();
    const seen = { "utm.campaign": "fair" };
    const visit = { touch: "page", label: "/fair", facts: seen, at: "2026-11-23T09:00:00Z" };
    await w.deliver([{ kind: "touch", who: { email: "kim@firma.example" }, ...visit }]);
    await w.until("2026-12-01T09:00:00Z");
    const boss = { who: { email: "boss@firma.example" }, deal: "D-5", amount: eur(900) };
    expect(await tell(w, { ...boss, state: "open" })).toEqual({
      deal: "D-5",
      lead: id,
      found: "account",
      changed: true,
    });
    expect(await tell(w, { deal: "D-5", state: "won" })).toMatchObject({ lead: id, found: "account" });
    expect(loneRows(w)).toMatchObject([
      {
        deal: "D-5",
        lead: id,
        campaign: "autumn",
        state: "won",
        madeBy: "marketing",
        credits: { first: [["fair", "900"]], handRaise: [["autumn", "900"]] },
      },
    ]);
    // Whose lead it is stays as they were: it was not their deal.
    expect(await deals(w, id)).toEqual([]);
    expect((await w.lead(id)).closed).toBeUndefined();
  });

  test("joins nobody by a mailbox provider's domain, and no lead that came after the deal", async () => {
    const w = await world(company(), { at: T });
    await w.send({ ...jane, email: "jane@gmail.com" });
    expect(await tell(w, { who: { email: "kim@gmail.com" }, deal: "D-6", state: "won" })).toMatchObject({
      lead: null,
      found: "none",
    });
    await w.send(jane);
    const before = { at: Date.parse("2026-11-20T09:00:00Z"), state: "open" } as const;
    expect(await tell(w, { who: { email: "boss@firma.example" }, deal: "D-7", ...before })).toMatchObject({
      lead: null,
      found: "none",
    });
  });

  test("has what colleagues had seen on its way, also when that is told later", async () => {
    const { w, id } = await contacted();
    await w.answer(id, "ana", "outcome", { reason: "won", amount: "100", currency: "EUR", deal: "D-8" });
    const facts = { "utm.campaign": "fair" };
    const visit = { touch: "page", label: "/fair", facts, at: "2026-11-20T09:00:00Z" };
    await w.deliver([{ kind: "touch", who: { email: "kim@firma.example" }, ...visit }]);
    await w.deliver([{ kind: "touch", who: { email: "kim@elsewhere.example" }, ...visit }]);
    expect(await deals(w, id)).toMatchObject([
      {
        credits: {
          first: [["fair", "10000"]],
          linear: [
            ["fair", "5000"],
            ["autumn", "5000"],
          ],
        },
      },
    ]);
  });

  test("of somebody who was only seen joins the campaigns they saw, of nobody joins nothing", async () => {
    const w = await world(company(), { at: T });
    await w.deliver([
      {
        kind: "touch",
        touch: "page",
        label: "/fair",
        who: { email: "kim@else.example" },
        facts: { "utm.campaign": "fair" },
        at: "2026-11-20T09:00:00Z",
      },
    ]);
    expect(
      await tell(w, { who: { email: "kim@else.example" }, deal: "D-3", state: "won", amount: eur(500) }),
    ).toMatchObject({
      lead: null,
      found: "person",
    });
    expect(await tell(w, { who: { email: "who@nowhere.example" }, deal: "D-4", state: "won" })).toMatchObject({
      found: "none",
    });
    expect(loneRows(w)).toMatchObject([
      {
        deal: "D-3",
        lead: null,
        credits: { first: [["fair", "500"]], handRaise: [[null, "500"]] },
        influenced: ["fair"],
      },
      { deal: "D-4", lead: null, credits: { first: [[null, "0"]] }, influenced: [] },
    ]);
  });

  test("without a name needs a lead, and a reason for which it is lost must be agreed", async () => {
    const w = await world(company(), { at: T });
    await expect(tell(w, { who: { email: "who@nowhere.example" }, state: "won" })).rejects.toMatchObject({
      code: "outcome.subject",
      status: 422,
    });
    await expect(tell(w, { deal: "D-5", state: "lost", reason: "prise" })).rejects.toMatchObject({
      code: "outcome.reason",
      status: 422,
    });
    const { kept } = await w.deliver([{ kind: "deal", said: { deal: "D-5", state: "sold" } }]);
    expect(kept).toMatchObject({ outcome: "quarantined", reason: expect.stringContaining("state") });
  });

  test("that is one lead's cannot be taken for another's", async () => {
    const { w, id } = await contacted();
    await tell(w, { who: { email: jane.email }, deal: "D-6", state: "open" });
    const { id: other } = await w.send({ name: "Kim", email: "kim@else.example" });
    await w.answer(other, "ben", "contacted");
    await expect(w.answer(other, "ben", "outcome", { reason: "won", deal: "D-6" })).rejects.toMatchObject({
      code: "deal.elsewhere",
      status: 409,
    });
    expect(await deals(w, id)).toHaveLength(1);
  });
});

describe("what people say", () => {
  test("is told to marketing without what says who they are", async () => {
    const { w, id } = await contacted();
    await w.answer(id, "ana", "feedback", {
      promise: "yes",
      said: "Jane says: call me at +49 30 1234567 or jane@firma.example. Doe wants the calculator.",
    });
    expect((await w.lead(id)).tally.feedback).toMatchObject({ promise: "yes" });
    const [said] = (await w.store.facts(id))
      .flatMap(({ words }) => Object.values(words ?? {}))
      .filter(({ said }) => said);
    expect(said).toEqual({ said: "[name] says: call me at [number] or [e-mail]. [name] wants the calculator." });
  });

  test("is asked for once somebody was contacted, and needs an answer or words", async () => {
    const w = await world(company(), { at: T });
    const { id } = await w.send(jane);
    expect(await w.offered(id, "ana")).not.toContain("feedback");
    await w.answer(id, "ana", "contacted");
    await expect(w.answer(id, "ana", "feedback", {})).rejects.toMatchObject({ code: "response.feedback", status: 422 });
    await expect(w.answer(id, "ana", "feedback", { promise: "maybe" })).rejects.toMatchObject({
      code: "response.promise",
    });
  });
});
