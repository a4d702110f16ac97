import { importOwnership } from "@baton/core/ownership";
import { dryRun } from "@baton/explain";
import { check } from "@baton/prover";
import { describe, expect, test } from "vitest";
import { besideStages, PUBLISHED, people, rulebookOf, small } from "../../../helpers/agreements.ts";
import { world } from "../../../helpers/world.ts";

const T = "2026-11-24T10:00:00Z";
const agreement = (routing?: object[]) =>
  small({
    people: people({ ana: {}, ben: {}, cid: {}, sam: { manager: "vera" }, vera: { manager: undefined } }),
    fields: {
      "account.industry": { type: "string", values: ["health", "retail"] },
      "account.seats": { type: "number" },
      employees: { type: "number" },
    },
    routing: routing ?? [
      { name: "Customers", when: { "account.tier": "gold" }, to: "account.csm", else: "vera", sla: "fast" },
      { name: "Open deals", when: { "account.ae": { exists: true } }, to: "account.ae", else: "sales", sla: "fast" },
      {
        name: "Hospitals",
        when: { "account.industry": "health", "account.seats": { gte: 100 } },
        to: "sam",
        sla: "fast",
      },
      { name: "Rest", to: "sales", sla: "fast" },
    ],
  });

describe("what is known of a company", () => {
  const imported = async (...entries: Parameters<typeof importOwnership>[1]) => {
    const w = await world(agreement(), { at: T });
    const result = await importOwnership(w.relay, entries);
    const lead = async (email: string) => w.lead((await w.send({ email })).id);
    return { w, result, lead };
  };

  test("sends its leads to its customer success manager, its account executive, or by what was imported of it", async () => {
    const { result, lead } = await imported(
      { of: "gold.example", csm: "cid", tier: "Gold" },
      { of: "deal.example", ae: "Ben", owner: "ana" },
      { of: "clinic.example", fields: { industry: "Health", seats: "120" } },
    );
    expect(result.problems).toEqual([]);
    expect(await lead("jo@gold.example")).toMatchObject({ owner: "cid", decision: { rule: "Customers" } });
    expect(await lead("jo@deal.example")).toMatchObject({ owner: "ben", decision: { rule: "Open deals" } });
    expect(await lead("jo@clinic.example")).toMatchObject({ owner: "sam", decision: { rule: "Hospitals" } });
    expect(await lead("jo@other.example")).toMatchObject({ decision: { rule: "Rest" } });
  });

  test("is inherited by its subsidiaries, as far as they say nothing themselves", async () => {
    const { lead } = await imported(
      { of: "top.example", csm: "cid", tier: "gold" },
      { of: "sub.example", parent: "https://www.top.example/", csm: "ben" },
    );
    const { owner, decision } = await lead("jo@sub.example");
    expect(owner).toBe("ben");
    expect(decision.inputs!.account).toEqual({ known: true, csm: "ben", tier: "gold", parent: "top.example" });
  });

  test("changes as an import says, which tells what changed", async () => {
    const { w, result } = await imported({ of: "a.example", owner: "ana", tier: "gold", fields: { seats: 5 } });
    expect(result.changed).toEqual([
      { domain: "a.example", field: "owner", from: null, to: "ana" },
      { domain: "a.example", field: "tier", from: null, to: "gold" },
      { domain: "a.example", field: "seats", from: null, to: 5 },
    ]);
    const next = [{ of: "a.example", owner: "ben", tier: "", fields: { seats: 5 } }];
    const changed = [
      { domain: "a.example", field: "owner", from: "ana", to: "ben" },
      { domain: "a.example", field: "tier", from: "gold", to: null },
    ];
    expect((await importOwnership(w.relay, next, { dryRun: true })).changed).toEqual(changed);
    expect((await importOwnership(w.relay, next)).changed).toEqual(changed);
    expect((await importOwnership(w.relay, next)).changed).toEqual([]);
  });

  test.each([
    [{ of: "a.example", csm: "cyd" }, 'The agreement has nobody called "cyd"; did you mean "cid"?'],
    [{ of: "a.example", parent: "nowhere" }, '"nowhere" is neither a domain nor an e-mail address.'],
    [{ of: "a.example", fields: { size: "5" } }, 'There is no field "account.size"; declare it under fields.'],
    [{ of: "a.example", fields: { seats: "many" } }, '"many" is no number for "account.seats".'],
    [{ of: "a.example", fields: { industry: "steel" } }, '"steel" is no string for "account.industry".'],
    [{ of: "jo@a.example", tier: "gold" }, "Only a company has ae, csm, tier, parent and fields: give its domain."],
  ])("is refused where it cannot be: %j", async (entry, message) => {
    const { w, result } = await imported(entry);
    expect(result.problems).toEqual([{ index: 0, message }]);
    expect(await w.store.accounts(["a.example"])).toEqual({});
  });

  test("is nothing that a lead could bring", async () => {
    const { w } = await imported({ of: "a.example", owner: "ana" });
    const { id } = await w.send({ email: "jo@b.example", "account.industry": "health", "account.seats": 500 });
    const lead = await w.lead(id);
    expect(lead.decision.rule).toBe("Rest");
    expect(lead.fields).not.toHaveProperty(["account.industry"]);
    expect(Object.keys(lead.extra)).toContain("account.industry");
  });

  test("can be assumed in a dry run, by the lead or the state", async () => {
    const rulebook = rulebookOf(agreement());
    const at = Date.parse(T);
    const byLead = await dryRun(rulebook, { lead: { "account.industry": "health", "account.seats": 200 }, at });
    expect([byLead.rule, byLead.owner]).toEqual(["Hospitals", "sam"]);
    const byState = await dryRun(rulebook, { lead: {}, at, state: { account: { csm: "cid", tier: "gold" } } });
    expect([byState.rule, byState.owner]).toEqual(["Customers", "cid"]);
  });
});

describe("the prover", () => {
  test("knows that an account may have no manager, and that one that has is known", async () => {
    const found = async (routing: object[]) =>
      besideStages((await check(agreement(routing), { at: PUBLISHED })).findings).map(({ code, counterexample }) => [
        code,
        counterexample?.lead,
      ]);
    expect(await found([{ name: "All", to: "account.csm", sla: "fast" }])).toMatchObject([["route.noOwner", {}]]);
    expect(
      await found([
        { name: "All", when: { "account.csm": { exists: true } }, to: "account.csm", else: "vera", sla: "fast" },
        { name: "Odd", when: { "account.known": false, "account.tier": "gold" }, to: "vera", sla: "fast" },
        { name: "Rest", to: "vera", sla: "fast" },
      ]),
    ).toMatchObject([["route.unreachable", undefined]]);
    const [gap] = await found([
      { name: "Industry", when: { "account.industry": ["health", "retail"] }, to: "vera", sla: "fast" },
    ]);
    expect(gap![0]).toBe("route.uncovered");
  });
});
