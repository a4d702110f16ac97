import { parseAgreement } from "@baton/core/agreement";
import { measures, report } from "@baton/core/report";
import { describe, expect, test } from "vitest";
import { modeOf } from "../../../../packages/core/src/rules/rollout.ts";
import { checked, ladder, people } from "../../../helpers/agreements.ts";
import { liveReports } from "../../../helpers/live-reports.ts";
import { type World, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00Z";
const company = (rollout?: object) =>
  ladder({
    people: people({ ana: {}, ben: {}, sam: { manager: "vera" }, vera: { manager: undefined } }),
    ...(rollout && { rollout }),
  });
const measured = async (w: World, baseline: boolean) => {
  const asked = { from: "2026-11-01", to: "2026-12-31" };
  const { total, baseline: before } = await report(liveReports(w), measures["contact-in-time"], asked, {
    zone: "UTC",
    names: true,
    baseline,
  });
  return { total, before };
};

describe("a gentle start", () => {
  test("observed for a month: nobody is reminded, escalated about or reassigned, nothing counts, and the baseline is right", async () => {
    const full = await world(company(), { at: T });
    const w = await world(company({ default: "observe" }), { at: T });
    for (const one of [full, w]) {
      for (let n = 0; n < 6; n++) {
        const { id } = await one.send({ name: `L${n}`, email: `l${n}@x.example` });
        if (n % 2 === 0) await one.answer(id, (await one.lead(id)).owner!, "contacted");
      }
      await one.until("2026-11-24T20:00:00Z");
    }
    expect(new Set(w.mails.map(({ kind }) => kind))).toEqual(new Set(["handover"]));
    const { items } = await w.store.leads({ until: "2027-01-01", limit: 10 });
    for (const { id } of items) expect((await w.lead(id)).owners).toHaveLength(1);
    const silent = items.find(({ stage }) => stage === "contact")!;
    const withheld = (await w.facts(silent.id)).flatMap((fact) =>
      fact.is === "step.withheld" ? fact.steps.map((step) => step.do) : [],
    );
    expect(withheld).toEqual(expect.arrayContaining(["remind", "escalate", "reassign"]));
    const { total, before } = await measured(w, true);
    expect(total).toMatchObject({ n: 0, of: 0 });
    // What it would have been is what it is where nothing is held back.
    expect(before).toEqual((await measured(full, false)).total);
    expect(before).toMatchObject({ n: 3, of: 6 });
  });

  test("with remind reminds owners and does nothing else, and counts", async () => {
    const w = await world(company({ default: "full", sales: "remind" }), { at: T });
    const { id } = await w.send({ name: "Jo", email: "jo@x.example" });
    await w.until("2026-11-24T20:00:00Z");
    expect(new Set(w.mailed(id).map((mail) => mail.split(" ")[0]))).toEqual(new Set(["handover", "reminder"]));
    expect((await measured(w, false)).total).toMatchObject({ n: 0, of: 1 });
  });

  test("begins on its day; until then everybody is observed", async () => {
    const w = await world(company({ default: "full", from: "2026-11-25" }), { at: T });
    const { id: first } = await w.send({ name: "Jo", email: "jo@x.example" });
    await w.until("2026-11-24T20:00:00Z");
    expect(w.mailed(first)).toEqual([expect.stringMatching(/^handover/)]);
    await w.until("2026-11-25T09:00:00Z");
    const { id: second } = await w.send({ name: "Kim", email: "kim@x.example" });
    await w.until("2026-11-25T20:00:00Z");
    expect(w.mailed(second).some((mail) => mail.startsWith("escalation"))).toBe(true);
    expect((await measured(w, true)).before).toMatchObject({ of: 1 });
  });

  test("observes, then reminds, then begins, by the days of one agreement", async () => {
    const w = await world(company({ remind: "2026-11-25", from: "2026-11-26" }), { at: T });
    const kindsOn = async (day: string) => {
      await w.until(`${day}T09:00:00Z`);
      const { id } = await w.send({ name: "Jo", email: `${day}@x.example` });
      await w.until(`${day}T20:00:00Z`);
      return new Set(w.mailed(id).map((mail) => mail.split(" ")[0]));
    };
    expect(await kindsOn("2026-11-24")).toEqual(new Set(["handover"]));
    expect(await kindsOn("2026-11-25")).toEqual(new Set(["handover", "reminder"]));
    expect(await kindsOn("2026-11-26")).toContain("escalation");
    expect((await measured(w, true)).before).toMatchObject({ of: 1 });
  });

  test("changes at local midnight, and leaves a team observed that is only observed afterwards", () => {
    const rollout = { remind: "2026-11-25", from: "2026-11-26", modes: { default: "full", sales: "observe" } } as const;
    const mode = (team: string | null, at: string) =>
      modeOf({ rollout, timezone: "Europe/Berlin" }, team, Date.parse(at));
    expect(mode(null, "2026-11-24T22:59:59Z")).toBe("observe");
    expect(mode(null, "2026-11-24T23:00:00Z")).toBe("remind");
    expect(mode(null, "2026-11-25T22:59:59Z")).toBe("remind");
    expect(mode(null, "2026-11-25T23:00:00Z")).toBe("full");
    expect(mode("sales", "2026-11-25T12:00:00Z")).toBe("observe");
  });

  test.each([
    ["without a day from which the rest begins", { remind: "2026-11-25" }, /counts only until a day: from says when/],
    ["after that day", { remind: "2026-11-27", from: "2026-11-26" }, /2026-11-27 is after 2026-11-26/],
    ["with a mode for its day", { remind: "full", from: "2026-11-26" }, /expected a day/],
  ])("refuses remind %s", (_, rollout, message) => {
    const { ok, findings } = parseAgreement(company(rollout), { at: Date.parse(T) });
    expect(ok).toBe(false);
    expect(findings).toEqual([
      expect.objectContaining({
        code: expect.stringMatching(/^schema/),
        message: expect.stringMatching(message),
        line: 1,
        column: company(rollout).indexOf('"remind":') + '"remind":'.length + 1,
      }),
    ]);
  });

  test("takes the same day for both, and then reminds never", () => {
    const { rollout, timezone } = checked(company({ remind: "2026-11-26", from: "2026-11-26" }));
    expect(modeOf({ rollout, timezone }, null, Date.parse("2026-11-25T12:00:00Z"))).toBe("observe");
    expect(modeOf({ rollout, timezone }, null, Date.parse("2026-11-26T12:00:00Z"))).toBe("full");
  });
});
