import type { LeadContext } from "@baton/core/fields";
import type { Rulebook } from "@baton/core/rules";
import { afterTurn, type Credits, clockStart, decide, exclusionInWords, type Load, noLoad } from "@baton/core/rules";
import { dryRun } from "@baton/explain";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { acme, people, rulebookOf, small } from "../../../helpers/agreements.ts";

/** Tuesday, 10:00 in Berlin. */
const T = Date.parse("2026-11-24T09:00:00Z");
const acmeRules = rulebookOf(acme);

/** Decides about a lead, with turns and loads of the test's own. */
async function choiceFor(
  rulebook: Rulebook,
  options: {
    at?: number;
    ticket?: number;
    fields?: Record<string, string | number | boolean>;
    loads?: Record<string, Partial<Load>>;
    known?: Partial<LeadContext> & { "account.owner"?: string };
  } = {},
) {
  const { at = T, ticket = 1, fields = {}, loads = {}, known = {} } = options;
  const owner = known["account.owner"];
  const asked: string[][] = [];
  const rotations: string[] = [];
  const verdict = await decide(
    rulebook,
    fields,
    { receivedAt: at, ...(owner && { account: { known: true, owner } }) },
    {
      at,
      known: { ...(owner && { "account.owner": owner }) },
      turn: async (rotation, among) => {
        rotations.push(rotation);
        let credits: Credits = {};
        for (let n = 1; n < ticket; n++) credits = afterTurn(credits, { among });
        return { seq: ticket, credits };
      },
      loads: async (people) => {
        asked.push(people);
        return Object.fromEntries(people.map((id) => [id, { ...noLoad, ...loads[id] }]));
      },
    },
  );
  const reasons = Object.fromEntries(
    verdict.choice.candidates.map(({ person, excluded }) => [person, excluded && exclusionInWords(excluded)]),
  );
  return { ...verdict, ...verdict.choice, reasons, asked, taken: rotations };
}

describe("score", () => {
  const scored = (rules: object[], bands = {}) => rulebookOf(small({ score: { bands, rules } }));

  test("is the plain sum of the reasons given, never clamped", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -100, max: 100 }), { maxLength: 8 }), fc.nat(255), (points, mask) => {
        const rulebook = scored(
          points.map((points, i) => ({
            name: `Rule ${i}`,
            when: (mask >> i) & 1 ? {} : { employees: { lt: 0 } },
            points,
          })),
        );
        const { total, reasons } = rulebook.score({ employees: 1 });
        expect(total).toBe(reasons.reduce((sum, { points }) => sum + points, 0));
        expect(reasons).toHaveLength(points.filter((_, i) => (mask >> i) & 1).length);
      }),
      { numRuns: 50 },
    );
  });

  test("reaches a band at its threshold, and none below the lowest", () => {
    const rulebook = scored([{ name: "Size", when: { employees: { gte: 0 } }, points: 49 }], { warm: 49, hot: 50 });
    const other = scored([{ name: "Size", when: {}, points: 48 }], { hot: 50, warm: 49 });
    expect(rulebook.score({ employees: 1 }).band).toBe("warm");
    expect(other.score({}).band).toBeNull();
  });

  test("is asked about by routing, and so is its band", async () => {
    const rulebook = rulebookOf(
      small({
        score: { bands: { Hot: 10 }, rules: [{ name: "Big", when: { employees: { gt: 9 } }, points: 10 }] },
        routing: [
          { name: "Hot", when: { band: "HOT", score: { gte: 10 } }, to: "sales", sla: "fast" },
          { name: "Rest", to: "sam", sla: "fast" },
        ],
      }),
    );
    expect((await choiceFor(rulebook, { fields: { employees: 10 } })).route?.name).toBe("Hot");
    expect((await choiceFor(rulebook, { fields: { employees: 9 } })).route?.name).toBe("Rest");
  });
});

describe("routing", () => {
  const three = rulebookOf(
    small({
      routing: [
        { name: "German", when: { country: "de" }, to: "ana", sla: "fast" },
        { name: "Big", when: { employees: { gte: 500 } }, to: "ben", sla: "fast" },
      ],
    }),
  );

  test("the first match wins, though a later one matches too", async () => {
    expect((await choiceFor(three, { fields: { country: "de", employees: 600 } })).owner).toBe("ana");
    expect((await choiceFor(three, { fields: { country: "fr", employees: 600 } })).owner).toBe("ben");
  });

  test("a lead that no rule takes has no rule and no owner", async () => {
    const choice = await choiceFor(three, { fields: { country: "fr" } });
    expect([choice.route, choice.owner]).toEqual([undefined, null]);
  });

  test("an existing owner comes first, and `else` when that one cannot", async () => {
    const rulebook = rulebookOf(
      small({
        people: people({
          ana: {},
          ben: { away: [{ from: "2026-11-24", to: "2026-11-24" }] },
          sam: { manager: undefined },
        }),
        routing: [
          { name: "Known", when: { "account.owner": { exists: true } }, to: "account.owner", else: "sam", sla: "fast" },
        ],
      }),
    );
    expect((await choiceFor(rulebook, { known: { "account.owner": "ana" } })).owner).toBe("ana");
    const passed = await choiceFor(rulebook, { known: { "account.owner": "ben" } });
    expect(passed.owner).toBe("sam");
    expect(passed.candidates).toEqual([
      { person: "ben", excluded: { code: "away", until: "2026-11-24" } },
      { person: "sam" },
    ]);
    const gone = await choiceFor(rulebook, { known: { "account.owner": "zoe" } });
    expect(gone.candidates).toEqual([{ person: "zoe", excluded: { code: "left" } }, { person: "sam" }]);
  });

  test("`manager` is the one who hears of unowned leads", async () => {
    const rulebook = rulebookOf(small({ manager: "sam", routing: [{ name: "All", to: "manager", sla: "fast" }] }));
    expect((await choiceFor(rulebook)).owner).toBe("sam");
  });

  test("with neither target able nor `else`, the lead is unowned, and everybody's reason is kept", async () => {
    const away = { away: [{ from: "2026-11-01", to: "2026-11-30" }] };
    const rulebook = rulebookOf(small({ people: people({ ana: away, ben: away, sam: { manager: undefined } }) }));
    const choice = await choiceFor(rulebook);
    expect(choice.owner).toBeNull();
    expect(choice.candidates).toEqual([
      { person: "ana", excluded: { code: "away", until: "2026-11-30" } },
      { person: "ben", excluded: { code: "away", until: "2026-11-30" } },
    ]);
    expect(choice.taken).toEqual([]);
  });
});

describe("availability", () => {
  const withAna = (ana: Record<string, unknown>, more: object = {}) =>
    rulebookOf(small({ people: people({ ana, ben: {}, sam: { manager: undefined } }), ...more }));

  test("leave includes both days, in the person's own zone", async () => {
    const rulebook = withAna(
      { timezone: "Pacific/Auckland", away: [{ from: "2026-11-24", to: "2026-11-25" }] },
      { teams: { sales: { members: ["ana", "ben"], onDuty: "ignore" } } },
    );
    const ana = async (at: string) => (await choiceFor(rulebook, { at: Date.parse(at) })).reasons.ana;
    expect(await ana("2026-11-23T10:59:59.999Z")).toBeUndefined();
    expect(await ana("2026-11-23T11:00:00Z")).toBe("away until 2026-11-25");
    expect(await ana("2026-11-25T10:59:59.999Z")).toBe("away until 2026-11-25");
    expect(await ana("2026-11-25T11:00:00Z")).toBeUndefined();
  });

  test("the zone of a person without one is their calendar's, else the agreement's", () => {
    const calendars = {
      always: { timezone: "Asia/Kathmandu", week: { "mon-sun": ["00:00-24:00"] } },
    };
    const rulebook = withAna({ calendar: "always" }, { calendars });
    expect([rulebook.zone("ana"), rulebook.zone("ben"), rulebook.zone(undefined)]).toEqual([
      "Asia/Kathmandu",
      "UTC",
      "UTC",
    ]);
  });

  test("capacity counts open leads and those given today, on the person's own date", async () => {
    const rulebook = withAna({ capacity: { open: 2, perDay: 3 }, timezone: "Pacific/Auckland" });
    const ana = async (load: Partial<Load>, at = T) =>
      (await choiceFor(rulebook, { loads: { ana: load }, at })).reasons.ana;
    expect(await ana({ open: 1 })).toBeUndefined();
    expect(await ana({ open: 2 })).toBe("at capacity: 2 of 2 open leads");
    expect(await ana({ day: "2026-11-24", today: 3 })).toBe("at the day's limit: 3 of 3 leads today");
    expect(await ana({ day: "2026-11-24", today: 2 })).toBeUndefined();
    expect(await ana({ day: "2026-11-24", today: 3 }, Date.parse("2026-11-24T11:00:00Z"))).toBeUndefined();
  });

  test("a capacity of none takes nothing, and a small one takes that many", async () => {
    expect((await choiceFor(withAna({ capacity: { open: 0 } }))).reasons.ana).toBe("at capacity: 0 of 0 open leads");
    expect((await choiceFor(withAna({ capacity: { perDay: 1 } }))).owner).toBe("ana");
  });

  test("loads of people who are not counted are not read", async () => {
    const choice = await choiceFor(withAna({ capacity: { open: 2 } }));
    expect(choice.asked).toEqual([["ana"]]);
  });

  test("`onDuty: ignore` does not look at shifts", async () => {
    const rulebook = withAna(
      { calendar: "office" },
      { teams: { sales: { members: ["ana", "ben"], onDuty: "ignore" } } },
    );
    const choice = await choiceFor(rulebook, { at: Date.parse("2026-11-22T12:00:00Z") });
    expect(choice.owner).toBe("ana");
    expect(choice.reasons.ben).toBe("not their turn: owed 0.5 of a turn, whoever got it 0.5 of a turn");
  });
});

describe("who can answer soonest comes first", () => {
  const calendars = {
    office: { week: { "mon-fri": ["08:00-16:00"] } },
    late: { week: { "mon-fri": ["14:00-22:00"] } },
    weekend: { week: { "sat-sun": ["10:00-16:00"] } },
    midweek: { week: { "wed-fri": ["08:00-16:00"] } },
    always: { week: { "mon-sun": ["00:00-24:00"] } },
  };
  const shifts = (given: Record<string, string>, within = "15m", calendar = "owner") =>
    rulebookOf(
      small({
        calendars,
        people: people({
          ...Object.fromEntries(Object.entries(given).map(([id, calendar]) => [id, { calendar }])),
          sam: { manager: undefined },
        }),
        teams: { sales: { members: Object.keys(given) } },
        sla: { fast: { calendar, stages: { contact: { within } } } },
      }),
    );
  const able = async (rulebook: Rulebook, at: string) =>
    (await choiceFor(rulebook, { at: Date.parse(at) })).candidates
      .filter(({ excluded }) => excluded?.code !== "later")
      .map(({ person }) => person);

  test.each(["owner", "always"])("whatever calendar the clock uses: %s", async (clock) => {
    const weekdays = shifts({ ana: "office", ben: "office", cid: "weekend" }, "15m", clock);
    // On Tuesday evening those who start on Wednesday, not who is on call on Saturday.
    expect(await able(weekdays, "2026-11-24T20:00:00Z")).toEqual(["ana", "ben"]);
    // On Saturday whoever is on call; when their time is over, on Monday.
    expect(await able(weekdays, "2026-11-28T12:00:00Z")).toEqual(["cid"]);
    expect(await able(weekdays, "2026-11-29T15:50:00Z")).toEqual(["ana", "ben"]);
    // One minute before closing the late shift, as the window does not end today for the others.
    const late = shifts({ ana: "office", ben: "late" }, "15m", clock);
    expect(await able(late, "2026-11-24T15:59:00Z")).toEqual(["ben"]);
    expect(await able(late, "2026-11-24T15:45:00Z")).toEqual(["ana", "ben"]);
    // From Saturday on Monday's rep, not Wednesday's.
    expect(await able(shifts({ ana: "midweek", ben: "office" }, "15m", clock), "2026-11-28T12:00:00Z")).toEqual([
      "ben",
    ]);
  });

  test("within as long as the window is, nobody is passed over for starting later", async () => {
    const day = shifts({ ana: "office", ben: "midweek" }, "1d");
    expect(await able(day, "2026-11-24T08:00:00Z")).toEqual(["ana", "ben"]);
    expect(await able(day, "2026-11-23T08:00:00Z")).toEqual(["ana"]);
  });

  test("in a window of wall-clock time that is who is at work next", async () => {
    const wall = shifts({ ana: "office", ben: "weekend" }, "elapsed 4h");
    expect(await able(wall, "2026-11-28T12:00:00Z")).toEqual(["ben"]);
    expect(await able(wall, "2026-11-29T20:00:00Z")).toEqual(["ana"]);
  });

  test("and whoever is passed over is told when they and when the first could have", async () => {
    const { candidates, reasons } = await choiceFor(shifts({ ana: "midweek", ben: "office" }), {
      at: Date.parse("2026-11-28T12:00:00Z"),
    });
    expect(candidates[0]).toEqual({
      person: "ana",
      excluded: { code: "later", by: "2026-12-02T08:15:00.000Z", first: "2026-11-30T08:15:00.000Z" },
    });
    expect(reasons.ana).toBe("others are at work sooner");
  });

  test("when nobody but one who is there only in a month is left, they have it", async () => {
    const rulebook = shifts({ ana: "office" });
    expect((await choiceFor(rulebook, { at: Date.parse("2026-11-28T12:00:00Z") })).owner).toBe("ana");
  });
});

describe("least loaded", () => {
  const team = (members: object[]) =>
    rulebookOf(small({ teams: { sales: { members, pick: "least-loaded", onDuty: "ignore" } } }));
  const pair = team([
    { person: "ana", weight: 1 },
    { person: "ben", weight: 3 },
  ]);

  test("counts open leads over weight", async () => {
    expect((await choiceFor(pair, { loads: { ana: { open: 1 }, ben: { open: 2 } } })).owner).toBe("ben");
    const choice = await choiceFor(pair, { loads: { ana: { open: 1 }, ben: { open: 4 } } });
    expect(choice.owner).toBe("ana");
    expect(choice.reasons.ben).toBe("more loaded: 4 open leads");
  });

  test("whose turn it is decides between equals, by their weights", async () => {
    const owners = await Promise.all(
      [1, 2, 3, 4].map(
        async (ticket) => (await choiceFor(pair, { ticket, loads: { ana: { open: 1 }, ben: { open: 3 } } })).owner,
      ),
    );
    expect(owners.filter((owner) => owner === "ben")).toHaveLength(3);
  });

  test("a lead goes to somebody with the fewest open leads, always", async () => {
    const three = team([{ person: "ana" }, { person: "ben" }, { person: "sam" }]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5), { minLength: 3, maxLength: 3 }), fc.nat(20), async (open, ticket) => {
        const loads = { ana: { open: open[0]! }, ben: { open: open[1]! }, sam: { open: open[2]! } };
        const { owner } = await choiceFor(three, { loads, ticket: ticket + 1 });
        expect(loads[owner as keyof typeof loads].open).toBe(Math.min(...open));
      }),
      { numRuns: 60 },
    );
  });
});

describe("P5 explained", () => {
  test("of a team, everybody but the owner has a reason, whatever the day", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(60), fc.integer({ min: 1, max: 20 }), fc.nat(60), async (hours, ticket, open) => {
        const { owner, candidates } = await choiceFor(acmeRules, {
          at: T + hours * 3_600_000 * 13,
          ticket,
          fields: { email: "jo@acme.example", employees: 220, interest: "demo" },
          loads: { ana: { open } },
        });
        expect(owner).not.toBeNull();
        expect(candidates.map(({ person }) => person)).toEqual(["ana", "ben", "chloé"]);
        for (const { person, excluded } of candidates) {
          if (person === owner) expect(excluded).toBeUndefined();
          else expect(exclusionInWords(excluded!)).toMatch(/\w/);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe("where a clock starts", () => {
  const minutes = (n: number) => new Date(T + n * 60_000).toISOString();
  test.each([
    ["received", minutes(-30), T],
    ["submitted", minutes(-30), T - 30 * 60_000],
    ["submitted", minutes(-90), T - 60 * 60_000],
    ["submitted", minutes(30), T],
    ["submitted", undefined, T],
  ] as const)("from %s, submitted at %s", (clockFrom, submittedAt, expected) => {
    expect(clockStart(clockFrom, T, submittedAt)).toBe(expected);
  });
});

describe("a dry run", () => {
  const lead = { name: "Jo", email: "jo@globex.example", country: "DE", employees: "600", interest: "demo" };

  test("says what a lead would become and when its steps would come, to whom", async () => {
    const result = await dryRun(acmeRules, { lead, at: T });
    expect(result).toMatchObject({
      score: 100,
      band: "hot",
      reasons: [
        { name: "Company size", points: 40 },
        { name: "Asked for a demo", points: 45 },
        { name: "Business e-mail", points: 15 },
      ],
      rule: "Enterprise",
      sla: "hot",
      steps: [
        { stage: "contact", do: "remind", at: "2026-11-24T09:07:30.000Z" },
        { stage: "contact", do: "escalate", to: "sam", at: "2026-11-24T09:15:00.000Z" },
        { stage: "contact", do: "reassign", at: "2026-11-24T09:30:00.000Z" },
        { stage: "contact", do: "escalate", to: "vera", at: "2026-11-24T11:15:00.000Z" },
      ],
    });
    expect(["chloé", "ben"]).toContain(result.owner);
  });

  test("takes the world from the state given", async () => {
    const loaded = await dryRun(acmeRules, { lead, at: T, state: { loads: { chloé: { open: 3 } } } });
    expect(loaded.owner).toBe("ben");
    const known = await dryRun(acmeRules, { lead, at: T, state: { account: { owner: "ana" } } });
    expect([known.rule, known.owner]).toEqual(["Known account", "ana"]);
  });

  test("says which fields it could not use", async () => {
    const { extra } = await dryRun(acmeRules, { lead: { ...lead, employees: "many", shoe: 44, source: "web" }, at: T });
    expect(extra).toEqual({ employees: { value: "many", reason: "not a number" }, shoe: { value: 44 } });
  });

  test("says null where no rule takes the lead", async () => {
    const rulebook = rulebookOf(small({ routing: [] }));
    expect(await dryRun(rulebook, { lead: {}, at: T })).toMatchObject({
      rule: null,
      owner: null,
      sla: null,
      steps: [],
    });
  });

  test("starts the clock when the person acted, where the policy says so", async () => {
    const sla = {
      fast: { clockFrom: "submitted", stages: { contact: { within: "1h", steps: [{ at: "100%", do: "remind" }] } } },
    };
    const { steps } = await dryRun(rulebookOf(small({ sla })), {
      lead: { submittedAt: "2026-11-24T08:50:00Z" },
      at: T,
    });
    expect(steps[0]?.at).toBe("2026-11-24T09:50:00.000Z");
  });

  test("compares a declared instant", async () => {
    const rulebook = rulebookOf(
      small({
        fields: { renewal: { type: "instant" } },
        score: { rules: [{ name: "Soon", when: { renewal: { lt: "2027-01-01" } }, points: 5 }] },
      }),
    );
    expect((await dryRun(rulebook, { lead: { renewal: "2026-12-01" }, at: T })).score).toBe(5);
    expect((await dryRun(rulebook, { lead: { renewal: "2027-02-01" }, at: T })).score).toBe(0);
  });
});
