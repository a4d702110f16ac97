import {
  type Campaign,
  campaignOverview,
  correctableLeads,
  correctCampaign,
  namingOf,
  undoCorrection,
} from "@baton/core/campaigns";
import { describe, expect, test } from "vitest";
import { people, small } from "../../../helpers/agreements.ts";
import { liveReports } from "../../../helpers/live-reports.ts";
import { type World, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00Z";
const company = small({
  people: people({
    ana: {},
    max: { role: "marketing", manager: "mo" },
    mia: { role: "marketing", manager: "mo" },
    mo: { role: "marketing" },
    sam: { manager: "vera" },
    vera: { manager: undefined },
  }),
  teams: { sales: { members: ["ana"], manager: "vera" } },
  score: { qualified: 10, rules: [{ name: "All", when: {}, points: 10 }] },
  sla: { fast: { stages: { contact: { within: "1h" }, disposition: { within: "5d" } } } },
  reasons: [{ id: "fit", name: "No fit", cause: "fit" }],
});
const autumn: Campaign = { id: "autumn", name: "Autumn", owner: "max", starts: "2026-11-01", changedAt: T };
const winter: Campaign = { id: "winter", name: "Winter", owner: "max", match: { utm: ["xmas"] }, changedAt: T };
const spring: Campaign = { id: "spring", name: "Spring", owner: "mia", changedAt: T };

async function company3() {
  const w = await world(company, { at: T });
  for (const campaign of [autumn, winter, spring]) await w.store.putCampaign(campaign);
  let n = 0;
  const send = async (campaign?: string) =>
    (await w.send({ name: `Jo ${++n}`, email: `jo${n}@x${n}.example`, ...(campaign && { campaign }) })).id;
  return { w, send };
}
const lines = async (w: World) => {
  const { campaigns, none, undescribed } = await campaignOverview(
    liveReports(w),
    w.store,
    {},
    { zone: "UTC", names: false, naming: namingOf(await w.store.campaigns()) },
  );
  return { received: Object.fromEntries(campaigns.map((one) => [one.id, one.received])), none, undescribed, campaigns };
};
const found = async (w: World, more: object = {}) =>
  (await correctableLeads(w.relay, autumn, { until: T, all: false, ...more })).items.map(({ id }) => id).sort();
const correct = (w: World, lead: string, all = false) =>
  correctCampaign(w.relay, lead, { campaign: autumn, by: "max", all });

describe("leads that carry a wrong campaign", () => {
  test("are those of none that is described, and of others of the same owner; of the operator all others", async () => {
    const { w, send } = await company3();
    const [none, unknown, own, others] = [await send(), await send("autum"), await send("xmas"), await send("spring")];
    await send("Autumn");
    expect(await found(w)).toEqual([none, unknown, own].sort());
    expect(await found(w, { all: true })).toEqual([none, unknown, own, others].sort());
    expect(await found(w, { carries: null })).toEqual([none]);
    expect(await found(w, { carries: "autum" })).toEqual([unknown]);
    expect(await found(w, { source: "other" })).toEqual([]);
  });

  test("count for the right one by a fact, in reports of the day they came, and carry what they did when that is taken back", async () => {
    const { w, send } = await company3();
    const none = await send();
    const wrong = await send("autum");
    expect((await lines(w)).received).toEqual({ autumn: 0, winter: 0, spring: 0, autum: 1 });
    expect((await lines(w)).undescribed).toEqual({ received: 1, share: 0.5 });
    const corrected = [(await correct(w, none))!, (await correct(w, wrong))!];
    expect(corrected).toEqual([
      { lead: none, before: { carried: null, field: null } },
      { lead: wrong, before: { carried: "autum", field: "autum" } },
    ]);
    expect((await lines(w)).received).toEqual({ autumn: 2, winter: 0, spring: 0 });
    expect((await w.lead(none)).fields.campaign).toBe("autumn");
    expect((await w.facts(none)).at(-1)).toMatchObject({
      is: "lead.corrected",
      by: "max",
      fields: ["campaign"],
      campaign: "autumn",
    });
    expect((await w.told(none)).at(-1)).toBe("Max corrected it: campaign: Autumn.");
    for (const one of corrected)
      expect(await undoCorrection(w.relay, one, { campaign: "autumn", by: "max" })).toBe(true);
    expect((await lines(w)).received).toEqual({ autumn: 0, winter: 0, spring: 0, autum: 1 });
    expect((await w.lead(none)).fields).not.toHaveProperty("campaign");
    expect((await w.lead(wrong)).fields.campaign).toBe("autum");
    // Once is enough.
    expect(await undoCorrection(w.relay, corrected[0]!, { campaign: "autumn", by: "max" })).toBe(false);
  });

  test("stay where they are when they are of it, of somebody else's, or unknown", async () => {
    const { w, send } = await company3();
    const [its, others] = [await send("autumn"), await send("spring")];
    for (const lead of [its, others, "lead_unknown"]) expect(await correct(w, lead)).toBeUndefined();
    expect(await correct(w, others, true)).toMatchObject({ before: { carried: "spring" } });
  });

  test("are the owner's to correct who has it by now: a lead that has been corrected meanwhile is not taken back", async () => {
    const { w, send } = await company3();
    const lead = await send();
    const first = (await correct(w, lead))!;
    await correctCampaign(w.relay, lead, { campaign: winter, by: "max", all: false });
    expect(await undoCorrection(w.relay, first, { campaign: "autumn", by: "max" })).toBe(false);
    expect((await w.lead(lead)).tally.campaign).toBe("winter");
  });
});

test("campaigns stand in the list with what came of their leads, what runs now first, and money only where there is some", async () => {
  const { w, send } = await company3();
  for (let n = 0; n < 3; n++) await send("winter");
  const lead = await send("autumn");
  await w.answer(lead, "ana", "contacted");
  await w.answer(lead, "ana", "outcome", { reason: "won", amount: "1200", currency: "EUR" });
  const { campaigns, none } = await lines(w);
  expect(campaigns.map(({ id, running, received, share, won }) => [id, running, received, share, won])).toEqual([
    ["autumn", true, 1, 0.25, 1],
    ["winter", false, 3, 0.75, 0],
    ["spring", false, 0, 0, 0],
  ]);
  expect(campaigns[0]).toMatchObject({
    accepted: 1,
    revenue: [{ amount: "1200.00", currency: "EUR" }],
    spend: [],
    costPerAccepted: null,
  });
  expect(none).toEqual({ received: 0, share: 0 });
});
