import { answerAsk } from "@baton/core/asks";
import { described, describe as keep, usedIn } from "@baton/core/campaigns";
import type { Row } from "@baton/core/lead";
import { enclosedWith } from "@baton/core/mailing";
import { describe, expect, test } from "vitest";
import { people, small } from "../../../helpers/agreements.ts";
import { type World, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00Z";
const company = small({
  people: people({ ana: {}, max: { role: "marketing" }, sam: { manager: undefined } }),
  teams: { sales: { members: ["ana"] } },
  fields: { employees: { type: "number" } },
  segments: [{ name: "large", when: { employees: { gte: 500 } } }],
  messages: [{ id: "calm", text: "One warehouse, one list" }],
  sources: { web: { provider: "form", auth: { token: "WEB" }, promise: "A call" } },
  sla: {
    fast: {
      stages: {
        contact: { within: "1h", playbook: ["Call within the hour", "Ask what they use today"] },
        disposition: { within: "5d", playbook: ["Say what came of it"] },
      },
    },
  },
});
const autumn = { id: "autumn", name: "Autumn", owner: "max", changedAt: T };
const help = (id: string, fits?: object) => ({
  id,
  name: id.toUpperCase(),
  url: `https://x.example/${id}`,
  ...(fits && { fits }),
});
const enclosedIn = async (w: World, id: string) =>
  enclosedWith(w.relay, await w.relay.rulebooks.active(), await w.lead(id));

describe("what goes along with a lead", () => {
  test("is its campaign's promise before its source's, and the message that the campaign carries", async () => {
    const w = await world(company, { at: T });
    await w.store.putCampaign({ ...autumn, promise: "A calculator", message: "calm" });
    const { id } = await w.send({ name: "Jo", email: "jo@x.example", campaign: "Autumn" });
    expect(await enclosedIn(w, id)).toMatchObject({ promise: "A calculator", message: "One warehouse, one list" });
    const { id: other } = await w.send({ name: "Al", email: "al@y.example" });
    expect(await enclosedIn(w, other)).toEqual({
      promise: "A call",
      playbook: ["Call within the hour", "Ask what they use today"],
      collateral: [],
    });
  });

  test("is the playbook of the stage it is in", async () => {
    const w = await world(company, { at: T });
    const { id } = await w.send({ name: "Jo", email: "jo@x.example" });
    await w.answer(id, "ana", "contacted");
    expect((await enclosedIn(w, id)).playbook).toEqual(["Say what came of it"]);
  });

  test("is the collateral that fits, two at most, what is most about such leads first", async () => {
    const w = await world(company, { at: T });
    await w.store.putCampaign(autumn);
    for (const one of [
      help("all"),
      help("any"),
      help("web", { source: ["web"] }),
      help("both", { source: ["web"], segment: ["large"] }),
      help("small", { segment: ["small"] }),
      help("spring", { campaign: ["spring"] }),
    ])
      await w.store.putCollateral(one);
    const { id } = await w.send({ name: "Jo", email: "jo@x.example", campaign: "autumn", employees: 700 });
    expect((await enclosedIn(w, id)).collateral).toEqual([
      { name: "BOTH", href: "https://x.example/both" },
      { name: "WEB", href: "https://x.example/web" },
    ]);
    const { id: small } = await w.send({ name: "Al", email: "al@y.example" });
    expect((await enclosedIn(w, small)).collateral.map(({ name }) => name)).toEqual(["WEB", "ALL"]);
  });
});

describe("once a quarter", () => {
  test("whoever gets leads is asked which collateral they used, and that is counted", async () => {
    const w = await world(company, { at: "2026-12-21T09:00:00Z" });
    await w.store.putCollateral(help("all"));
    await w.until("2027-01-11T09:00:00Z");
    const asked = w.weeklies.flatMap(({ recipient, sections }) =>
      sections
        .filter(({ title }) => title.startsWith("Which of these"))
        .map(({ link }) => [recipient.name, link?.href]),
    );
    expect(asked).toEqual([
      ["Ana", "https://baton.example/a/collateral/2026-Q3/ana"],
      ["Ana", "https://baton.example/a/collateral/2026-Q4/ana"],
    ]);
    await expect(answerAsk(w.relay, "collateral/2026-Q4", "ana", ["all", "none"])).rejects.toMatchObject({
      code: "ask.choice",
    });
  });

  test("what was chosen may be several, and may be replaced", async () => {
    const w = await world(company, { at: "2027-01-02T09:00:00Z" });
    for (const id of ["a", "b", "c"]) await w.store.putCollateral(help(id));
    await w.until("2027-01-05T09:00:00Z");
    await answerAsk(w.relay, "collateral/2026-Q4", "ana", ["a"]);
    await answerAsk(w.relay, "collateral/2026-Q4", "ana", ["b", "c"]);
    expect(await usedIn(w.store, "2026-Q4")).toEqual({ b: 1, c: 1 });
  });
});

describe("that a campaign starts", () => {
  const rows = (w: World) =>
    [...(w.store as unknown as { rows(): Map<string, Map<string, Row[]>> }).rows()].flatMap(([day, keyed]) =>
      [...keyed.values()].flat().flatMap((row) => (row.is === "campaign" ? [[day, row.campaign, row.briefed]] : [])),
    );

  test("is known of by sales where a Weekly told them before, and not of one that is described too late", async () => {
    const w = await world(company, { at: T });
    await keep(w.relay, { ...autumn, starts: "2026-12-03" });
    await keep(w.relay, { ...autumn, id: "late", starts: "2026-11-26" });
    expect(rows(w)).toEqual([
      ["2026-12-03", "autumn", false],
      ["2026-11-26", "late", false],
    ]);
    await w.until("2026-12-04T09:00:00Z");
    expect(rows(w)).toEqual([
      ["2026-12-03", "autumn", true],
      ["2026-11-26", "late", false],
    ]);
  });

  test("moves with its start, of which sales is told anew", async () => {
    const w = await world(company, { at: T });
    await keep(w.relay, { ...autumn, starts: "2026-12-03" });
    await w.until("2026-12-01T09:00:00Z");
    const { changedAt: _changedAt, ...said } = autumn;
    const moved = described(
      await w.relay.rulebooks.active(),
      await w.store.campaigns(),
      { ...said, starts: "2026-12-20" },
      w.now(),
    );
    await keep(w.relay, moved);
    expect(rows(w)).toEqual([["2026-12-20", "autumn", false]]);
  });
});
