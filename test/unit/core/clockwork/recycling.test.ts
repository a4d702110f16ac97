import { describe, expect, test } from "vitest";
import { people, small } from "../../../helpers/agreements.ts";
import { type World, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00Z";
const DAY = 86_400_000;
const company = (parts: object = {}) =>
  small({
    people: people({ ana: {}, ben: {}, sam: { manager: "vera" }, vera: { manager: undefined } }),
    teams: { sales: { members: ["ana", "ben"], manager: "sam" } },
    sla: { fast: { stages: { contact: { within: "1h" }, disposition: { within: "5d" } } } },
    reasons: [{ id: "later", name: "Not now", cause: "timing", recycle: "30d" }],
    ...parts,
  });
/** Everybody but one. */
const without = (gone: string) =>
  Object.fromEntries(
    Object.entries(people({ ana: {}, ben: {}, sam: { manager: "vera" }, vera: { manager: undefined } })).filter(
      ([id]) => id !== gone,
    ),
  );
const jo = { name: "Jo Doe", email: "jo@jo.example" };
const BACK = "2026-12-24T09:00:00.000Z";

async function parked(parts: object = {}): Promise<{ w: World; id: string; owner: string }> {
  const w = await world(company(parts), { at: T });
  const { id } = await w.send(jo);
  const owner = (await w.lead(id)).owner!;
  await w.answer(id, owner, "reject", { reason: "later" });
  return { w, id, owner };
}

describe("a lead that was parked", () => {
  test("comes back on its date to the same rep, with its history and a fresh clock", async () => {
    const { w, id, owner } = await parked();
    expect(await w.lead(id)).toMatchObject({ stage: "closed", recycle: { at: BACK, reason: "later", by: owner } });
    await w.until(Date.parse(BACK) - 1);
    expect((await w.lead(id)).stage).toBe("closed");
    await w.until(BACK);
    const lead = await w.lead(id);
    expect(lead).toMatchObject({ owner, stage: "contact", clock: { respondBy: "2026-12-24T10:00:00.000Z" } });
    expect(lead.closed).toBeUndefined();
    expect(w.mailed(id).at(-1)).toBe(`recycled ${owner}`);
    expect((await w.told(id)).at(-1)).toMatch(
      /^It is back: \w+ had parked it on Tue 24 Nov 2026, because “Not now”\.$/,
    );
  });

  test("does not come back once its person has withdrawn their consent", async () => {
    const { w, id } = await parked();
    const says = (consent: boolean | string) =>
      w.deliver([
        { kind: "touch", touch: "identify", label: "Settings", who: { email: jo.email }, facts: { consent } },
      ]);
    for (const given of [true, "opt-in", "ja"]) await says(given);
    expect((await w.lead(id)).recycle).toBeDefined();
    await says(false);
    await w.until("2027-01-24T09:00:00Z");
    expect((await w.lead(id)).stage).toBe("closed");
    expect((await w.told(id)).at(-1)).toBe("They withdrew their consent, so it does not come back.");
  });

  test("is said to have been parked on the day that it was where the reader is", async () => {
    const w = await world(company(), { at: "2026-11-24T23:30:00Z" });
    const { id } = await w.send(jo);
    await w.answer(id, (await w.lead(id)).owner!, "reject", { reason: "later" });
    expect((await w.told(id)).at(-1)).toContain("until Fri 25 Dec 2026");
    await w.until("2026-12-24T23:30:00Z");
    expect((await w.told(id)).at(-1)).toContain("parked it on Wed 25 Nov 2026");
  });

  test("goes by the rules when whoever parked it has left, or the agreement says so", async () => {
    for (const parts of [{ recycling: { to: "rules" } }, {}]) {
      const { w, id, owner } = await parked(parts);
      const other = owner === "ana" ? "ben" : "ana";
      if (!("recycling" in parts))
        await w.publish(
          company({
            people: without(owner),
            teams: { sales: { members: [other], manager: "sam" } },
          }),
          1,
        );
      await w.until(Date.parse(BACK) + DAY);
      const lead = await w.lead(id);
      expect(lead.closed).toBeUndefined();
      expect(lead.owners.at(-1)!.how).toBe("routed");
      if (!("recycling" in parts)) expect(lead.owner).toBe(other);
    }
  });

  test("stays closed when its person has asked anew meanwhile, and is with the same rep", async () => {
    const { w, id, owner } = await parked();
    await w.until("2026-12-01T09:00:00Z");
    const { id: anew } = await w.send(jo);
    expect(anew).not.toBe(id);
    expect(await w.lead(anew)).toMatchObject({ owner, previous: id });
    await w.until(Date.parse(BACK) + DAY);
    expect((await w.lead(id)).closed).toMatchObject({ as: "rejected" });
    expect((await w.lead(id)).recycle).toBeUndefined();
  });

  test("comes back as often as is agreed; then its manager is asked", async () => {
    const { w, id, owner } = await parked({ recycling: { times: 1 } });
    await w.until(BACK);
    await w.answer(id, owner, "reject", { reason: "later" });
    await w.until("2027-02-24T09:00:00Z");
    expect((await w.lead(id)).stage).toBe("closed");
    expect(w.mailed(id).at(-1)).toBe("parked sam");
    await w.answer(id, "sam", "reopen", { note: "Once more" });
    expect((await w.lead(id)).stage).toBe("contact");
  });

  test("does not come back when that was taken back, when it is opened by hand, or when a deal came of it", async () => {
    const undone = await parked();
    await undone.w.answer(undone.id, undone.owner, "undo");
    expect((await undone.w.lead(undone.id)).recycle).toBeUndefined();
    const opened = await parked();
    await opened.w.answer(opened.id, opened.owner, "reopen", { note: "They called" });
    expect((await opened.w.lead(opened.id)).recycle).toBeUndefined();
  });
});
