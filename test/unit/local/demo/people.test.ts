import { readFileSync } from "node:fs";
import { parseAgreement } from "@baton/core/agreement";
import { describe, expect, test } from "vitest";
import { arrivals } from "../../../../packages/local/src/demo/arrivals.ts";
import { atTheFair, character } from "../../../../packages/local/src/demo/cast.ts";
import { weighed } from "../../../../packages/local/src/demo/chance.ts";
import { nextCount } from "../../../../packages/local/src/demo/life.ts";
import { demonstrationAgreement } from "../../../../packages/local/src/demo/settings.ts";

const zone = "Europe/Berlin";
const end = Date.parse("2026-11-28T03:00:00Z");
const start = end - 42 * 86_400_000;
const people = Array.from({ length: 300 }, (_, n) => character(n));

describe("those who ask in a demonstration", () => {
  test("are the same each time, and of every kind", () => {
    expect(Array.from({ length: 300 }, (_, n) => character(n))).toEqual(people);
    expect(new Set(people.map(({ source }) => source)).size).toBe(4);
    expect(new Set(people.map(({ course }) => course)).size).toBe(6);
  });

  test("have addresses that lead nowhere", () => {
    for (const { email } of [...people, ...atTheFair]) expect(email).toMatch(/^[a-z.]+@[a-z-]+\.example$/);
  });

  test("ask in order, mostly when others work, and the last ones just before the end, whatever the hour", () => {
    const found = arrivals({ zone, start, end, people: 200 });
    expect(found).toHaveLength(200);
    expect(found).toEqual(found.toSorted((a, b) => a - b));
    expect(found[0]).toBeGreaterThanOrEqual(start);
    expect(found.filter((at) => end - at < 3 * 3_600_000)).toHaveLength(6);
    const atWeekends = found.filter((at) => [0, 6].includes(new Date(at).getUTCDay()));
    expect(atWeekends.length).toBeLessThan(40);
  });

  test("do by weight what they do", () => {
    const picked = Array.from({ length: 1_000 }, (_, n) => weighed(`n ${n}`, { often: 90, seldom: 10 }));
    const seldom = picked.filter((one) => one === "seldom").length;
    expect(seldom).toBeGreaterThan(60);
    expect(seldom).toBeLessThan(150);
  });
});

test("days are counted in the night before a week begins", () => {
  expect(new Date(nextCount(Date.parse("2026-11-25T12:00:00Z"))).toISOString()).toBe("2026-11-29T22:57:00.000Z");
  expect(new Date(nextCount(Date.parse("2026-11-29T23:30:00Z"))).toISOString()).toBe("2026-12-06T22:57:00.000Z");
});

test("the demonstration's agreement says what it is, and nobody in it has an address that leads anywhere", () => {
  const parsed = parseAgreement(readFileSync(demonstrationAgreement, "utf8"), { at: end });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings));
  expect(parsed.agreement.name).toContain("(demonstration");
  for (const { email } of Object.values(parsed.agreement.people)) expect(email).toMatch(/@acme\.example$/);
});
