import { MOST_FINDINGS, MOST_TEXT_BYTES } from "@baton/core/agreement";
import { check } from "@baton/prover";
import { describe, expect, test } from "vitest";
import { besideStages, PUBLISHED, people, small } from "../../helpers/agreements.ts";

const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
const named = <T>(count: number, make: (n: number) => [string, T]) => Object.fromEntries(many(count, make));
const everyone = { name: "Everyone", to: "sales", sla: "fast" };
const rule = (when: unknown) => small({ routing: [{ name: "Some", when, to: "sales", sla: "fast" }, everyone] });
const withPeople = (count: number, manager: (n: number) => string) =>
  small({
    people: {
      ...people({ ana: {}, ben: {}, sam: { manager: undefined } }),
      ...named(count, (n) => [`p${n}`, { name: `P${n}`, email: `p${n}@acme.example`, manager: manager(n) }]),
    },
  });

/** Agreements of which some part is much larger than anybody's, each with what is said of it first. */
const large: [string, () => string, string | undefined][] = [
  ["30,000 alternatives in a list", () => rule({ company: many(30_000, (n) => `c${n}`) }), undefined],
  ["30,000 alternative conditions", () => rule({ any: many(30_000, (n) => ({ company: `c${n}` })) }), undefined],
  [
    "30,000 parts of a text",
    () => rule({ any: many(30_000, (n) => ({ company: { contains: `c${n}` } })) }),
    "route.unproven",
  ],
  [
    "30,000 beginnings of a text",
    () => rule({ any: many(30_000, (n) => ({ company: { startsWith: `c${n}` } })) }),
    "route.unproven",
  ],
  [
    "30,000 values of a field, all asked for",
    () =>
      small({
        fields: { plan: { type: "string", values: many(30_000, (n) => `v${n}`) } },
        routing: [{ ...everyone, name: "Some", when: { plan: many(30_000, (n) => `V${n}`) } }, everyone],
      }),
    undefined,
  ],
  ["8,000 managers in a circle", () => withPeople(8_000, (n) => `p${(n + 1) % 8_000}`), "escalation.loop"],
  ["3,000 people with managers that there are not", () => withPeople(3_000, (n) => `q${n}`), "reference.unknown"],
  [
    "3,000 calendars with holidays and no hours",
    () =>
      small({
        calendars: {
          always: { week: { "mon-sun": ["00:00-24:00"] } },
          ...named(3_000, (n) => [`c${n}`, { week: {}, holidays: [{ region: "DE-BE" }] }]),
        },
      }),
    "calendar.empty",
  ],
  ["a megabyte of unknown keys", () => small(named(60_000, (n) => [`unknownkey${n}`, 1])), "schema.key"],
  ["a megabyte of binary data", () => `baton: 1\nname: !!binary ${"A".repeat(1_000_000)}\n`, "schema.syntax"],
  ["30,000 aliases", () => `baton: 1\nname: &a x\nlist: [${many(30_000, () => "*a").join(", ")}]\n`, "schema.syntax"],
  ["50,000 anchors", () => `baton: 1\nlist: [${many(50_000, (n) => `&a${n} 1`).join(", ")}]\n`, "schema.required"],
  [
    "8,000 score rules with a band",
    () =>
      small({
        score: {
          bands: { hot: 10 },
          rules: many(8_000, (n) => ({ name: `S${n}`, when: { company: `c${n}` }, points: n % 7 })),
        },
        routing: [{ ...everyone, name: "Hot", when: { band: "hot" } }, everyone],
      }),
    "route.unproven",
  ],
  [
    "300 people who share a calendar of 350 windows a day",
    () => {
      const clock = (minute: number) =>
        [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":");
      const windows = many(350, (n) => `${clock(n * 4)}-${clock(n * 4 + 2)}`);
      return small({
        calendars: { always: { week: { "mon-sun": ["00:00-24:00"] } }, busy: { week: { "mon-sun": windows } } },
        people: {
          ...people({ ana: {}, ben: {}, sam: { manager: undefined } }),
          ...named(300, (n) => [`p${n}`, { name: `P${n}`, email: `p${n}@acme.example`, calendar: "busy" }]),
        },
        teams: { sales: { members: many(300, (n) => `p${n}`), manager: "sam" } },
        sla: { fast: { calendar: "always", stages: { contact: { within: "1h" } } } },
      });
    },
    "duty.gap",
  ],
  [
    "conditions 3,000 deep",
    () => rule(JSON.parse(`${'{"not":'.repeat(3_000)}{"company":"x"}${"}".repeat(3_000)}`)),
    "schema.syntax",
  ],
  ["more than is read", () => `${small()}${" ".repeat(MOST_TEXT_BYTES)}`, "schema.size"],
];

describe("an agreement with", () => {
  test.each(large)("%s is answered in time", async (_, write, code) => {
    const text = write();
    const from = performance.now();
    const { findings } = await check(text, {
      at: PUBLISHED,
      patienceMs: code === "route.unproven" ? 1_000 : Number.POSITIVE_INFINITY,
    });
    // On a quiet machine each takes three seconds at most, where it took minutes.
    expect(performance.now() - from).toBeLessThan(25_000);
    expect(besideStages(findings).at(0)?.code).toBe(code);
    expect(findings.length).toBeLessThanOrEqual(MOST_FINDINGS + 1);
    expect(JSON.stringify(findings).length).toBeLessThan(200_000);
  });
});

test("Where there are more errors than are told, the last finding says so, and the agreement is refused", async () => {
  const { ok, findings } = await check(
    withPeople(3_000, (n) => `q${n}`),
    { at: PUBLISHED },
  );
  expect(ok).toBe(false);
  expect(findings).toHaveLength(MOST_FINDINGS + 1);
  expect(findings.at(-1)).toMatchObject({ severity: "error", code: "schema.findings" });
});

test("More warnings than are told hide no error and refuse nothing", async () => {
  const sources = named(300, (n) => [`s${n}`, { provider: "meta-lead-ads", auth: { secret: "META" } }]);
  const parts = { sources: { web: { provider: "form", auth: { token: "WEB" } }, ...sources } };
  const fine = await check(small(parts), { at: PUBLISHED });
  expect([fine.ok, fine.findings.length]).toEqual([true, MOST_FINDINGS + 1]);
  expect(fine.findings.at(-1)).toMatchObject({ severity: "warning", code: "findings.unproven" });
  const wrong = await check(small({ ...parts, manager: "zoe" }), { at: PUBLISHED });
  expect(wrong.ok).toBe(false);
  expect(wrong.findings.map(({ code }) => code)).toContain("reference.unknown");
});
