import { replayDecision } from "@baton/core/lead";
import { type Away, compileAgreement, deputyOf } from "@baton/core/rules";
import { describe, expect, test } from "vitest";
import { checked, people, rulebookOf, small } from "../../../helpers/agreements.ts";
import { world } from "../../../helpers/world.ts";

/** A Tuesday. */
const T = "2026-11-24T10:00:00Z";
const at = Date.parse(T);
const today = { away: [{ from: "2026-11-24", to: "2026-11-25" }] };
const staffed = (ana: Record<string, unknown>, more: object = {}, parts: object = {}) =>
  small({
    people: people({ ana, ben: {}, cleo: {}, sam: { manager: "vera" }, vera: { manager: undefined }, ...more }),
    teams: { sales: { members: ["ben", "cleo"], manager: "sam" } },
    routing: [{ name: "Ana's", to: "ana", else: "sales", sla: "fast" }],
    ...parts,
  });

describe("a deputy", () => {
  test("gets what comes to somebody on leave by name, and the receipt says for whom", async () => {
    const w = await world(staffed({ ...today, deputy: "cleo" }), { at: T });
    const { id } = await w.send({ name: "Jo" });
    const lead = await w.lead(id);
    expect(lead.owner).toBe("cleo");
    expect(lead.decision.candidates).toEqual([
      { person: "ana", excluded: { code: "away", until: "2026-11-25" } },
      { person: "cleo", standsIn: "ana" },
    ]);
    expect(await replayDecision(await w.relay.rulebooks.active(), lead)).toEqual(lead.decision);
  });

  test("who has no room, does not match or is away too leaves it to those who come next", async () => {
    for (const cleo of [{ capacity: { open: 0 } }, today]) {
      const w = await world(staffed({ ...today, deputy: "cleo" }, { cleo }), { at: T });
      const { id } = await w.send({ name: "Jo" });
      expect((await w.lead(id)).owner).toBe("ben");
    }
  });

  test("is not asked while they are there, even if they are full", async () => {
    const w = await world(staffed({ capacity: { open: 0 }, deputy: "cleo" }), { at: T });
    const { id } = await w.send({ name: "Jo" });
    const { candidates } = (await w.lead(id)).decision;
    expect(candidates.some(({ standsIn }) => standsIn !== undefined)).toBe(false);
  });

  test("gets none of the turns that somebody has in a team", async () => {
    const parts = { routing: [{ name: "All", to: "sales", sla: "fast" }] };
    const w = await world(staffed({}, { ben: { ...today, deputy: "ana" } }, parts), { at: T });
    for (let n = 0; n < 3; n++) expect((await w.lead((await w.send({ name: "Jo" })).id)).owner).toBe("cleo");
  });

  test("hears reminders and escalations that are for somebody on leave", async () => {
    const steps = [
      { at: "50%", do: "remind" },
      { at: "100%", do: "escalate", to: "sam" },
    ];
    const parts = { sla: { fast: { stages: { contact: { within: "1h", steps } } } } };
    const agreement = staffed({}, { sam: { ...today, deputy: "cleo", manager: "vera" } }, parts);
    const w = await world(agreement, { at: T });
    const { id } = await w.send({ name: "Jo" });
    await w.until("2026-11-24T11:01:00Z");
    expect(w.mailed(id)).toEqual(["handover ana", "reminder ana", "escalation cleo"]);
  });
});

describe("leave that is said beside the agreement", () => {
  const said = (more: Partial<Away> = {}): Away => ({
    person: "ana",
    from: "2026-11-24",
    until: "2026-11-26",
    ...more,
  });

  test("is in force in the same version, with working time and deputy", () => {
    const rulebook = rulebookOf(staffed({ calendar: "office" }), 3);
    const staff = rulebook.withAbsences([said({ deputy: "cleo" })]);
    expect(staff.version).toBe(3);
    expect(staff.agreement.people.ana!.away).toEqual([{ from: "2026-11-24", to: "2026-11-26" }]);
    expect(rulebook.agreement.people.ana!.away).toEqual([]);
    expect(new Date(staff.workingTime("ana").nextOpening(at)).toISOString()).toBe("2026-11-27T09:00:00.000Z");
    expect(deputyOf(staff, "ana", at)).toBe("cleo");
    expect(deputyOf(staff, "ana", Date.parse("2026-11-27T10:00:00Z"))).toBeUndefined();
    expect(staff.withAbsences([]).agreement).toEqual(rulebook.agreement);
  });

  test("of somebody the version does not know says nothing", () => {
    const rulebook = rulebookOf(staffed({})).withAbsences([said({ person: "zoe" })]);
    expect(Object.keys(rulebook.agreement.people)).not.toContain("zoe");
  });

  test("names a deputy who counts before the agreement's, as long as it lasts", () => {
    const agreement = checked(staffed({ deputy: "ben", away: [{ from: "2026-12-01", to: "2026-12-02" }] }));
    const rulebook = compileAgreement(agreement, 1).withAbsences([said({ deputy: "cleo" })]);
    expect(deputyOf(rulebook, "ana", at)).toBe("cleo");
    expect(deputyOf(rulebook, "ana", Date.parse("2026-12-01T10:00:00Z"))).toBe("ben");
  });
});
