import type { Route } from "@baton/core/agreement";
import type { Test } from "@baton/core/condition";
import { normalise } from "@baton/core/fields";
import { compileBest } from "@baton/core/rules";
import { ruleOn } from "@baton/explain";
import { differences } from "@baton/prover";
import { kindInWords } from "@baton/prover/model/kind";
import { expect, test } from "vitest";
import { checked, PUBLISHED } from "../../helpers/agreements.ts";
import {
  fieldsAsked,
  leadAbout,
  randomAgreement,
  randomOf,
  reference,
  withTargets,
  worldOf,
} from "../../helpers/random/random-agreements.ts";
import { again, named, seedsOf } from "../../helpers/random/seeds.ts";

const seeds = seedsOf(40, { first: 0, slices: 4 });

test("every lead that goes elsewhere is of a kind that is said, and each kind has a lead that both agreements bear out", async () => {
  let moved = 0;
  for (const seed of seeds) {
    const described = `seed ${seed}; ${again(seed, "test/unit/prover/differences.test.ts")}`;
    const random = randomOf(seed);
    const made = randomAgreement(random);
    made.routing.length = Math.min(made.routing.length, 8);
    const whole = JSON.parse(made.text);
    const text = withTargets(random, {
      ...made,
      text: JSON.stringify({ ...whole, routing: whole.routing.slice(0, 8) }),
    });
    const other = { ...JSON.parse(text), routing: JSON.parse(text).routing.slice() };
    // A rule moves to the front, and another one goes to somebody else.
    const order = other.routing.map((_: unknown, n: number) => n);
    order.unshift(order.pop());
    other.routing = order.map((n: number) => other.routing[n]);
    Object.assign(other.routing[Math.floor(random() * other.routing.length)], { to: "vera", else: undefined });
    const [before, after] = [checked(text), checked(JSON.stringify(other))];

    expect((await differences(before, before, { at: PUBLISHED })).moves).toEqual([]);
    const { moves, undecided } = await differences(before, after, { at: PUBLISHED });
    const rulebooks = await Promise.all([before, after].map((agreement) => compileBest(agreement, 1)));
    const outcome = ({ to, else: others, sla }: Pick<Route, "to" | "else" | "sla">) =>
      JSON.stringify([to, others, sla]);
    const pairs = new Set<string>();
    for (const { lead, before: was, after: is } of moves) {
      const routes = await Promise.all(
        rulebooks.map(async (rulebook) => (await ruleOn(rulebook, lead, PUBLISHED)).route),
      );
      expect(
        routes.map((route) => route?.name ?? null),
        described,
      ).toEqual([was, is]);
      const outcomes = routes.map((route) => (route ? outcome(route) : "nobody"));
      expect(outcomes[0]).not.toBe(outcomes[1]);
      pairs.add(outcomes.join(" → "));
    }
    moved += moves.length;
    if (undecided) continue;
    const decide = [made.routing, order.map((n: number) => made.routing[n]!)].map((routing) =>
      reference({ ...made, routing }),
    );
    const asked = fieldsAsked(made);
    for (let n = 0; n < 100; n++) {
      const { fields: given, known } = leadAbout(random, asked);
      const { fields } = await normalise(given, before.fields);
      const outcomes = decide.map((by, side) => {
        const { rule } = by(worldOf({ fields, known }));
        const route = [before, after][side]!.routing.find(({ name }) => name === rule);
        return route ? outcome(route) : "nobody";
      });
      if (outcomes[0] !== outcomes[1]) expect(pairs, described).toContain(outcomes.join(" → "));
    }
  }
  if (named) return;
  // The seeds of some days move few.
  expect(moved).toBeGreaterThan(0);
}, 120_000);

const eq = (field: string, value: string | boolean): Test => ({ field, op: "eq", value });
type Kind = Parameters<typeof kindInWords>[0];
const says = (answers: Kind["answers"], touched?: Kind["touched"]) =>
  kindInWords({ answers, ...(touched && { touched }) }, () => false);

test("a kind is said field by field, with one list and one range for each", () => {
  const country = { field: "country", op: "in" as const, value: ["DE", "AT"] };
  expect(
    says([
      { test: country, holds: true },
      { test: eq("country", "AT"), holds: false },
      { test: eq("demo", true), holds: true },
    ]),
  ).toBe("country is DE and demo is true");
  const lt = (value: number) => ({ field: "n", op: "lt" as const, value });
  expect(
    says([
      { test: lt(50), holds: true },
      { test: lt(10), holds: false },
      { test: lt(5), holds: false },
    ]),
  ).toBe("n is at least 10 and n is less than 50");
  expect(says([{ test: lt(10), holds: false }])).toBe("n is not less than 10");
  expect(
    says([
      { test: eq("title", "x"), holds: false },
      { test: { field: "title", op: "exists", value: true }, holds: true },
    ]),
  ).toBe("title is given and not x");
  expect(says([])).toBeUndefined();
  expect(
    says([
      { test: eq("country", "DE"), holds: false },
      { test: { field: "country", op: "ne", value: "DE" }, holds: false },
    ]),
  ).toBe("country is absent");
  expect(says([{ test: { field: "country", op: "ne", value: "DE" }, holds: false }])).toBe("country is absent or DE");
  expect(says([], "something")).toBe("touches are worth as much as those of the example");
  expect(says([], "nothing")).toBe("no touch is worth anything");
});
