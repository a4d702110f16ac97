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
