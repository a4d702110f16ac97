import type { StatusChange } from "@baton/core/delivery";
import { describe, expect, test } from "vitest";
import { small } from "../../../helpers/agreements.ts";
import { type World, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00Z";
const crm = {
  system: "hubspot",
  source: "hubspot",
  status: {
    ATTEMPTED: "attempted",
    CONNECTED: "contacted",
    OPEN_DEAL: "opportunity",
    UNQUALIFIED: { reject: "fit" },
    UNREACHED: { reject: "unreached" },
    customer: "won",
    LOST: { lost: "price" },
  },
};
const company = (parts: object = {}) =>
  small({
    sources: {
      web: { provider: "form", auth: { token: "WEB" } },
      hubspot: { provider: "hubspot", auth: { secret: "HUB" }, publicUrl: "https://baton.example" },
    },
    sla: {
      fast: {
        stages: {
          contact: { within: "15m", steps: [{ at: "100%", do: "escalate", to: "manager" }] },
          disposition: { within: "5d" },
        },
      },
    },
    reasons: [
      { id: "fit", name: "No fit", cause: "fit" },
      { id: "unreached", name: "Nobody answered", afterAttempts: 3 },
    ],
    lostReasons: [{ id: "price", name: "Too expensive" }],
    crm,
    ...parts,
  });
const jane = { name: "Jane Doe", email: "jane@firma.example" };
const says = (w: World, status: string, said: Partial<StatusChange> = {}, source = "hubspot") =>
  w.deliver(
    [{ kind: "status", status, at: new Date(w.now()).toISOString(), who: { email: jane.email }, key: status, ...said }],
    { source },
  );
/** A lead that waits for its owner. */
async function waiting(parts: object = {}) {
  const w = await world(company(parts), { at: T });
  const { id } = await w.send(jane);
  return { w, id, owner: (await w.lead(id)).owner! };
}

describe("a status of the CRM", () => {
  test("that means a contact stops the clock from when it was set, with the CRM as evidence", async () => {
    const { w, id, owner } = await waiting();
    const at = "2026-11-24T09:02:00.000Z";
    await w.until("2026-11-24T09:04:00Z");
    const { kept } = await says(w, "connected", { at });
    expect(kept.outcome).toBe("contact");
    const { stage, responses } = await w.lead(id);
    expect(stage).toBe("disposition");
    expect(responses).toMatchObject([
      {
        action: "contacted",
        by: owner,
        at,
        evidence: { source: "hubspot", channel: "crm-status", event: "connected" },
      },
    ]);
  });

  test("that means a try opens the window of the next one, and told twice is one try", async () => {
    const { w, id } = await waiting();
    await says(w, "ATTEMPTED", { key: "7#1" });
    await says(w, "ATTEMPTED", { key: "7#1" });
    expect((await w.lead(id)).clock).toMatchObject({ attempts: 1 });
    await says(w, "ATTEMPTED", { key: "7#2" });
    expect((await w.lead(id)).clock).toMatchObject({ attempts: 2 });
  });

  test("that means a reason hands the lead back for it, and its cause counts", async () => {
    const { w, id, owner } = await waiting();
    await says(w, "UNQUALIFIED");
    const lead = await w.lead(id);
    expect(lead.closed).toMatchObject({ as: "rejected", reason: "fit" });
    expect(lead.responses).toMatchObject([
      { action: "reject", by: owner, reason: "fit", evidence: { key: "UNQUALIFIED" } },
    ]);
    expect(lead.tally.windows.at(-1)!.ended).toMatchObject({ result: "rejected", evidence: "observed" });
  });

  test("that means a reason which takes tries says nothing before them", async () => {
    const { w, id } = await waiting();
    expect((await says(w, "UNREACHED", { key: "0" })).kept.outcome).toBe("ignored");
    for (const key of ["1", "2", "3"]) await says(w, "ATTEMPTED", { key });
    await says(w, "UNREACHED", { key: "4" });
    expect((await w.lead(id)).closed).toMatchObject({ reason: "unreached" });
  });

  test("that means a deal opens, wins and loses it, on a closed lead too", async () => {
    const { w, id } = await waiting();
    await says(w, "OPEN_DEAL");
    expect((await w.lead(id)).closed).toMatchObject({ as: "opportunity" });
    await says(w, "customer");
    await says(w, "LOST");
    expect((await w.lead(id)).tally.deals).toMatchObject([{ state: "lost", reason: "price" }]);
  });

  test("that was set before the end of the window and told after it withdraws the breach", async () => {
    const { w, id } = await waiting();
    await w.until("2026-11-24T12:00:00Z");
    expect((await w.lead(id)).tally.windows[0]!.breachedAt).toBeDefined();
    await says(w, "UNQUALIFIED", { at: "2026-11-24T09:01:00.000Z" });
    expect(await w.told(id)).toContainEqual(expect.stringMatching(/in time/));
  });

  test("that was set before they asked, by nobody known, or on a closed lead says nothing of this one", async () => {
    const { w, id, owner } = await waiting();
    const early = await says(w, "UNQUALIFIED", { at: "2026-11-20T09:00:00.000Z" });
    expect(early.kept).toMatchObject({ outcome: "ignored", reason: expect.stringContaining("before") });
    const unknown = await says(w, "ATTEMPTED", { who: { email: "who@nowhere.example" } });
    expect(unknown.kept.outcome).toBe("ignored");
    await w.answer(id, owner, "reject", { reason: "fit" });
    expect((await says(w, "ATTEMPTED")).kept).toMatchObject({ reason: expect.stringContaining("closed") });
  });

  test("is counted where the agreement does not say what it means, and of another source is none", async () => {
    const { w, id } = await waiting();
    const { kept } = await says(w, "IN_PROGRESS");
    expect(kept).toMatchObject({ outcome: "ignored", reason: expect.stringContaining("IN_PROGRESS") });
    expect(await w.store.unnamedValues("hubspot", "2026-11-24", 9)).toEqual([
      { field: "crm.status", value: "IN_PROGRESS", count: 1 },
    ]);
    expect((await says(w, "CONNECTED", {}, "web")).kept.outcome).toBe("ignored");
    expect((await w.lead(id)).stage).toBe("contact");
  });
});

describe("a deal of the CRM", () => {
  const deal = (w: World, said: object, also: object = {}, source = "hubspot") =>
    w.deliver(
      [
        {
          kind: "deal",
          said: { deal: "9", state: "open", at: new Date(w.now()).toISOString(), ...said },
          crm: { by: "ben@acme.example", ...also },
        },
      ],
      { source },
    );
  const who = { email: jane.email };

  test("counts once for the lead of its person, with the CRM's own words for its state and reason", async () => {
    const { w, id } = await waiting({ currency: "EUR" });
    await deal(w, { amount: "100" }, { who });
    await deal(w, { amount: "100" }, { who });
    await w.until("2026-11-25T09:00:00Z");
    await deal(w, { state: "lost", amount: "90", currency: "CHF" }, { who, reason: "lost" });
    const { deals = [] } = (await w.lead(id)).tally;
    expect(deals).toMatchObject([
      { id: "9", state: "lost", reason: "price", amount: { minor: "9000", currency: "CHF" } },
    ]);
    expect(deals[0]!.before).toMatchObject({ state: "open", amount: { minor: "10000", currency: "EUR" } });
  });

  test("that is lost for a reason which the agreement does not name is lost all the same, and the reason is counted", async () => {
    const { w, id } = await waiting();
    await deal(w, { state: "lost" }, { who, reason: "Went quiet" });
    expect((await w.lead(id)).tally.deals).toMatchObject([{ state: "lost" }]);
    expect(await w.store.unnamedValues("hubspot", "2026-11-24", 9)).toEqual([
      { field: "crm.status", value: "Went quiet", count: 1 },
    ]);
  });

  test("of which a stage has a meaning stands as that says", async () => {
    const { w, id } = await waiting();
    await deal(w, {}, { who, stage: "customer" });
    expect((await w.lead(id)).tally.deals).toMatchObject([{ state: "won" }]);
  });

  test("that is older than the lead, or that no human changed, ends no lead", async () => {
    const { w, id } = await waiting();
    await deal(w, { state: "lost" }, { who, reason: "lost", opened: "2026-01-05T08:00:00Z" });
    expect((await w.lead(id)).tally.deals).toBeUndefined();
    await deal(w, { deal: "10", amount: "5", currency: "EUR" }, { who, automatic: true });
    const lead = await w.lead(id);
    expect(lead.tally.deals).toMatchObject([{ id: "10", state: "open" }]);
    expect(lead).toMatchObject({ stage: "contact" });
  });

  test("stands as the CRM says where that is more than open, whatever its stage and an old reason mean", async () => {
    const { w, id } = await waiting();
    await deal(w, { state: "won" }, { who, stage: "OPEN_DEAL", reason: "lost" });
    expect((await w.lead(id)).tally.deals).toMatchObject([{ state: "won" }]);
    await w.until("2026-11-25T09:00:00Z");
    const named = await deal(w, {}, { who, names: true });
    expect(named.kept.outcome).toBe("ignored");
    expect((await w.lead(id)).tally.deals).toMatchObject([{ state: "won" }]);
  });

  test("that came before its person was known goes to their lead when they are, with all that was told of it", async () => {
    const { w, id } = await waiting();
    const won = { state: "won", amount: "700", currency: "EUR", at: "2026-11-24T09:30:00.000Z" };
    await w.until("2026-11-24T09:30:00Z");
    await deal(w, won, {});
    expect(await w.store.deal("9")).toMatchObject({ lone: { found: "none" } });
    await deal(w, { at: "2026-11-24T09:29:00.000Z" }, { who });
    expect(await w.store.deal("9")).toEqual({ lead: id });
    expect((await w.lead(id)).tally.deals).toMatchObject([
      { id: "9", state: "won", amount: { minor: "70000", currency: "EUR" } },
    ]);
    expect((await w.lead(id)).closed).toMatchObject({ as: "won" });
    const rows = [...(w.store as unknown as { rows(): Map<string, Map<string, { is: string }[]>> }).rows().values()];
    expect(rows.flatMap((day) => [...day.values()].flat()).filter(({ is }) => is === "deal")).toHaveLength(1);
  });

  test("that somebody of ours has with somebody unknown is a lead that they found themselves", async () => {
    const { w } = await waiting();
    const kim = { email: "new@elsewhere.example", name: "Kim New" };
    const old = await deal(w, { deal: "8" }, { who: kim, opened: "2026-01-05T08:00:00Z" });
    const synced = await deal(w, { deal: "7" }, { who: kim, automatic: true });
    expect([old, synced].flatMap((one) => one.kept.leads)).toEqual([]);
    const { kept } = await deal(w, {}, { who: kim, opened: "2026-11-24T08:40:00Z" });
    const lead = await w.lead(kept.leads[0]!);
    expect(lead).toMatchObject({ owner: "ben", source: "self-sourced" });
    expect(lead.tally.deals).toMatchObject([{ id: "9", source: "sales" }]);
  });

  test("of a source that is not the CRM's says nothing, and an amount in no known currency waits in quarantine", async () => {
    const { w } = await waiting();
    expect((await deal(w, {}, { who }, "web")).kept.outcome).toBe("ignored");
    expect((await deal(w, { amount: "5" }, { who })).kept).toMatchObject({
      outcome: "quarantined",
      reason: expect.stringContaining("currency"),
    });
  });
});

describe("a person that a colleague makes in the CRM", () => {
  const made = (w: World, email: string, by = "ben@acme.example") =>
    w.deliver([{ kind: "made", fields: { email, name: "Kim New" }, by, key: email }], { source: "hubspot" });

  test("is a lead that they found themselves, once however often it is told", async () => {
    const { w } = await waiting();
    const { kept } = await made(w, "kim@elsewhere.example");
    expect(await w.lead(kept.leads[0]!)).toMatchObject({ owner: "ben", source: "self-sourced" });
    expect((await made(w, "kim@elsewhere.example")).kept.leads).toEqual(kept.leads);
  });

  test("asks to be contacted where whoever has them is nobody of sales, if the CRM cannot tell who typed them", async () => {
    const { w } = await waiting();
    const fields = { email: "kim@elsewhere.example", name: "Kim New" };
    const by = "integration@nowhere.example";
    const { kept } = await w.deliver([{ kind: "made", fields, by, key: "00Q", asksElse: true }], { source: "hubspot" });
    expect(await w.lead(kept.leads[0]!)).toMatchObject({ source: "hubspot", stage: "contact" });
  });

  test("is none of whoever asked before, or where nobody of ours has them", async () => {
    const { w } = await waiting();
    expect((await made(w, jane.email)).kept.outcome).toBe("ignored");
    expect((await made(w, "kim@elsewhere.example", "who@nowhere.example")).kept.outcome).toBe("ignored");
  });
});
