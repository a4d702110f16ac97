import { funnelOf, goalInWords, outOfReach, workloadInWords, workloadOf } from "@baton/core/drafting";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const goal = {
  per: "quarter" as const,
  revenue: 2_000_000,
  currency: "EUR",
  dealValue: 50_000,
  accepted: "70%",
  opportunities: "40%",
  won: "25%",
};
const person = (n: number) => ({ name: `P${n}`, email: `p${n}@acme.example` });
const teams = {
  zone: "Europe/Berlin",
  days: "mon-fri",
  hours: "09:00-12:30, 13:30-18:00",
  sales: [person(1), person(2), person(3)],
  leadsPerDay: 12,
  marketing: [],
};

describe("the goal in leads", () => {
  test("goes back from the money to the leads, and rounds up at each step", () => {
    expect(funnelOf(goal)).toEqual({ deals: 40, opportunities: 160, accepted: 400, qualified: 572, promised: 580 });
    expect(goalInWords(goal)).toEqual([
      "2,000,000 EUR a quarter is 40 won deals' worth, at 50,000 EUR each.",
      "40 won deals, where 25% of opportunities are won, take 160 opportunities.",
      "160 opportunities, where 40% of accepted leads become one, take 400 accepted leads.",
      "400 accepted leads, where sales accepts 70% of qualified leads, take 572 qualified leads a quarter, 580 in round figures.",
    ]);
  });

  test("takes one of each at least, also where a deal is worth more than the goal", () => {
    const little = { ...goal, revenue: 10, accepted: "100%", opportunities: "100%", won: "100%" };
    expect(funnelOf(little)).toEqual({ deals: 1, opportunities: 1, accepted: 1, qualified: 1, promised: 1 });
    expect(goalInWords(little)[0]).toBe("10 EUR a quarter is 1 won deal's worth, at 50,000 EUR each.");
    expect(goalInWords(little)[1]).toContain("1 won deal, where 100% of opportunities are won, take 1 opportunity.");
  });

  test.each([
    [0.3, 0.1, 3],
    [1.1 * 3, 1.1, 3],
    [100_000, 33_333.33, 4],
  ])("%d at %d each is %d deals: errors of floating point are no deal more", (revenue, dealValue, deals) => {
    expect(funnelOf({ ...goal, revenue, dealValue }).deals).toBe(deals);
  });

  test.each([
    ["100%", 100],
    ["99%", 110],
    ["10%", 1000],
    ["9%", 1200],
  ])("promises round figures from a hundred on: of 100 accepted at %s, %d", (accepted, promised) => {
    const hundred = { ...goal, revenue: 100, dealValue: 1, won: "100%", opportunities: "100%", accepted };
    expect(funnelOf(hundred).promised).toBe(promised);
  });

  test("is out of reach in words where no team works so many leads, and never infinite", () => {
    expect(outOfReach(goal)).toBeUndefined();
    const far = { ...goal, won: "0.1%", opportunities: "1%" };
    expect(outOfReach(far)).toContain(
      "it would take 5,714,286 qualified leads a period, and a team works 1,000,000 at most",
    );
    expect(outOfReach({ ...goal, revenue: 1e15, dealValue: 0.01, won: "0.0001%" })).toContain("more than a billion");
  });

  test("promises at least what is needed, and at most a tenth more", () => {
    const share = fc.integer({ min: 1, max: 100 }).map((n) => `${n}%`);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: 1, max: 1e6 }),
        share,
        share,
        share,
        (revenue, dealValue, accepted, opportunities, won) => {
          const {
            deals,
            opportunities: chances,
            accepted: taken,
            qualified,
            promised,
          } = funnelOf({ revenue, dealValue, accepted, opportunities, won });
          expect(deals * dealValue).toBeGreaterThanOrEqual(revenue);
          expect(deals).toBeLessThanOrEqual(chances);
          expect(chances).toBeLessThanOrEqual(taken);
          expect(taken).toBeLessThanOrEqual(qualified);
          expect(promised).toBeGreaterThanOrEqual(qualified);
          expect(promised).toBeLessThanOrEqual(qualified * 1.1);
        },
      ),
    );
  });
});

describe("the window that leads leave", () => {
  test("follows of leads a day, of who answers them, and of how long one takes", () => {
    expect(workloadOf(goal, teams)).toMatchObject({ people: 3, capacity: 36, ahead: 1, window: "2h" });
    expect(workloadInWords(goal, teams)).toEqual([
      "That is 9 leads a working day for 3 people who take 12 a day each: answering keeps them 25% busy.",
      "A lead takes 40 minutes, and in a busy hour waits for 1 other: a first answer within 2h can be kept.",
    ]);
  });

  test("is longer the busier they are", () => {
    const windows = [200, 1200, 1800, 2200].map(
      (leads) => workloadOf({ ...goal, targets: { "qualified-leads": leads } }, teams).window,
    );
    expect(windows).toEqual(["2h", "4h", "1d", "1d"]);
  });

  test("counts each person's own hours", () => {
    const short = { ...teams, sales: teams.sales.map((one) => ({ ...one, hours: "09:00-13:00" })) };
    expect(workloadOf(goal, short)).toMatchObject({ minutesEach: 20, window: "1h" });
  });

  test("says that a goal is out of reach for so few people, and how many it takes", () => {
    const few = { ...teams, sales: [person(1)], leadsPerDay: 5 };
    expect(workloadOf(goal, few).window).toBe("1d");
    expect(workloadInWords(goal, few)).toEqual([
      "That is 9 leads a working day, and 1 person who takes 5 a day each come to 5: with these rates the goal is out of reach.",
      "It takes 2 people, a lower goal, or better rates; until then no window is kept for long, and 1d is suggested.",
    ]);
  });

  test("says tenths of leads where there is less than one a day", () => {
    expect(workloadInWords({ ...goal, targets: { "qualified-leads": 6 } }, teams)[0]).toContain(
      "0.1 leads a working day",
    );
  });
});
