import { mergePeople } from "@baton/core/correction";
import { edit, rowsOf } from "@baton/core/lead";
import { goAway } from "@baton/core/roster";
import { describe, expect, test } from "vitest";
import { anonymise } from "../../../../packages/core/src/privacy/anonymous.ts";
import type { Traces } from "../../../../packages/core/src/privacy/traces.ts";
import { ladder, people } from "../../../helpers/agreements.ts";
import { world } from "../../../helpers/world.ts";

/** A Tuesday. */
const T = "2026-11-24T10:00:00Z";

const noTraces = { masking: () => undefined } as unknown as Traces;

describe("a response taken back", () => {
  test("of a lead handed back: it is open as before, the time since then counts, and the next answer holds", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send({ name: "Jo" });
    await w.until("2026-11-24T10:20:00Z");
    await w.answer(id, "ana", "reject", { reason: "not-a-fit" });
    await w.until("2026-11-24T10:25:00Z");
    const { said } = await w.answer(id, "ana", "undo");
    expect(said).toBe("Taken back. Jo is as before; the time since then counts.");
    const back = await w.lead(id);
    expect(back).toMatchObject({ stage: "contact", owner: "ana", clock: { respondBy: "2026-11-24T11:00:00.000Z" } });
    expect(back.closed).toBeUndefined();
    expect(back.responses).toMatchObject([{ action: "reject", undone: true }]);
    await w.until("2026-11-24T10:31:00Z");
    expect(w.mailed(id)).toEqual(["handover ana", "reminder ana"]);
    await w.answer(id, "ana", "contacted");
    await w.until("2026-11-24T12:00:00Z");
    expect(await w.breaches(id)).toEqual([]);
    expect((await w.lead(id)).tally.windows.map(({ ended }) => ended?.result)).toEqual([
      "undone",
      "contacted",
      undefined,
    ]);
    expect(await w.told(id)).toContain("Ana took back what was said at Tue 24 Nov 2026, 11:20: not for us.");
  });

  test("frees nobody's window: what had fallen due meanwhile happens, once", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send({ name: "Jo" });
    await w.until("2026-11-24T10:57:00Z");
    await w.answer(id, "ana", "contacted");
    await w.until("2026-11-24T11:04:00Z");
    await w.answer(id, "ana", "undo");
    await w.until("2026-11-24T11:10:00Z");
    expect(w.mailed(id)).toEqual(["handover ana", "reminder ana", "escalation sam"]);
    expect(await w.breaches(id)).toMatchObject([{ at: "2026-11-24T11:00:00.000Z", holder: "ana" }]);
    const { tally } = await w.lead(id);
    expect(tally.contact).toBeUndefined();
    expect(tally.windows.filter(({ breachedAt }) => breachedAt)).toHaveLength(1);
  });

  test("of a window that was late already leaves one broken promise, not two", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send({ name: "Jo" });
    await w.until("2026-11-24T11:05:00Z");
    await w.answer(id, "ana", "contacted");
    await w.answer(id, "ana", "undo");
    await w.answer(id, "ana", "contacted");
    const { tally } = await w.lead(id);
    expect(tally.windows.filter(({ breachedAt }) => breachedAt)).toMatchObject([{ ended: { result: "contacted" } }]);
    expect(tally.contact?.at).toBe("2026-11-24T11:05:00.000Z");
  });

  test("is open for ten minutes, to whoever gave it, and while nothing else has happened", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send({ name: "Jo" });
    await w.answer(id, "ana", "contacted");
    await expect(w.answer(id, "sam", "undo")).rejects.toThrow("Nothing can be taken back");
    await w.until("2026-11-24T10:09:59Z");
    expect(await w.offered(id, "ana")).toContain("undo");
    expect(await w.offered(id, "sam")).not.toContain("undo");
    await w.until("2026-11-24T10:10:00Z");
    expect(await w.offered(id, "ana")).not.toContain("undo");
    await expect(w.answer(id, "ana", "undo")).rejects.toThrow("Nothing can be taken back");
    const next = await w.send({ name: "Flo", email: "flo@example.org" });
    await w.answer(next.id, "ben", "contacted");
    await w.send({ name: "Flo", email: "flo@example.org", message: "Me again" });
    await expect(w.answer(next.id, "ben", "undo")).rejects.toThrow("Nothing can be taken back");
  });

  test("that passed two stages leaves neither of them in the numbers", async () => {
    const stages = {
      accept: { within: "30m" },
      contact: { within: "1h", steps: [{ at: "100%", do: "escalate", to: "manager" }] },
      disposition: { within: "5d" },
    };
    const w = await world(ladder({ sla: { fast: { stages } } }), { at: T });
    const { id } = await w.send({ name: "Jo" });
    await w.until("2026-11-24T10:05:00Z");
    await w.answer(id, "ana", "contacted");
    await w.answer(id, "ana", "undo");
    await w.answer(id, "ana", "accept");
    await w.until("2026-11-24T12:00:00Z");
    const { tally } = await w.lead(id);
    const counted = tally.windows.filter(({ ended }) => ended?.result !== "undone");
    expect(counted.map(({ stage, ended }) => [stage, ended?.result])).toEqual([
      ["accept", "accepted"],
      ["contact", undefined],
    ]);
    expect(await w.breaches(id)).toMatchObject([{ stage: "contact" }]);
  });

  test("of a hand-over to sales leaves nothing of it to be counted", async () => {
    const staff = people({
      ana: {},
      max: { role: "marketing" },
      sam: { manager: "vera" },
      vera: { manager: undefined },
    });
    const w = await world(
      ladder({
        people: staff,
        teams: { sales: { members: ["ana"], manager: "sam" } },
        routing: [{ name: "Nurture", to: "max", sla: "fast" }],
      }),
      { at: T },
    );
    const { id } = await w.send({ name: "Jo" });
    await w.answer(id, "max", "reassign", { to: "ana" });
    expect((await w.lead(id)).tally.sales).toMatchObject({ person: "ana" });
    await w.answer(id, "max", "undo");
    expect((await w.lead(id)).tally.sales).toBeUndefined();
  });

  test("twice is once", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send({ name: "Jo" });
    await w.answer(id, "ana", "contacted");
    await w.answer(id, "ana", "undo");
    expect((await w.answer(id, "ana", "undo")).said).toBe("That is taken back already.");
    expect((await w.lead(id)).stage).toBe("contact");
  });

  test("of a pause has the clock run as if there had been none", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send({ name: "Jo" });
    const until = "2026-11-24T14:00:00Z";
    await w.answer(id, "ana", "snooze", { until, reason: "In a meeting" });
    expect((await w.lead(id)).clock!.respondBy).toBe("2026-11-24T15:00:00.000Z");
    await w.answer(id, "ana", "undo");
    const { clock, tally } = await w.lead(id);
    expect(clock!.respondBy).toBe("2026-11-24T11:00:00.000Z");
    expect(tally.windows[0]!.respondBy).toBe("2026-11-24T11:00:00.000Z");
    await w.until("2026-11-24T10:31:00Z");
    expect(w.mailed(id)).toEqual(["handover ana", "reminder ana"]);
  });

  test("of a second pause leaves the first, which ends when its person asks again", async () => {
    const w = await world(ladder(), { at: T });
    const who = { name: "Jo", email: "jo@globex.example" };
    const { id } = await w.send(who);
    const pause = (until: string) => w.answer(id, "ana", "snooze", { until, reason: "In a meeting" });
    await pause("2026-11-24T14:00:00Z");
    await w.until("2026-11-24T10:01:00Z");
    await pause("2026-11-24T16:00:00Z");
    await w.answer(id, "ana", "undo");
    await w.until("2026-11-24T11:00:00Z");
    await w.send({ ...who, message: "I am free now" });
    const { responses, clock } = await w.lead(id);
    expect(responses).toMatchObject([
      { until: "2026-11-24T11:00:00.000Z" },
      { until: "2026-11-24T16:00:00.000Z", undone: true },
    ]);
    expect(clock!.respondBy).toBe("2026-11-24T12:00:00.000Z");
  });

  test("is refused too where who asked anew was found to be the same person", async () => {
    const w = await world(ladder(), { at: T });
    const second = await w.send({ name: "Jo", email: "jo@home.example" });
    const first = await w.send({ name: "Jo", email: "jo@globex.example" });
    const { owner } = await w.lead(first.id);
    await w.answer(first.id, owner!, "reject", { reason: "not-a-fit" });
    await mergePeople(w.relay, [second.id, first.id], { by: "vera", why: "She writes from home" });
    await expect(w.answer(first.id, owner!, "undo")).rejects.toThrow(second.id);
  });

  test("of “I am on it” keeps what the ladder did meanwhile", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send({ name: "Jo" });
    await w.until("2026-11-24T10:25:00Z");
    await w.answer(id, "ana", "accept");
    await w.until("2026-11-24T10:31:00Z");
    await w.answer(id, "ana", "undo");
    await w.until("2026-11-24T11:16:00Z");
    expect(w.mailed(id)).toEqual([
      "handover ana",
      "reminder ana",
      "escalation sam",
      "reassigned-to ben",
      "reassigned-from ana",
    ]);
  });

  test("of a hand-over gives the lead back to whoever had it, with their window, and tells who was told", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send({ name: "Jo" });
    await w.until("2026-11-24T10:20:00Z");
    await w.answer(id, "ana", "reassign", { to: "ben" });
    await w.until("2026-11-24T10:22:00Z");
    await w.answer(id, "ana", "undo");
    await w.until("2026-11-24T10:31:00Z");
    const lead = await w.lead(id);
    expect(lead).toMatchObject({ owner: "ana", clock: { holder: "ana", respondBy: "2026-11-24T11:00:00.000Z" } });
    expect(w.mailed(id)).toEqual(["handover ana", "reassigned-to ben", "reassigned-from ben", "reminder ana"]);
  });

  test("frees a place at once, and takes it again", async () => {
    const w = await world(
      ladder({
        teams: { sales: { members: ["ana", "ben"], manager: "sam", capacity: { open: 9 } } },
        people: people({
          ana: { capacity: { open: 9 } },
          ben: {},
          sam: { manager: "vera" },
          vera: { manager: undefined },
        }),
      }),
      { at: T },
    );
    const { id } = await w.send({ name: "Jo" });
    const open = async () => (await w.store.loads(["ana"])).ana?.open;
    expect(await open()).toBe(1);
    await w.answer(id, "ana", "reject", { reason: "not-a-fit" });
    expect(await open()).toBe(0);
    await w.answer(id, "ana", "undo");
    expect(await open()).toBe(1);
    expect(await w.lead(id)).toMatchObject({ counted: true, countedTeam: "sales" });
  });

  test("is refused where the person has asked anew since, and that lead is open", async () => {
    const w = await world(ladder(), { at: T });
    const first = await w.send({ name: "Jo", email: "jo@example.org" });
    await w.answer(first.id, "ana", "reject", { reason: "not-a-fit" });
    const second = await w.send({ name: "Jo", email: "jo@example.org" });
    expect(second.id).not.toBe(first.id);
    await expect(w.answer(first.id, "ana", "undo")).rejects.toThrow(second.id);
    await w.answer(second.id, (await w.lead(second.id)).owner!, "reject", { reason: "not-a-fit" });
    await w.answer(first.id, "ana", "undo");
    // Their next request belongs to the lead that is open.
    expect((await w.send({ name: "Jo", email: "jo@example.org" })).id).toBe(first.id);
  });
});

describe("a closed lead", () => {
  test("is opened again by its owner or manager, with a reason and a fresh window", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send({ name: "Jo" });
    await w.answer(id, "ana", "reject", { reason: "not-a-fit" });
    await w.until("2026-11-25T10:00:00Z");
    expect(await w.offered(id, "ana")).toEqual(["reopen"]);
    await expect(w.answer(id, "sam", "reopen")).rejects.toThrow("Please say why Jo is open again.");
    await w.answer(id, "sam", "reopen", { note: "They called back." });
    const lead = await w.lead(id);
    expect(lead).toMatchObject({ stage: "contact", owner: "ana", clock: { respondBy: "2026-11-25T11:00:00.000Z" } });
    expect(lead.tally.closed).toBeUndefined();
    await w.until("2026-11-25T10:31:00Z");
    expect(w.mailed(id)).toEqual(["handover ana", "reopened ana", "reminder ana"]);
    expect(await w.told(id)).toContain("Opened again by Sam. “They called back.”");
    expect((await w.answer(id, "sam", "reopen", { note: "Again" })).said).toBe("Jo is open.");
  });

  test("is opened in the stage it was closed in", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send({ name: "Jo" });
    await w.answer(id, "ana", "contacted");
    await w.answer(id, "ana", "outcome", { reason: "lost" });
    await w.until("2026-11-25T10:00:00Z");
    await w.answer(id, "ana", "reopen", { note: "They decided anew." });
    expect(await w.lead(id)).toMatchObject({ stage: "disposition", clock: { stage: "disposition" } });
    expect(w.mailed(id)).toEqual(["handover ana"]);
    await w.answer(id, "ana", "outcome", { reason: "won" });
    expect((await w.lead(id)).tally.closed).toMatchObject({ as: "won" });
  });

  test("of somebody on leave is heard by who is there", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send({ name: "Jo" });
    await w.answer(id, "ana", "reject", { reason: "not-a-fit" });
    await goAway(w.relay, { person: "ana", from: "2026-11-25", until: "2026-11-27", deputy: "ben", by: "ana" });
    await w.until("2026-11-25T10:00:00Z");
    await w.answer(id, "sam", "reopen", { note: "They called back." });
    await w.until("2026-11-25T10:01:00Z");
    expect(w.mailed(id).at(-1)).toBe("reopened ben");
    expect(await w.lead(id)).toMatchObject({ owner: "ana", clock: { holder: "ben" } });
  });

  test("was answered in time all the same", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send({ name: "Jo" });
    await w.until("2026-11-24T10:20:00Z");
    await w.answer(id, "ana", "reject", { reason: "not-a-fit" });
    await w.until("2026-11-25T10:00:00Z");
    await w.answer(id, "sam", "reopen", { note: "They called back." });
    await w.answer(id, "ana", "contacted");
    const rows = rowsOf(id, (await w.lead(id)).tally).flatMap((placed) => placed.rows);
    const [first] = rows.flatMap((row) => (row.is === "window" && row.first && row.kind === "contact" ? [row] : []));
    expect(first!.answered).toEqual({ at: "2026-11-24T10:20:00.000Z", as: "rejected" });
  });

  test("of a person who was forgotten is not opened by anybody", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send({ name: "Jo", email: "jo@globex.example" });
    await w.answer(id, "ana", "reject", { reason: "not-a-fit" });
    await edit(w.relay, id, async (draft) => anonymise(await w.relay.rulebooks.active(), draft, noTraces));
    expect(await w.offered(id, "sam")).toEqual([]);
    expect((await w.answer(id, "sam", "reopen", { note: "No!" })).said).toContain("already closed");
    expect((await w.lead(id)).clock).toBeUndefined();
  });

  test("of somebody who had it before only is not theirs to open", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send({ name: "Jo" });
    await w.answer(id, "ana", "reassign", { to: "ben" });
    await w.answer(id, "ben", "reject", { reason: "not-a-fit" });
    await expect(w.answer(id, "ana", "reopen", { note: "No!" })).rejects.toThrow("is with Ben now");
  });

  test("whose person took it back stays closed", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.deliver([{ kind: "lead", fields: { name: "Jo" }, key: "jo" }], { key: "jo-1" });
    await w.deliver([{ kind: "withdrawal", of: "jo-1" }], { key: "jo-2" });
    expect((await w.lead(id)).closed?.as).toBe("withdrawn");
    expect(await w.offered(id, "ana")).toEqual([]);
    await expect(w.answer(id, "ana", "reopen", { note: "No!" })).rejects.toThrow();
    expect(JSON.stringify(await w.lead(id))).not.toContain("Jo");
  });
});
