import { credit, influencing, type Model, models, type Step, type Way } from "@baton/core/attribution";
import { moneyInWords, moneyPlain, readAmount, shareOut, shownAmount, shownSums } from "@baton/core/money";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const DAY = 86_400_000;
const step = (campaign: string, daysBefore: number): Step => ({ campaign, beforeMs: daysBefore * DAY });
const way = (handRaise: string | null, ...touches: Step[]): Way => ({ touches, handRaise, lookbackMs: 90 * DAY });
const of = (model: Model, from: Way, total = 1000n) => Object.fromEntries(credit(model, from, total));

describe("a deal's value is split over the campaigns before it", () => {
  const four = way("demo", step("fair", 40), step("mail", 14), step("webinar", 7));

  test("first, hand-raise and last touch before it get all of it, each in its model", () => {
    expect(of("first", four)).toEqual({ fair: 1000n });
    expect(of("handRaise", four)).toEqual({ demo: 1000n });
    expect(of("last", four)).toEqual({ webinar: 1000n });
  });

  test("linear gives each touch the same, position 40/20/40, time decay half for each week", () => {
    expect(of("linear", four)).toEqual({ fair: 250n, mail: 250n, webinar: 250n, demo: 250n });
    expect(of("position", four)).toEqual({ fair: 400n, mail: 100n, webinar: 100n, demo: 400n });
    expect(of("timeDecay", way("demo", step("mail", 14), step("webinar", 7)), 700n)).toEqual({
      mail: 100n,
      webinar: 200n,
      demo: 400n,
    });
  });

  test("with nothing before the hand-raise every model gives it everything", () => {
    for (const model of models) expect(of(model, way("demo"))).toEqual({ demo: 1000n });
  });

  test("without any campaign it is nobody's", () => {
    for (const model of models) expect(credit(model, way(null), 5n)).toEqual(new Map([[null, 5n]]));
  });

  test("what is longer ago than the lookback does not count, and two touches share alike by position", () => {
    expect(of("first", way("demo", step("old", 91), step("mail", 90)))).toEqual({ mail: 1000n });
    expect(of("position", way("demo", step("mail", 3)))).toEqual({ mail: 500n, demo: 500n });
    expect(influencing(way("demo", step("old", 91), step("mail", 90)))).toEqual(["mail", "demo"]);
  });

  test("over random histories each model sums to the total, and nothing after the hand-raise counts", () => {
    const name = fc.constantFrom("a", "b", "c", "d");
    const steps = fc.array(fc.record({ campaign: name, beforeMs: fc.integer({ min: -30 * DAY, max: 120 * DAY }) }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, fc.option(name), fc.bigInt({ min: 0n, max: 10n ** 15n }), (touches, handRaise, total) => {
        const all = { touches, handRaise, lookbackMs: 90 * DAY };
        const before = { ...all, touches: touches.filter(({ beforeMs }) => beforeMs > 0) };
        for (const model of models) {
          const shares = credit(model, all, total);
          expect([...shares.values()].reduce((sum, share) => sum + share, 0n)).toBe(total);
          expect(shares).toEqual(credit(model, before, total));
          expect([...shares.values()].every((share) => share >= 0n)).toBe(true);
        }
      }),
    );
  });
});

describe("money", () => {
  test("is read as people write it, exactly, in the places that its currency has", () => {
    const read = (amount: string | number, currency: string) => shownAmount(readAmount(amount, currency)).amount;
    expect(read("12500", "eur")).toBe("12500.00");
    expect(read("1.250,50", "EUR")).toBe("1250.50");
    expect(read("1,250.5", "CHF")).toBe("1250.50");
    expect(read("1 250 000", "JPY")).toBe("1250000");
    expect(read("0.125", "BHD")).toBe("0.125");
    expect(read("90071992547409.93", "USD")).toBe("90071992547409.93");
  });

  test("amounts are read by people with their thousands apart, whatever the places of the currency, and by programs without", () => {
    const money = [
      { amount: "12500.00", currency: "EUR" },
      { amount: "123456789012345678", currency: "JPY" },
      { amount: "1000.1234", currency: "CLF" },
    ];
    expect(moneyInWords(money)).toBe("12,500.00 EUR, 123,456,789,012,345,678 JPY, 1,000.1234 CLF");
    expect(moneyPlain(money)).toBe("12500.00 EUR, 123456789012345678 JPY, 1000.1234 CLF");
  });

  test.each([
    ["12500", undefined, "money.currency"],
    ["12500", "EURO", "money.currency"],
    ["a lot", "EUR", "money.amount"],
    ["1.250", "EUR", "money.amount"],
    ["-5", "EUR", "money.amount"],
    ["0.001", "EUR", "money.amount"],
    ["1234567890123456", "EUR", "money.amount"],
  ])("%s %s is refused as %s", (amount, currency, code) => {
    expect(() => readAmount(amount, currency)).toThrow(expect.objectContaining({ code }));
  });

  test("shares by largest remainder are whole, and never added over currencies", () => {
    expect(shareOut(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
    expect(
      shownSums(
        new Map([
          ["EUR", 150n],
          ["CHF", 5n],
        ]),
      ),
    ).toEqual([
      { currency: "CHF", amount: "0.05" },
      { currency: "EUR", amount: "1.50" },
    ]);
  });
});
