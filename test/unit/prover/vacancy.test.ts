import type { Agreement, Route, TeamMember } from "@baton/core/agreement";
import {
  choose,
  compileAgreement,
  everyTarget,
  type Load,
  type Means,
  namesIn,
  noLoad,
  type Rulebook,
} from "@baton/core/rules";
import { localDate } from "@baton/core/zone";
import type { Loads } from "@baton/prover/claims/problem";
import { vacancy as vacancyOf } from "@baton/prover/claims/vacancy";
import fc from "fast-check";
import { expect, test } from "vitest";
import { acme, checked, PUBLISHED, people, rulebookOf, small } from "../../helpers/agreements.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const iso = (instant: number | undefined) => instant && new Date(instant).toISOString();
const withPeople = (given: Record<string, Record<string, unknown>>, parts: Record<string, unknown> = {}) =>
  rulebookOf(small({ people: people({ ana: {}, ben: {}, sam: { manager: undefined }, ...given }), ...parts }));
const away = (from: string, to: string) => ({ away: [{ from, to }] });

/** A rule with targets to be asked in turn. */
const asking = ([to, ...others]: readonly string[]): Route => ({
  name: "All",
  when: { all: [] },
  to: to!,
  else: others,
  sla: "fast",
});
const vacancy = (rulebook: Rulebook, targets: readonly string[], at: number, known: Means["known"] = {}) =>
  vacancyOf(rulebook, asking(targets), at, known);

/** Who gets a lead at an instant by core's own choice, with these loads. */
async function ownerOf(
  rulebook: Rulebook,
  targets: readonly string[],
  at: number,
  loads: Loads,
  known: Means["known"] = {},
): Promise<string | null> {
  const stated = Object.entries(loads).map(([id, { open = 0, today = 0 }]): [string, Load] => [
    id,
    { open, today, day: localDate(rulebook.zone(id), at) },
  ]);
  const given = Object.fromEntries(stated);
  const { owner } = await choose(rulebook, targets, {
    at,
    known,
    fields: {},
    rule: undefined,
    window: undefined,
    turn: async () => ({ seq: 1, credits: {} }),
    loads: async (ids) => Object.fromEntries(ids.map((id) => [id, given[id] ?? noLoad])),
  });
  return owner;
}

test("the example's targets can always name somebody, and Ana alone could not", () => {
  const rulebook = rulebookOf(acme);
  for (const route of rulebook.agreement.routing)
    expect(vacancy(rulebook, namesIn(everyTarget(route)), PUBLISHED)).toBeUndefined();
  expect(vacancy(rulebook, ["ana"], PUBLISHED)).toEqual({
    at: PUBLISHED,
    loads: { ana: { open: 40 } },
    why: "ana can be full (capacity.open 40)",
  });
});

test("somebody without leave or capacity is enough, in whatever company", () => {
  const rulebook = withPeople({ ana: { ...away("2026-11-01", "2027-12-31"), capacity: { open: 0 } } });
  expect(vacancy(rulebook, ["ben"], PUBLISHED)).toBeUndefined();
  expect(vacancy(rulebook, ["sales"], PUBLISHED)).toBeUndefined();
  expect(vacancy(rulebook, ["ana", "ben"], PUBLISHED)).toBeUndefined();
});

test("leave begins at midnight where the person is", () => {
  const rulebook = withPeople({ ana: { ...away("2026-12-21", "2027-01-06"), timezone: "Pacific/Kiritimati" } });
  const found = vacancy(rulebook, ["ana"], PUBLISHED);
  expect(iso(found?.at)).toBe("2026-12-20T10:00:00.000Z");
  expect(found).toMatchObject({ loads: {}, why: "ana is away from 2026-12-21 to 2027-01-06" });
});

test("leave that has begun is a vacancy now, leave of the past none", () => {
  const now = withPeople({ ana: away("2026-10-01", "2026-11-02") });
  expect(vacancy(now, ["ana"], PUBLISHED)?.at).toBe(PUBLISHED);
  expect(vacancy(now, ["ana"], PUBLISHED + DAY)).toBeUndefined();
});

test("leave two years ahead is seen", () => {
  const rulebook = withPeople({ ana: away("2028-12-24", "2028-12-31") });
  expect(iso(vacancy(rulebook, ["ana"], PUBLISHED)?.at)).toBe("2028-12-24T00:00:00.000Z");
});

test("a team is vacant when one is away while the other can be full", () => {
  const rulebook = withPeople({ ana: away("2026-12-21", "2027-01-06"), ben: { capacity: { open: 40, perDay: 3 } } });
  const found = vacancy(rulebook, ["sales"], PUBLISHED);
  expect(iso(found?.at)).toBe("2026-12-21T00:00:00.000Z");
  expect(found).toMatchObject({
    loads: { ben: { open: 40 } },
    why: "ana is away from 2026-12-21 to 2027-01-06 and ben can be full (capacity.open 40)",
  });
});

test("a team is vacant from when its members' leave overlaps, and not when it only touches", () => {
  const team = (to: string) => withPeople({ ana: away("2026-12-21", to), ben: away("2026-12-28", "2026-12-31") });
  expect(iso(vacancy(team("2026-12-28"), ["sales"], PUBLISHED)?.at)).toBe("2026-12-28T00:00:00.000Z");
  expect(vacancy(team("2026-12-27"), ["sales"], PUBLISHED)).toBeUndefined();
});

test("a daily limit can be reached, and a limit of 0 needs no load", () => {
  const rulebook = withPeople({ ana: { capacity: { perDay: 3 } }, ben: { capacity: { open: 5, perDay: 0 } } });
  expect(vacancy(rulebook, ["sales"], PUBLISHED)).toEqual({
    at: PUBLISHED,
    loads: { ana: { today: 3 } },
    why: "ana can be full (capacity.perDay 3) and ben takes no leads (capacity.perDay 0)",
  });
});

test("a target that stands for nobody is vacant, and says so", () => {
  const rulebook = withPeople(
    { ana: { manager: undefined }, ben: { manager: undefined } },
    { teams: { none: { members: [] } }, routing: [] },
  );
  const why = (target: string) => vacancy(rulebook, [target], PUBLISHED)?.why;
  expect(why("none")).toBe('team "none" has no members');
  expect(why("account.owner")).toBe("the account may have no owner");
  expect(why("person.owner")).toBe("the person may have no owner");
  expect(why("manager")).toBe("there is no manager");
});

test("the owner who is known is asked, and may have left", () => {
  const rulebook = withPeople({ ana: { capacity: { open: 1 } } });
  expect(vacancy(rulebook, ["account.owner"], PUBLISHED, { "account.owner": "ben" })).toBeUndefined();
  expect(vacancy(rulebook, ["account.owner"], PUBLISHED, { "account.owner": "ana" })?.loads).toEqual({
    ana: { open: 1 },
  });
  expect(vacancy(rulebook, ["person.owner"], PUBLISHED, { "account.owner": "ben", "person.owner": "zoe" })?.why).toBe(
    "zoe is not in the agreement",
  );
});

test("with an else, load is answered for: only leave, a capacity of 0 or having nobody counts there", () => {
  const full = { capacity: { open: 1 } };
  expect(vacancy(withPeople({ ana: full, ben: full }), ["ana", "ben"], PUBLISHED)).toBeUndefined();
  expect(vacancy(withPeople({ ana: full }), ["ana", "sales"], PUBLISHED)).toBeUndefined();
  expect(vacancy(withPeople({ ana: full, ben: { capacity: { open: 0 } } }), ["ana", "ben"], PUBLISHED)).toEqual({
    at: PUBLISHED,
    loads: { ana: { open: 1 } },
    why: "ana can be full (capacity.open 1) and ben takes no leads (capacity.open 0)",
  });
  expect(
    iso(vacancy(withPeople({ ana: full, ben: away("2026-12-01", "2026-12-01") }), ["ana", "ben"], PUBLISHED)?.at),
  ).toBe("2026-12-01T00:00:00.000Z");
  const none = withPeople({}, { teams: { none: { members: [] } }, routing: [] });
  expect(vacancy(none, ["account.owner", "none"], PUBLISHED)?.why).toBe(
    'the account may have no owner and team "none" has no members',
  );
});

test("whoever stands in for somebody on leave is asked in their place, and only then", () => {
  const ana = { ...away("2026-12-21", "2027-01-06"), deputy: "ben" };
  expect(vacancy(withPeople({ ana }), ["ana"], PUBLISHED)).toBeUndefined();
  const both = vacancy(withPeople({ ana, ben: away("2026-12-24", "2026-12-24") }), ["ana"], PUBLISHED);
  expect(both).toMatchObject({ at: Date.parse("2026-12-24"), why: "ana is away from 2026-12-21 to 2027-01-06" });
  const full = vacancy(withPeople({ ana, ben: { capacity: { open: 3 } } }), ["ana"], PUBLISHED);
  expect(full).toMatchObject({
    at: Date.parse("2026-12-21"),
    loads: { ben: { open: 3 } },
    why: "ana is away from 2026-12-21 to 2027-01-06 and ben can be full (capacity.open 3) (standing in for ana)",
  });
  expect(vacancy(withPeople({ ana: { ...ana, capacity: { open: 3 } } }), ["ana"], PUBLISHED)?.at).toBe(PUBLISHED);
});

test("of many reasons the first few are said", () => {
  const capacity = { open: 1 };
  const crowd = Object.fromEntries(["a", "b", "c", "d", "e"].map((id) => [id, { capacity }]));
  const rulebook = withPeople(crowd, { teams: { crowd: { members: Object.keys(crowd) } }, routing: [] });
  expect(vacancy(rulebook, ["crowd"], PUBLISHED)?.why).toBe(
    "a can be full (capacity.open 1), b can be full (capacity.open 1), c can be full (capacity.open 1) and 2 more cannot either",
  );
});

const SPAN = 6 * DAY;
const base = checked(small());
const day = fc.integer({ min: -2, max: 5 });
const leave = fc
  .tuple(day, fc.integer({ min: 0, max: 4 }))
  .map(([first, more]) => [first, first + more].map((n) => new Date(PUBLISHED + n * DAY).toISOString().slice(0, 10)))
  .map(([from, to]) => ({ from: from!, to: to! }));
const capacity = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: fc.record({ open: fc.integer({ min: 0, max: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ perDay: fc.integer({ min: 0, max: 2 }), open: fc.integer({ min: 0, max: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ perDay: fc.integer({ min: 0, max: 2 }) }) },
);
const ids = ["ana", "ben", "cleo", "dan"];
const person: fc.Arbitrary<TeamMember> = fc.record({
  name: fc.constant("Somebody"),
  email: fc.constant("a@acme.example"),
  timezone: fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago"),
  languages: fc.constant<string[]>([]),
  skills: fc.constant<string[]>([]),
  capacity,
  away: fc.array(leave, { maxLength: 3 }),
  deputy: fc.constantFrom(undefined, ...ids),
});
const members = fc.subarray(ids, { maxLength: 3 }).map((team) => team.map((id) => ({ person: id, weight: 1 })));
const target = fc.constantFrom("one", "two", "ana", "ben", "manager", "account.owner", "person.owner");
const world = fc.record({
  people: fc
    .tuple(person, person, person, person)
    .map((all) => Object.fromEntries(all.map((one, i) => [ids[i]!, one]))),
  manager: fc.constantFrom(...ids, undefined),
  teams: fc.record({ one: members, two: members }),
  targets: fc.oneof(fc.tuple(target), fc.tuple(target, fc.constantFrom("one", "two", "ana", "ben"))),
  known: fc.record(
    { "account.owner": fc.constantFrom("ana", "gone"), "person.owner": fc.constantFrom("ben", "dan") },
    { requiredKeys: [] },
  ),
});

test("is found iff going through every hour finds one, at the same hour, and core's choice confirms it", async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ people, manager, teams, targets, known }) => {
      const team = (members: { person: string; weight: number }[]) => ({
        members,
        pick: "round-robin" as const,
        onDuty: "ignore" as const,
        require: [],
        prefer: [],
        capacity: {},
      });
      const agreement: Agreement = {
        ...base,
        people,
        teams: { one: team(teams.one), two: team(teams.two) },
        routing: [],
      };
      const rulebook = compileAgreement({ ...agreement, ...(manager && { manager }) }, 1);
      const full = Object.fromEntries(ids.map((id) => [id, { open: 9, today: 9 }]));
      const [first, ...others] = targets;

      let byHour: number | undefined;
      for (let at = PUBLISHED; at < PUBLISHED + SPAN && byHour === undefined; at += HOUR) {
        const taken =
          (await ownerOf(rulebook, [first], at, full, known)) ?? (await ownerOf(rulebook, others, at, {}, known));
        if (taken === null) byHour = at;
      }
      const found = vacancy(rulebook, targets, PUBLISHED, known);
      expect(iso(found?.at)).toBe(iso(byHour));
      if (found) expect(await ownerOf(rulebook, targets, found.at, found.loads, known)).toBeNull();
    }),
    { numRuns: 150 },
  );
}, 20_000);
