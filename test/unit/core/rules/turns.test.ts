import { afterTurn, type Credits, type Share, TURN, type Turn, taker } from "@baton/core/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const names = ["ana", "ben", "chloé", "dan", "eve", "fay", "gus", "hal"];
const share = (who: string, weight = 1): Share => ({ who, weight });
const team = (...weights: number[]): Share[] => weights.map((weight, i) => share(names[i]!, weight));

/** Turns taken one after the other among whom each lead had: who took each, and what is owed in the end. */
function taken(leads: readonly (readonly Share[])[], start: Credits = {}) {
  let credits = start;
  const owners = leads.map((among) => {
    const took = taker(credits, among);
    credits = afterTurn(credits, { among });
    return took;
  });
  return { owners, credits };
}
const counted = (owners: readonly string[], who: string): number => owners.filter((owner) => owner === who).length;

/** How far somebody is from what they are owed, at most, in turns: what they could have taken, by weight, less what they took. */
function farthest(leads: readonly (readonly Share[])[], owners: readonly string[], who: string): number {
  let far = 0;
  let most = 0;
  leads.forEach((among, n) => {
    const all = among.reduce((sum, { weight }) => sum + weight, 0);
    far += (among.find((one) => one.who === who)?.weight ?? 0) / all - (owners[n] === who ? 1 : 0);
    most = Math.max(most, Math.abs(far));
  });
  return most;
}

/** Leads each of which some of a team can take, at least one; equal weights. */
const leadsOf = (people: number, length: number) =>
  fc.array(
    fc
      .integer({ min: 1, max: 2 ** people - 1 })
      .map((mask) => team(...Array(people).fill(1)).filter((_, i) => mask & (1 << i))),
    { minLength: length, maxLength: length },
  );

describe("P6 fair", () => {
  test("two who can always take the same leads stay within one turn, whoever else comes and goes", () => {
    fc.assert(
      fc.property(leadsOf(6, 120), (others) => {
        const pair = [share("pair 1"), share("pair 2")];
        // Whether the pair is there for a lead is as random as who else is.
        const leads = others.map((among) => (among.length % 2 ? [...pair, ...among] : among));
        const { owners } = taken(leads);
        for (let n = 1; n <= owners.length; n++) {
          const first = owners.slice(0, n);
          expect(Math.abs(counted(first, "pair 1") - counted(first, "pair 2"))).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("of two with weights, who always can, neither is a turn per weight ahead", () => {
    const weight = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(leadsOf(4, 150), weight, weight, (others, one, two) => {
        const pair = [share("pair 1", one), share("pair 2", two)];
        const { owners } = taken(others.map((among) => (among.length % 2 ? [...pair, ...among] : pair)));
        for (let n = 1; n <= owners.length; n++) {
          const first = owners.slice(0, n);
          const apart = counted(first, "pair 1") / one - counted(first, "pair 2") / two;
          expect(Math.abs(apart)).toBeLessThanOrEqual(1 / one + 1 / two);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("whoever can take what, nobody is further from what they are owed than half as many turns as there are people", () => {
    for (const people of [2, 3, 4, 6])
      fc.assert(
        fc.property(leadsOf(people, 200), (leads) => {
          const { owners } = taken(leads);
          for (const who of names.slice(0, people))
            expect(farthest(leads, owners, who)).toBeLessThanOrEqual(people / 2);
        }),
        { numRuns: 100 },
      );
  });

  test("not even where the worst set of people is searched for at every lead", () => {
    for (const [people, bound] of [
      [2, 0.51],
      [3, 1],
      [4, 1.5],
      [6, 2.5],
    ] as const) {
      let credits: Credits = {};
      let most = 0;
      const sets = Array.from({ length: 2 ** people - 1 }, (_, mask) =>
        team(...Array(people).fill(1)).filter((_, i) => (mask + 1) & (1 << i)),
      ).filter((among) => among.length > 1);
      for (let lead = 0; lead < 300; lead++) {
        const worst = sets
          .map((among) => afterTurn(credits, { among }))
          .map((next) => ({ next, spread: Object.values(next).reduce((sum, credit) => sum + (credit / TURN) ** 2, 0) }))
          .reduce((a, b) => (b.spread > a.spread ? b : a));
        credits = worst.next;
        most = Math.max(most, ...Object.values(credits).map((credit) => Math.abs(credit) / TURN));
      }
      expect(most).toBeLessThanOrEqual(bound);
      expect(most).toBeGreaterThan(0);
    }
  });

  test("a team in which all can always take a lead gives each member exactly their weight in a round, and no window is two off", () => {
    const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(weights, (given) => {
        const places = given.reduce((a, b) => a + b, 0);
        const leads = Array.from({ length: 3 * places }, () => team(...given));
        const { owners } = taken(leads);
        given.forEach((weight, i) => {
          const who = names[i]!;
          for (const from of [0, places, 2 * places])
            expect(counted(owners.slice(from, from + places), who)).toBe(weight);
          let [ahead, most, least] = [0, 0, 0];
          for (const owner of owners) {
            ahead += (owner === who ? 1 : 0) - weight / places;
            most = Math.max(most, ahead);
            least = Math.min(least, ahead);
          }
          expect(most - least).toBeLessThan(2);
        });
      }),
      { numRuns: 200 },
    );
  });
});

describe("what real teams do", () => {
  const alternately = (length: number, sets: Share[][]) => Array.from({ length }, (_, n) => sets[n % sets.length]!);

  test("two on one shift are within one over 24 leads, though a third works late", () => {
    const { owners } = taken(alternately(24, [team(1, 1), team(1, 1), [share("chloé")]]));
    expect(Math.abs(counted(owners, "ana") - counted(owners, "ben"))).toBeLessThanOrEqual(1);
  });

  test("back from leave somebody is neither flooded nor starved", () => {
    const three = team(1, 1, 1);
    const before = taken(alternately(30, [three]));
    const away = taken(alternately(60, [three.slice(0, 2)]), before.credits);
    const { owners } = taken(alternately(30, [three]), away.credits);
    expect(counted(owners, "chloé")).toBe(10);
    expect(counted(owners.slice(0, 6), "chloé")).toBe(2);
  });

  test("whoever is new begins where the others are", () => {
    const credits = taken(alternately(30, [team(1, 1)])).credits;
    const { owners } = taken(alternately(30, [team(1, 1, 1)]), credits);
    expect(names.slice(0, 3).map((who) => counted(owners, who))).toEqual([10, 10, 10]);
  });

  test("somebody who has left takes nobody's turn with them, and changes nobody's", () => {
    const credits = taken(alternately(32, [team(1, 1, 1)])).credits;
    const { owners } = taken(alternately(20, [team(1, 1)]), credits);
    expect(Math.abs(counted(owners, "ana") - counted(owners, "ben"))).toBeLessThanOrEqual(1);
  });
});

describe("a turn that is given back", () => {
  test("leaves everybody where they were, but for the one that is taken instead", () => {
    fc.assert(
      fc.property(leadsOf(5, 20), leadsOf(5, 1), leadsOf(5, 1), (before, [among], [others]) => {
        const { credits } = taken(before);
        const took = taker(credits, among!);
        const instead: Turn = { of: "lead", among: others!, instead: { among: among!, took } };
        const twice = afterTurn(afterTurn(credits, { among: among! }), instead);
        const once = afterTurn(credits, { among: others! });
        for (const who of names) {
          // Whoever was new to the first of them has been given what the others had on average.
          if (credits[who] !== undefined) expect(twice[who]).toBe(once[who]);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("credits are whole and add up to nothing, so that nothing is lost by rounding", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 2, maxLength: 7 }),
        fc.nat(60),
        (given, length) => {
          const { credits } = taken(Array.from({ length: length + 1 }, () => team(...given)));
          const sums = Object.values(credits);
          expect(sums.every(Number.isInteger)).toBe(true);
          expect(sums.reduce((a, b) => a + b, 0)).toBe(0);
        },
      ),
    );
  });
});
