import { describe, expect, test } from "vitest";
import { ladder } from "../../../helpers/agreements.ts";
import { world } from "../../../helpers/world.ts";

/** A Tuesday. */
const T = "2026-11-24T10:00:00Z";

const trying = (contact: object = {}) =>
  ladder(
    {
      reasons: [
        { id: "not-a-fit", name: "Not a fit" },
        { id: "unreached", name: "Could not be reached", cause: "data", afterAttempts: 3 },
      ],
    },
    { attempts: { count: 3, next: ["4h", "1d"] }, ...contact },
  );

describe("tried, no answer", () => {
  test("a try within the window answers it: nobody is escalated about, and the next window begins", async () => {
    const w = await world(trying(), { at: T });
    const { id } = await w.send({ name: "Jo" });
    await w.until("2026-11-24T10:20:00Z");
    const { said } = await w.answer(id, "ana", "attempted", { channel: "call", note: "Mailbox." });
    expect(said).toContain("try 1 of 3 to reach Jo. The next try is due by");
    await w.until("2026-11-24T13:00:00Z");
    const lead = await w.lead(id);
    expect(lead).toMatchObject({ owner: "ana", stage: "contact", clock: { kind: "try", attempts: 1 } });
    expect(lead.clock!.respondBy).toBe("2026-11-24T14:20:00.000Z");
    expect(await w.breaches(id)).toEqual([]);
    expect(w.mailed(id)).toEqual(["handover ana"]);
    expect(await w.told(id)).toEqual(["Ana tried to call Jo and got no answer (try 1 of 3). “Mailbox.”"]);
  });

  test("each window of a cadence has one reminder, which says which try it is", async () => {
    const w = await world(trying(), { at: T });
    const { id } = await w.send({ name: "Jo" });
    await w.answer(id, "ana", "attempted");
    await w.until("2026-11-24T13:59:00Z");
    expect(w.mails.at(-1)).toMatchObject({ kind: "reminder", at: "2026-11-24T13:00:00.000Z" });
    await w.answer(id, "ana", "attempted", { channel: "email" });
    expect((await w.lead(id)).clock!.respondBy).toBe("2026-11-25T13:59:00.000Z");
    await w.until("2026-11-25T13:00:00Z");
    await w.answer(id, "ana", "attempted", { channel: "call" });
    expect(w.mailed(id)).toEqual(["handover ana", "reminder ana", "reminder ana"]);
    expect(await w.breaches(id)).toEqual([]);
  });

  test("a reason for those who could not be reached is open after so many tries, and not before", async () => {
    const w = await world(trying(), { at: T });
    const { id } = await w.send({ name: "Jo" });
    for (let n = 0; n < 2; n++) await w.answer(id, "ana", "attempted");
    await expect(w.answer(id, "ana", "reject", { reason: "unreached" })).rejects.toThrow(
      "“Could not be reached” is for leads that were tried 3 times; so far 2 are recorded.",
    );
    await w.answer(id, "ana", "attempted");
    await w.answer(id, "ana", "reject", { reason: "unreached" });
    expect((await w.lead(id)).closed).toMatchObject({ as: "rejected", reason: "unreached" });
  });

  test("whoever does not try again is escalated about as the ladder says", async () => {
    const w = await world(trying(), { at: T });
    const { id } = await w.send({ name: "Jo" });
    await w.answer(id, "ana", "attempted");
    await w.until("2026-11-24T14:16:00Z");
    expect(w.mailed(id)).toEqual([
      "handover ana",
      "reminder ana",
      "escalation sam",
      "reassigned-to ben",
      "reassigned-from ana",
    ]);
    expect(await w.breaches(id)).toMatchObject([{ at: "2026-11-24T14:00:00.000Z", holder: "ana" }]);
    // Whoever has it now goes on with the tries that were made.
    await w.answer(id, "ben", "attempted");
    expect((await w.lead(id)).clock).toMatchObject({ kind: "try", attempts: 2, holder: "ben" });
  });

  test("a try after the window is late, and ends what was still to come of its ladder", async () => {
    const w = await world(trying(), { at: T });
    const { id } = await w.send({ name: "Jo" });
    await w.until("2026-11-24T11:05:00Z");
    await w.answer(id, "ana", "attempted");
    await w.until("2026-11-24T12:59:00Z");
    const [first] = (await w.lead(id)).tally.windows;
    expect(first).toMatchObject({ breachedAt: "2026-11-24T11:00:00.000Z", ended: { result: "attempted" } });
    expect(first!.ended!.lateMs).toBe(300_000);
    expect(w.mailed(id)).toEqual(["handover ana", "reminder ana", "escalation sam"]);
  });

  test("without a cadence there are three tries, a working day apart", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send({ name: "Jo" });
    const { said } = await w.answer(id, "ana", "attempted");
    expect(said).toContain("try 1 of 3");
    expect((await w.lead(id)).clock!.respondBy).toBe("2026-11-25T10:00:00.000Z");
  });

  test("a contact after some tries ends the stage as any other", async () => {
    const w = await world(trying(), { at: T });
    const { id } = await w.send({ name: "Jo" });
    await w.answer(id, "ana", "attempted");
    await w.answer(id, "ana", "contacted");
    const lead = await w.lead(id);
    expect(lead.stage).toBe("disposition");
    expect(lead.clock).not.toHaveProperty("attempts");
    expect(lead.tally.windows.map(({ ended }) => ended?.result)).toEqual(["attempted", "contacted", undefined]);
  });

  test("a way of trying that there is none of is refused, and nothing is recorded", async () => {
    const w = await world(trying(), { at: T });
    const { id } = await w.send({ name: "Jo" });
    await expect(w.answer(id, "ana", "attempted", { channel: "pigeon" })).rejects.toThrow(
      "Please say how you tried: call, email, message, meeting.",
    );
    expect((await w.lead(id)).responses).toEqual([]);
  });

  test("a change of the agreement moves the window of the next try with its cadence", async () => {
    const w = await world(trying(), { at: T });
    const { id } = await w.send({ name: "Jo" });
    await w.answer(id, "ana", "attempted");
    const { recalculateClock } = await import("../../../../packages/core/src/clock/recalculate.ts");
    const { rulebookOf } = await import("../../../helpers/agreements.ts");
    const { clock } = await w.lead(id);
    const circumstances = { holder: "ana", held: false, pauses: [], told: false };
    const [before, after] = [rulebookOf(trying()), rulebookOf(trying({ attempts: { count: 3, next: ["2h"] } }), 2)];
    const moved = recalculateClock(before, after, clock!, circumstances, Date.parse(T));
    expect(moved).toMatchObject({ clock: { kind: "try", attempts: 1, respondBy: "2026-11-24T12:00:00.000Z" } });
  });
});
