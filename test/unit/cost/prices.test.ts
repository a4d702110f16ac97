import { describe, expect, test } from "vitest";
import { bill, total } from "../../cost/bill.ts";
import { monthWith, type Peer } from "../../cost/peers.ts";
import { peers, prices } from "../../cost/prices.ts";
import { nothing, type Usage } from "../../cost/usage.ts";

describe("the bill", () => {
  const list = [
    { name: "writes", of: "writeUnits", dollars: 0.625, per: 1e6, page: "", month: "", seen: "" },
    { name: "mails", of: "mails", dollars: 0.1, per: 1_000, page: "", month: "", seen: "" },
  ] as const;

  test("each line is its use at its price", () => {
    const lines = bill({ ...nothing, writeUnits: 33e6, mails: 2_000 }, list);
    expect(lines).toEqual([
      { name: "writes", dollars: 20.625 },
      { name: "mails", dollars: 0.2 },
    ]);
    expect(total(lines)).toBeCloseTo(20.825, 9);
  });

  test("everything that is used has a price, once", () => {
    expect(prices.map(({ of }) => of).sort()).toEqual((Object.keys(nothing) as (keyof Usage)[]).sort());
  });
});

test.each([...prices, ...peers].map((price) => ["name" in price ? price.name : price.product, price] as const))(
  "the price of %s says when and where it was seen",
  (_, { month, page, seen }) => {
    expect(month).toMatch(/^20\d\d-(0[1-9]|1[0-2])$/);
    expect(page).toMatch(/^https:/);
    expect(seen).toMatch(/^(memory$|https:)/);
  },
);

describe("a month of a product that is charged by units", () => {
  const peer: Peer = {
    product: "Zaps",
    currency: "$",
    plans: [
      { name: "small", perMonth: 20, units: 750 },
      { name: "large", perMonth: 70, units: 2_000 },
    ],
    unit: "task",
    unitsPerLead: 4,
  };
  const leads = (count: number) => monthWith(peer, { leads: count, seats: 8 });
  const beyond = (count: number) =>
    monthWith({ ...peer, beyond: { times: 1.25, upTo: 3 } }, { leads: count, seats: 8 });

  test("costs the plan that has enough of them", () => {
    expect(leads(100)).toEqual({ plan: "small", cost: 20 });
    expect(leads(500)).toEqual({ plan: "large", cost: 70 });
  });

  test("has no list price beyond the largest plan", () => {
    expect(leads(501)).toBeUndefined();
  });

  test("costs the units beyond a plan where they are sold, in the plan with which that is cheapest", () => {
    expect(beyond(200)).toEqual({ plan: "small", cost: 20 + 50 * (20 / 750) * 1.25 });
    expect(beyond(600)).toEqual({ plan: "large", cost: 70 + 400 * (70 / 2_000) * 1.25 });
  });

  test("has no list price beyond what is sold on top of the largest plan", () => {
    expect(beyond(1_500)).toMatchObject({ plan: "large" });
    expect(beyond(1_501)).toBeUndefined();
  });
});

test.each([
  [15, 1_250],
  [16, 1_295],
])("a month of a product that is charged by seats costs those beyond the ones in it: %i", (seats, cost) => {
  const peer: Peer = { product: "Seats", currency: "$", plan: "only", perMonth: 1_250, seats: 15, perSeatBeyond: 45 };
  expect(monthWith(peer, { leads: 1e6, seats })).toEqual({ plan: "only", cost });
});
