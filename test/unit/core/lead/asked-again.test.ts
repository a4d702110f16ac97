import { describe, expect, test } from "vitest";
import { ladder, people } from "../../../helpers/agreements.ts";
import { type World, world } from "../../../helpers/world.ts";

/** A Tuesday. */
const T = "2026-11-24T10:00:00Z";
const jo = { name: "Jo", email: "jo@x.example" };

const again = (w: World, message = "Are you there?") => w.send({ ...jo, message });
const away = (from: string, to: string, more: object = {}) => ({ away: [{ from, to }], ...more });
const team = (ana: Record<string, unknown>, more: object = {}) => ({
  people: people({ ana, ben: {}, sam: { manager: "vera" }, vera: { manager: undefined }, ...more }),
  teams: { sales: { members: ["ana"], manager: "sam" } },
});

describe("asked again", () => {
  test("after a contact it waits for an answer, with a window and the ladder of a first one", async () => {
    const w = await world(ladder({}, { nextResponse: "30m" }), { at: T });
    const { id } = await w.send(jo);
    await w.answer(id, "ana", "contacted");
    await w.until("2026-11-26T10:00:00Z");
    await again(w);
    expect(await w.lead(id)).toMatchObject({
      stage: "contact",
      owner: "ana",
      clock: { kind: "answer", respondBy: "2026-11-26T10:30:00.000Z" },
    });
    expect(w.mailed(id)).toEqual(["handover ana", "touched ana"]);
    await w.until("2026-11-26T10:46:00Z");
    expect(w.mailed(id).slice(2)).toEqual([
      "reminder ana",
      "escalation sam",
      "reassigned-to ben",
      "reassigned-from ana",
    ]);
    await w.answer(id, "ben", "contacted");
    expect((await w.lead(id)).stage).toBe("disposition");
  });

  test("without a nextResponse it is the window of a first contact", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send(jo);
    await w.answer(id, "ana", "contacted");
    await again(w);
    expect((await w.lead(id)).clock).toMatchObject({ kind: "answer", respondBy: "2026-11-24T11:00:00.000Z" });
  });

  test("the time to say what came of it begins anew after the answer, and only that one counts", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send(jo);
    await w.answer(id, "ana", "contacted");
    await w.until("2026-11-25T10:00:00Z");
    await again(w);
    await w.answer(id, "ana", "contacted");
    const { tally, clock } = await w.lead(id);
    expect(clock!.respondBy).toBe("2026-11-30T10:00:00.000Z");
    expect(tally.windows.map(({ stage, ended }) => `${stage} ${ended?.result ?? "runs"}`)).toEqual([
      "contact contacted",
      "disposition asked",
      "contact contacted",
      "disposition runs",
    ]);
    expect(await w.breaches(id)).toEqual([]);
  });

  test("after a try it is answered sooner than the next try was due", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send(jo);
    await w.answer(id, "ana", "attempted");
    await again(w);
    expect((await w.lead(id)).clock).toMatchObject({ kind: "answer", respondBy: "2026-11-24T11:00:00.000Z" });
    await again(w, "Hello?");
    expect((await w.lead(id)).tally.windows).toHaveLength(3);
  });

  test("before any answer the window that runs is the one there is", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send(jo);
    await w.until("2026-11-24T10:20:00Z");
    await again(w);
    expect((await w.lead(id)).clock!.respondBy).toBe("2026-11-24T11:00:00.000Z");
    expect((await w.lead(id)).tally.windows).toHaveLength(1);
  });

  test("it ends a snooze: what was left of the window is left from now on", async () => {
    const w = await world(ladder(), { at: T });
    const { id } = await w.send(jo);
    await w.until("2026-11-24T10:20:00Z");
    await w.answer(id, "ana", "snooze", { until: "2026-11-25T09:00:00Z", reason: "Asked us to." });
    expect((await w.lead(id)).clock!.respondBy).toBe("2026-11-25T09:40:00.000Z");
    await w.until("2026-11-24T15:00:00Z");
    await again(w);
    const { clock, tally } = await w.lead(id);
    expect(clock).toMatchObject({ respondBy: "2026-11-24T15:40:00.000Z", snoozedUntil: "2026-11-24T15:00:00.000Z" });
    expect(tally.windows[0]!.respondBy).toBe("2026-11-24T15:40:00.000Z");
    await w.until("2026-11-24T15:41:00Z");
    expect(w.mailed(id)).toEqual(["handover ana", "touched ana", "reminder ana", "escalation sam"]);
    await w.answer(id, "ana", "contacted");
    const [window] = (await w.lead(id)).tally.windows;
    expect(window!.ended).toMatchObject({ lateMs: 60_000, pausedMs: 4 * 3_600_000 + 40 * 60_000 });
  });

  test("during the owner's leave whoever stands in for them hears it, and answers", async () => {
    const w = await world(ladder(team(away("2026-11-25", "2026-12-04", { deputy: "ben" }))), { at: T });
    const { id } = await w.send(jo);
    await w.answer(id, "ana", "contacted");
    await w.until("2026-11-26T10:00:00Z");
    await again(w);
    expect(w.mailed(id)).toEqual(["handover ana", "touched ben"]);
    const { owner, tally } = await w.lead(id);
    expect([owner, tally.windows.at(-1)!.holder]).toEqual(["ana", "ben"]);
    await w.until("2026-11-26T10:20:00Z");
    await w.answer(id, "ben", "contacted");
    expect(await w.lead(id)).toMatchObject({ stage: "disposition", owner: "ana" });
    expect(w.mailed(id)).toHaveLength(2);
  });

  test("without anybody who stands in it is the first manager on duty, and the one above hears when they do not answer", async () => {
    const sam = { calendar: "office", manager: "vera" };
    const w = await world(ladder(team(away("2026-11-25", "2026-12-04"), { sam })), { at: T });
    const { id } = await w.send(jo);
    await w.answer(id, "ana", "contacted");
    await w.until("2026-11-26T10:00:00Z");
    await again(w);
    expect(w.mailed(id)).toEqual(["handover ana", "touched sam"]);
    await w.until("2026-11-26T11:01:00Z");
    expect(w.mailed(id).slice(2)).toEqual(["reminder sam", "escalation vera"]);
    expect(await w.breaches(id)).toMatchObject([{ holder: "sam", at: "2026-11-26T11:00:00.000Z" }]);

    const night = await world(ladder(team(away("2026-11-25", "2026-12-04"), { sam })), { at: T });
    const { id: late } = await night.send(jo);
    await night.answer(late, "ana", "contacted");
    await night.until("2026-11-26T20:00:00Z");
    await again(night);
    expect(night.mailed(late)).toEqual(["handover ana", "touched vera"]);
  });

  test("no mail about it names a deadline that is over", async () => {
    const { noticeView } = await import("@baton/core/mailing");
    const w = await world(ladder(), { at: T });
    const { id } = await w.send(jo);
    await w.until("2026-11-24T10:58:00Z");
    const rulebook = await w.relay.rulebooks.active();
    const said = async () => {
      const lead = await w.lead(id);
      const notice = { id: "1", kind: "touched", to: lead.owner!, at: T, retryAt: T, retries: 0 } as const;
      return noticeView(rulebook, lead, [], [], notice, { link: "", now: w.now() });
    };
    expect((await said()).ask).toBe("Contact Jo, due in 2 min (11:00).");
    await w.until("2026-11-24T11:05:00Z");
    expect((await said()).ask).toBe("Contact Jo as soon as you can.");
    expect((await said()).lead.deadline).toBeUndefined();
  });
});
