import { replayDecision } from "@baton/core/lead";
import { comeBack, currentAbsences, goAway } from "@baton/core/roster";
import { renderAbsence } from "@baton/email";
import { describe, expect, test } from "vitest";
import { ladder, people } from "../../../helpers/agreements.ts";
import { PowerCut, type World, world } from "../../../helpers/world.ts";

/** A Tuesday. */
const T = "2026-11-24T10:00:00Z";
const company = (ana: Record<string, unknown> = {}, parts: object = {}) =>
  ladder({
    people: people({ ana, ben: {}, cleo: {}, sam: { manager: "vera" }, vera: { manager: undefined } }),
    teams: { sales: { members: ["ana", "ben"], manager: "sam" } },
    ...parts,
  });
const toAna = { routing: [{ name: "Ana's", to: "ana", else: "sales", sla: "fast" }] };
const week = { person: "ana", from: "2026-11-24", until: "2026-11-30", by: "ana" };
const away = async (w: World, more: object = {}) => {
  const absence = await goAway(w.relay, { ...week, ...more });
  await w.settle();
  return absence;
};

describe("who says that they are away", () => {
  test("gets no lead from then on, without a new version, and the receipt says why", async () => {
    const w = await world(company(), { at: T });
    await away(w);
    for (let n = 0; n < 4; n++) {
      const lead = await w.lead((await w.send({ name: `Jo ${n}` })).id);
      expect(lead.owner).toBe("ben");
      expect(lead.decision).toMatchObject({
        version: 1,
        candidates: [{ person: "ana", excluded: { code: "away", until: "2026-11-30" } }, { person: "ben" }],
        inputs: { absences: [{ person: "ana", from: "2026-11-24", until: "2026-11-30" }] },
      });
      expect(await replayDecision(await w.relay.rulebooks.version(1), lead)).toEqual(lead.decision);
    }
  });

  test("is known at once to a process that has read the agreement long before", async () => {
    const w = await world(company(), { at: T });
    const known = await w.relay.rulebooks.active();
    expect(known.absences).toEqual([]);
    const { rulebooks } = await import("@baton/core/rules");
    const elsewhere = { ...w.relay, rulebooks: rulebooks(w.store, () => w.now()) };
    await goAway(elsewhere, week);
    expect((await w.lead((await w.send({ name: "Jo" })).id)).owner).toBe("ben");
    expect((await w.lead((await w.send({ name: "Jo" })).id)).owner).toBe("ben");
  });

  test("has what waits for a first answer go on, once, and keeps those they have spoken to", async () => {
    const w = await world(company({}, toAna), { at: T });
    const open = (await w.send({ name: "Jo" })).id;
    const spoken = (await w.send({ name: "Cy" })).id;
    await w.answer(spoken, "ana", "contacted");
    await away(w);
    expect([(await w.lead(open)).owner, (await w.lead(spoken)).owner]).toEqual(["ben", "ana"]);
    expect(w.mailed(open)).toEqual(["handover ana", "reassigned-to ben", "reassigned-from ana"]);
    await w.until("2026-11-24T10:20:00Z");
    expect(w.mailed(open)).toHaveLength(3);
  });

  test("has their manager told, and whoever stands in, once each", async () => {
    const w = await world(company(), { at: T });
    await away(w, { deputy: "cleo" });
    await w.until("2026-11-24T10:30:00Z");
    expect(w.absenceMails.map(({ recipient, standsIn }) => [recipient.name, standsIn])).toEqual([
      ["Sam", false],
      ["Cleo", true],
    ]);
    expect(w.absenceMails[0]).toMatchObject({
      name: "Ana",
      from: "Tue 24 Nov 2026",
      until: "Mon 30 Nov 2026",
      deputy: "Cleo",
    });
    expect((await currentAbsences(w.relay))[0]!.told).toEqual(["sam", "cleo"]);
    const { subject, text, html } = renderAbsence(w.absenceMails[1]!);
    expect(subject).toBe("Away: Ana, from Tue 24 Nov 2026 to Mon 30 Nov 2026");
    for (const shown of [text, html]) expect(shown.replace(/\s+/g, " ")).toContain("You stand in:");
  });

  test("has them told by the sweep when the queue lost it", async () => {
    const w = await world(company(), { at: T });
    await goAway(w.relay, week);
    w.loseMessages();
    await w.until("2026-11-24T10:16:00Z");
    expect(w.absenceMails.map(({ recipient }) => recipient.name)).toEqual(["Sam"]);
    await w.until("2026-11-24T11:00:00Z");
    expect(w.absenceMails).toHaveLength(1);
  });

  test("and says it twice, has said it once", async () => {
    const w = await world(company(), { at: T });
    const first = await away(w);
    expect(await away(w)).toEqual({ ...first, told: ["sam"] });
    expect(w.absenceMails).toHaveLength(1);
  });

  test("and says another thing of some of these days, means these, and is away on the others as before", async () => {
    const w = await world(company(), { at: T });
    await away(w);
    await away(w, { from: "2026-11-26", until: "2026-11-27", deputy: "ben" });
    await away(w, { from: "2026-12-24", until: "2026-12-31" });
    expect((await currentAbsences(w.relay)).map(({ from, until }) => [from, until])).toEqual([
      ["2026-11-24", "2026-11-25"],
      ["2026-11-26", "2026-11-27"],
      ["2026-11-28", "2026-11-30"],
      ["2026-12-24", "2026-12-31"],
    ]);
  });

  test("is spoken of no more when it is over", async () => {
    const w = await world(company(), { at: T });
    await away(w, { until: "2026-11-24" });
    await w.until("2026-11-25T00:10:00Z");
    expect(await currentAbsences(w.relay)).toEqual([]);
    const [mail] = w.absenceMails;
    await w.publish(company({ manager: "vera" }), 1);
    await w.until("2026-12-08T00:10:00Z");
    expect(w.absenceMails).toEqual([mail]);
  });

  test("is there until their leave begins, and from then on is not, whoever is asked", async () => {
    const w = await world(company({}, toAna), { at: T });
    await away(w, { from: "2026-11-25", deputy: "cleo" });
    const { id } = await w.send({ name: "Jo" });
    expect((await w.lead(id)).owner).toBe("ana");
    await w.answer(id, "ana", "snooze", { until: "2026-11-25T06:00:00Z", reason: "They asked." });
    await w.until("2026-11-25T05:00:00Z");
    expect((await w.lead((await w.send({ name: "Cy" })).id)).owner).toBe("cleo");
    await w.until("2026-11-25T06:10:00Z");
    expect((await w.lead(id)).owner).toBe("ben");
  });

  test("gets leads again when they are back sooner", async () => {
    const w = await world(company({}, toAna), { at: T });
    const { id } = await away(w);
    await comeBack(w.relay, id);
    expect((await w.lead((await w.send({ name: "Jo" })).id)).owner).toBe("ana");
    expect(await currentAbsences(w.relay)).toEqual([]);
    await expect(comeBack(w.relay, id)).rejects.toThrow(`There is no absence ${id}.`);
  });

  test.each([
    [{ person: "anna" }, 'There is nobody called "anna"; did you mean "ana"?'],
    [{ deputy: "cloe" }, 'There is nobody called "cloe"; did you mean "cleo"?'],
    [{ deputy: "ana" }, "Somebody cannot stand in for themselves."],
    [{ from: "soon" }, '"soon" is no date: from takes one such as 2026-12-24.'],
    [{ until: "2027-02-31" }, '"2027-02-31" is no date: until takes one such as 2026-12-24.'],
    [{ until: "2026-11-23" }, "It would end on 2026-11-23, before it begins on 2026-11-24."],
    [{ from: "2026-11-20", until: "2026-11-23" }, "2026-11-23 is over already."],
    [{ until: "2036-11-23" }, "2036-11-23 is further ahead than 800 days."],
  ])("and says what cannot be is told so: %o", async (more, message) => {
    const w = await world(company(), { at: T });
    await expect(away(w, more)).rejects.toThrow(message);
    expect(await currentAbsences(w.relay)).toEqual([]);
  });

  test("loses nothing to somebody else who says so at the same time, or to a store that fails half-way", async () => {
    const w = await world(company(), { at: T });
    const all = ["ana", "ben", "cleo", "sam"].map((person) => goAway(w.relay, { ...week, person }));
    await Promise.all(all);
    expect(new Set((await currentAbsences(w.relay)).map(({ person }) => person)).size).toBe(4);
    const { saveRoster } = w.store;
    w.store.saveRoster = async () => {
      throw new PowerCut();
    };
    await expect(goAway(w.relay, { ...week, from: "2026-12-01", until: "2026-12-01" })).rejects.toThrow(PowerCut);
    w.store.saveRoster = saveRoster;
    expect((await currentAbsences(w.relay)).length).toBe(4);
  });
});
