import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Grouping, Respondent } from "../../../../packages/core/src/survey/answers.ts";
import { outcomeOf } from "../../../../packages/core/src/survey/outcome.ts";
import { pooled } from "../../../../packages/core/src/survey/wordings.ts";

const words = ["a", "b", "c", "d", "e", "f"];
const sides = ["marketing", "sales"] as const;
const respondent: fc.Arbitrary<Respondent> = fc
  .record({
    side: fc.constantFrom(...sides),
    things: fc.uniqueArray(fc.constantFrom(...words), { maxLength: 3 }),
    rating: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
  })
  .map(({ side, things, rating }) => ({
    side,
    wordings: new Map(things.map((thing) => [thing, thing.toUpperCase()])),
    ...(rating !== undefined && { rating }),
  }));
const messages = (most: number) =>
  fc.integer({ min: 0, max: most }).map((n) => words.slice(0, n).map((id) => ({ id, text: id })));
const grouping = (choices: readonly string[]): fc.Arbitrary<Grouping> =>
  fc
    .uniqueArray(fc.constantFrom(...words), { maxLength: 6 })
    .chain((of) =>
      fc
        .array(fc.constantFrom(...choices), { minLength: of.length, maxLength: of.length })
        .map((chosen) => new Map(of.map((word, n) => [word, chosen[n]!]))),
    );
const given = messages(5).chain((agreed) =>
  fc.record({
    messages: fc.constant(agreed),
    respondents: fc.array(respondent, { maxLength: 24 }),
    more: fc.record({ marketing: fc.nat({ max: 4 }), sales: fc.nat({ max: 4 }) }),
    atLeast: fc.double({ min: 0.01, max: 1, noNaN: true }),
    groupings: fc.option(
      fc.record({
        marketing: grouping(agreed.length > 0 ? agreed.map(({ id }) => id) : ["A", "B", "C"]),
        sales: grouping(agreed.length > 0 ? agreed.map(({ id }) => id) : ["A", "B", "C"]),
      }),
      { nil: {} },
    ),
  }),
);
type Given = typeof given extends fc.Arbitrary<infer T> ? T : never;

function outcome({ messages, respondents, more, atLeast, groupings }: Given) {
  const of = (side: "marketing" | "sales") =>
    Array.from({ length: respondents.filter((one) => one.side === side).length + more[side] }, (_, n) => `${side}${n}`);
  return outcomeOf(
    { asked: { marketing: of("marketing"), sales: of("sales") }, messages, atLeast },
    respondents,
    groupings,
  );
}

describe("promise: a survey tells of sides, and of nobody", () => {
  test("a match lies between 0 and 1, and is told of five or more only", () => {
    fc.assert(
      fc.property(given, (all) => {
        for (const { answered, match, verdict } of Object.values(outcome(all).sides)) {
          if (match !== null) {
            expect(match).toBeGreaterThanOrEqual(0);
            expect(match).toBeLessThanOrEqual(1);
            expect(answered).toBeGreaterThanOrEqual(5);
            expect(verdict).toBe(match >= all.atLeast ? "shared" : "not-shared");
          }
          if (answered < 3) expect(verdict).toBe("none");
        }
      }),
    );
  });

  test("it does not matter who answered first, and which of the two people put the wordings together for which side", () => {
    fc.assert(
      fc.property(given, fc.nat(), (all, seed) => {
        const { respondents, groupings } = all;
        const turned = respondents.map((_, n) => respondents[(n + seed) % respondents.length]!).reverse();
        const { marketing, sales } = groupings as Partial<Record<"marketing" | "sales", Grouping>>;
        const swapped = marketing && sales ? { marketing: sales, sales: marketing } : {};
        expect(outcome({ ...all, respondents: turned })).toEqual(outcome(all));
        expect(outcome({ ...all, groupings: swapped })).toEqual(outcome(all));
        expect(pooled("survey_0001", turned)).toEqual(pooled("survey_0001", respondents));
      }),
    );
  });

  test("letters of groups are everybody's own", () => {
    const others: Record<string, string> = { A: "C", B: "A", C: "B" };
    fc.assert(
      fc.property(given, (all) => {
        const { marketing, sales } = all.groupings as Partial<Record<"marketing" | "sales", Grouping>>;
        if (!marketing || !sales || all.messages.length > 0) return;
        const renamed = new Map([...sales].map(([word, letter]) => [word, others[letter]!]));
        expect(outcome({ ...all, groupings: { marketing, sales: renamed } })).toEqual(outcome(all));
      }),
    );
  });

  test("the lower side decides: one that does not share, or has no verdict, is never outvoted", () => {
    fc.assert(
      fc.property(given, (all) => {
        const { sides: each, verdict } = outcome(all);
        const own = sides.map((side) => each[side].verdict);
        expect(verdict).toBe(own.includes("none") ? "none" : own.includes("not-shared") ? "not-shared" : "shared");
        // More who agree on the other side change nothing about it.
        if (each.marketing.verdict !== "not-shared" || all.messages.length === 0) return;
        const agreeing: Respondent = {
          side: "sales",
          wordings: new Map(all.messages.slice(0, 3).map(({ id }) => [id, id])),
        };
        const crowd = [...all.respondents, ...Array.from({ length: 20 }, () => agreeing)];
        expect(outcome({ ...all, respondents: crowd }).verdict).toBe("not-shared");
      }),
    );
  });

  test("a pool has each wording once, in an order of its own for each survey", () => {
    const said = words.map((word): Respondent => ({ side: "sales", wordings: new Map([[word, word.toUpperCase()]]) }));
    const orders = ["survey_0001", "survey_0002"].map((id) => pooled(id, [...said, ...said]));
    for (const order of orders) expect([...order].sort()).toEqual(words.map((word) => word.toUpperCase()));
    expect(orders[0]).not.toEqual(orders[1]);
  });
});
