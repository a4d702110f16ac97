import { type Condition, compile } from "@baton/core/condition";
import type { LeadContext } from "@baton/core/fields";
import { compileAgreement, type Rulebook } from "@baton/core/rules";
import { dryRun, unmet } from "@baton/explain";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { acme, checked, people, rulebookOf, small } from "../../../helpers/agreements.ts";
import {
  type RandomAgreement,
  randomAgreement,
  randomLead,
  randomOf,
  reference,
  worldOf,
} from "../../../helpers/random/random-agreements.ts";

/** Tuesday, 10:00 in Berlin. */
const T = Date.parse("2026-11-24T09:00:00Z");
const acmeRules = rulebookOf(acme);

const fields = {
  employees: { type: "number" },
  renewal: { type: "instant" },
  demo: { type: "boolean" },
};

/** The tests by which one rule passes a lead over. */
async function failedBy(when: object, lead: Record<string, unknown>) {
  const routing = [{ name: "Asked", when, to: "sales", sla: "fast" }];
  const { passed } = await dryRun(rulebookOf(small({ fields, routing })), { lead, at: T });
  return passed.flatMap(({ failed }) => failed);
}

describe("rules passed over", () => {
  test.each([
    [{ employees: 5 }, { employees: 4 }, "employees is 5", 4],
    [{ title: { ne: "CEO" } }, { title: "ceo" }, "title is given and not CEO", "ceo"],
    [{ country: ["DE", "AT"] }, { country: "France" }, "country is DE or AT", "FR"],
    [{ country: { notIn: ["DE", "AT"] } }, {}, "country is given and not DE or AT", null],
    [{ employees: { lt: 5 } }, { employees: "5" }, "employees is less than 5", 5],
    [{ employees: { lte: 5 } }, { employees: 6 }, "employees is at most 5", 6],
    [{ employees: { gt: 5 } }, { employees: 5 }, "employees is more than 5", 5],
    [{ employees: { gte: 500 } }, {}, "employees is at least 500", null],
    [{ title: { contains: "head" } }, { title: "Chef" }, 'title contains "head"', "Chef"],
    [{ title: { startsWith: "head" } }, { title: "Chef" }, 'title starts with "head"', "Chef"],
    [{ title: { endsWith: "head" } }, { title: "Chef" }, 'title ends with "head"', "Chef"],
    [{ company: { exists: true } }, {}, "company is given", null],
    [{ company: { exists: false } }, { company: "Straße AG" }, "company is absent", "Straße AG"],
    [{ not: { title: "CEO" } }, { title: "CEO" }, "title is not CEO", "CEO"],
    [
      { renewal: { gt: "2026-12-01T00:00:00Z" } },
      { renewal: "2026-11-30" },
      "renewal is more than 2026-12-01T00:00:00Z",
      "2026-11-30T00:00:00.000Z",
    ],
    [{ "email.domain": "acme.com" }, { email: "Jo@Straße.example" }, "email.domain is acme.com", "straße.example"],
    [{ "email.free": false }, { email: "jo@gmail.com" }, "email.free is false", true],
    [{ "account.owner": "ana" }, { "account.owner": "Ben" }, "account.owner is ana", "Ben"],
    [{ "account.known": true }, {}, "account.known is true", false],
    [{ score: { gte: 50 } }, {}, "score is at least 50", 0],
    [{ source: "web" }, { source: "Fair" }, "source is web", "Fair"],
    [{ test: true }, {}, "test is true", false],
    [
      { receivedAt: { gt: "2027-01-01T00:00:00Z" } },
      {},
      "receivedAt is more than 2027-01-01T00:00:00Z",
      "2026-11-24T09:00:00.000Z",
    ],
  ])("%j is told of %j", async (when, lead, expected, found) => {
    expect(await failedBy(when, lead)).toEqual([
      { field: Object.keys("not" in when ? when.not! : when)[0], expected, found },
    ]);
  });

  test("name of all parts those that failed, of any part all, and through not those that held", async () => {
    const told = async (when: object, lead: object) =>
      (await failedBy(when, { ...lead })).map(({ expected }) => expected);
    const lead = { employees: 5, title: "CEO" };
    expect(await told({ employees: 5, title: "CTO", company: "Acme" }, lead)).toEqual([
      "title is CTO",
      "company is Acme",
    ]);
    expect(await told({ any: [{ employees: 6 }, { title: "CTO" }] }, lead)).toEqual(["employees is 6", "title is CTO"]);
    expect(await told({ employees: 5, any: [{ employees: 6 }, { title: "CEO" }], company: "A" }, lead)).toEqual([
      "company is A",
    ]);
    expect(await told({ not: { any: [{ employees: 6 }, { title: "CEO" }] } }, lead)).toEqual(["title is not CEO"]);
    expect(await told({ not: { not: { employees: 6 } } }, lead)).toEqual(["employees is 6"]);
    expect(await told({ not: { employees: 5, title: "CEO" } }, lead)).toEqual([
      "employees is not 5",
      "title is not CEO",
    ]);
  });

  test("are those before the one that took the lead, with the band as it is written", async () => {
    const to = { to: "sales", sla: "fast" };
    const rulebook = rulebookOf(
      small({
        score: { bands: { Hot: 10, Warm: -5 } },
        routing: [
          { name: "First", when: { band: "Hot" }, ...to },
          { name: "Second", ...to },
          { name: "Third", when: { employees: 5 }, ...to },
        ],
      }),
    );
    const { rule, passed } = await dryRun(rulebook, { lead: {}, at: T });
    expect(rule).toBe("Second");
    expect(passed).toEqual([{ rule: "First", failed: [{ field: "band", expected: "band is Hot", found: "Warm" }] }]);
  });
});

describe("the next better outcome", () => {
  const to = { to: "sales", sla: "fast" };
  const nextFor = async (parts: object, lead: Record<string, unknown>) =>
    (await dryRun(rulebookOf(small({ fields, ...parts })), { lead, at: T })).next;

  test("is the next higher band, by as few changes as lead there", async () => {
    const { next } = await dryRun(acmeRules, {
      lead: { email: "jo@x.example", employees: 60, interest: "pricing" },
      at: T,
    });
    expect(next).toEqual({
      outcome: { score: 55, band: "warm", rule: "Everyone else", owner: "ben", sla: "warm" },
      changes: [{ field: "employees", from: 60, to: 200, words: "employees is at least 200" }],
    });
  });

  test("is to be taken at all where no rule takes the lead", async () => {
    const routing = [
      { name: "Both", when: { country: "DE", demo: true }, ...to },
      { name: "One", when: { employees: { gt: 10 } }, ...to },
    ];
    expect(await nextFor({ routing }, {})).toMatchObject({
      outcome: { rule: "One", owner: "ana" },
      changes: [{ field: "employees", from: null, to: 11, words: "employees is more than 10" }],
    });
  });

  test("is an earlier rule in the highest band, and null when there is none", async () => {
    const routing = [
      { name: "Big", when: { employees: { gte: 5 } }, ...to },
      { name: "Everyone", ...to },
    ];
    expect(await nextFor({ routing }, { employees: 1 })).toMatchObject({
      outcome: { rule: "Big" },
      changes: [{ field: "employees", from: 1, to: 5 }],
    });
    expect(await nextFor({ routing }, { employees: 5 })).toBeNull();
  });

  test("never lowers the score for an earlier rule", async () => {
    const score = { rules: [{ name: "Big", when: { employees: { gte: 5 } }, points: 1 }] };
    const routing = [
      { name: "Worth little", when: { score: { lt: 1 } }, ...to },
      { name: "Everyone", ...to },
    ];
    expect(await nextFor({ score, routing }, { employees: 5 })).toBeNull();
  });

  test("asks for what a person can learn before what the world knows, and for what is not given before what is", async () => {
    const known = { name: "Known", when: { "account.owner": { exists: true } }, ...to };
    const given = { name: "Given", when: { employees: 5 }, ...to };
    const learnt = { name: "Learnt", when: { company: "Acme" }, ...to };
    const first = async (...routing: object[]) => {
      const next = await nextFor({ routing: [...routing, { name: "Everyone", ...to }] }, { employees: 1 });
      return next && "outcome" in next ? next.outcome.rule : next;
    };
    expect(await first(known, given, learnt)).toBe("Learnt");
    expect(await first(known, given)).toBe("Given");
    expect(await first(known)).toBe("Known");
  });

  test.each([
    [{ title: { contains: "head" } }, { title: "Chef" }, "title", "head"],
    [{ title: { startsWith: "head", endsWith: "sales" } }, {}, "title", "headsales"],
    [{ not: { title: { contains: "student" } } }, { title: "Student" }, "title", null],
    [{ company: { exists: false } }, { company: "Acme" }, "company", null],
    [{ "utm.source": { exists: false } }, { utm: { source: "x", medium: "y" } }, "utm.source", null],
    [{ company: { exists: true } }, {}, "company", "example"],
    [{ employees: { gt: 5, lt: 6 } }, { employees: 1 }, "employees", 5.5],
    [{ employees: { lt: 5 } }, { employees: 9 }, "employees", 4],
    [{ renewal: { gt: "2026-12-01T00:00:00Z" } }, {}, "renewal", "2026-12-01T00:00:00.001Z"],
    [{ "email.free": false }, { email: "jo@gmail.com" }, "email", "jo@company.example"],
    [{ "email.domain": { endsWith: ".edu" } }, { email: "jo@gmail.com" }, "email", "jo@company.edu"],
    [{ "account.owner": { exists: true } }, {}, "account.owner", "ana"],
    [{ "account.owner": { exists: false } }, { "account.owner": "ana" }, "account.owner", null],
  ])("of %j and %j", async (when, lead, field, value) => {
    const next = await nextFor({ routing: [{ name: "Asked", when, ...to }] }, lead);
    expect(next).toMatchObject({ outcome: { rule: "Asked" }, changes: [{ field, to: value }] });
  });

  test("is never a value that the field cannot have", async () => {
    const limited = { employees: { type: "number", max: 10 } };
    const absent = [{ name: "Absent", when: { not: { employees: { lte: 10 } } }, ...to }];
    expect(await nextFor({ fields: limited, routing: absent }, { employees: 5 })).toMatchObject({
      changes: [{ field: "employees", from: 5, to: null, words: "employees is not at most 10" }],
    });
    const large = [{ name: "Large", when: { employees: { gte: 11 } }, ...to }];
    expect(await nextFor({ fields: limited, routing: large }, { employees: 5 })).toBeNull();
  });

  test("takes up to three changes together", async () => {
    const rule = (field: string) => ({ name: field, when: { [field]: "x" }, points: 10 });
    const score = (from: number) => ({ bands: { hot: from }, rules: ["title", "company", "form", "ad"].map(rule) });
    expect(await nextFor({ score: score(30) }, {})).toMatchObject({
      outcome: { score: 30, band: "hot" },
      changes: [{ to: "x" }, { to: "x" }, { to: "x" }],
    });
    expect(await nextFor({ score: score(40) }, {})).toBeNull();
  });

  test("says when there was too much to try", async () => {
    const rules = Array.from({ length: 2_000 }, (_, i) => ({
      name: `Rule ${i}`,
      when: { company: `Company ${i}` },
      points: 1,
    }));
    const next = await nextFor({ score: { bands: { hot: 1_000 }, rules } }, {});
    expect(next).toEqual({ beyond: expect.stringMatching(/there may be something/) });
  });

  test("comes from an agreement of 2,000 rules with a limited number of decisions", async () => {
    const routing = Array.from({ length: 2_000 }, (_, i) => ({
      name: `Rule ${i}`,
      when: { country: ["DE", "FR"][i % 2], company: `Company ${i}`, employees: { gte: i + 1, lt: i + 10 } },
      ...to,
    }));
    const rulebook = rulebookOf(small({ fields, routing }));
    let asked = 0;
    const counting: Rulebook = {
      ...rulebook,
      route(facts) {
        asked++;
        return rulebook.route(facts);
      },
    };
    const { next } = await dryRun(counting, { lead: { country: "FR", employees: 5 }, at: T });
    expect(next).toMatchObject({ outcome: { rule: "Rule 1" }, changes: [{ field: "company", to: "Company 1" }] });
    expect(asked).toBeLessThan(5_000);
  });
});

describe("random agreements", () => {
  const seeds = Array.from({ length: 40 }, (_, seed) => seed);
  const plain = (known: LeadContext): Record<string, unknown> => ({
    ...(known.source && { source: known.source }),
    test: known.test === true,
    receivedAt: new Date(known.receivedAt).toISOString(),
    ...entity("person", known.person),
    ...entity("account", known.account),
    ...entity("table.land", known.tables?.land),
  });
  const entity = (kind: string, of: object | undefined) =>
    Object.fromEntries(Object.entries(of ?? {}).map(([name, value]) => [`${kind}.${name}`, value]));
  /** A lead as a dry run takes it. Countries are whatever rules name, so most of them are none. */
  const caseOf = (seed: number) => {
    const agreement = randomAgreement(randomOf(seed));
    const { fields, known } = randomLead(randomOf(seed + 1_000));
    const { country: _, ...kept } = fields;
    const declared = checked(agreement.text);
    return {
      agreement,
      rulebook: compileAgreement(declared, 1),
      fields: kept,
      known,
      lead: { ...kept, ...plain(known) },
    };
  };
  const ruleAlone = (agreement: RandomAgreement, name: string): RandomAgreement => ({
    ...agreement,
    routing: agreement.routing.filter((rule) => rule.name === name),
  });

  const runs = Promise.all(
    seeds.map(async (seed) => {
      const given = caseOf(seed);
      return { seed, ...given, now: await dryRun(given.rulebook, { lead: given.lead, at: T }) };
    }),
  );

  test("pass over exactly the rules whose conditions do not hold", async () => {
    let told = 0;
    for (const { seed, agreement, fields, known, now } of await runs) {
      const names = agreement.routing.map(({ name }) => name);
      const world = worldOf({ fields, known });
      const before = now.rule === null ? names : names.slice(0, names.indexOf(now.rule));
      expect(
        now.passed.map(({ rule }) => rule),
        `seed ${seed}`,
      ).toEqual(before);
      for (const { rule, failed } of now.passed) {
        expect(reference(ruleAlone(agreement, rule))(world).rule, `seed ${seed}, ${rule}`).toBeNull();
        told += failed.length;
      }
    }
    expect(told).toBeGreaterThan(300);
  });

  test("come to the next outcome by the changes told, and by no fewer", async () => {
    let found = 0;
    for (const { seed, rulebook, lead, now } of await runs) {
      const { next } = now;
      if (!next || "beyond" in next) continue;
      found++;
      const changed = Object.fromEntries(next.changes.map(({ field, to }) => [field, to]));
      const then = await dryRun(rulebook, { lead: { ...lead, ...changed }, at: T });
      const { score, band, rule, owner, sla } = then;
      expect({ score, band, rule, owner, sla }, `seed ${seed}`).toEqual(next.outcome);
      expect(isBetter(rulebook, now, then), `seed ${seed}`).toBe(true);
      expect(next.changes.length).toBeLessThanOrEqual(3);
      for (const { field } of next.changes.length > 1 ? next.changes : []) {
        const { [field]: _, ...fewer } = changed;
        const less = await dryRun(rulebook, { lead: { ...lead, ...fewer }, at: T });
        const same = less.rule === then.rule && less.band === then.band;
        expect(same && isBetter(rulebook, now, less), `seed ${seed} without ${field}`).toBe(false);
      }
    }
    expect(found).toBeGreaterThan(10);
  });

  type Outcome = { score: number; rule: string | null };
  function isBetter({ agreement }: Rulebook, now: Outcome, then: Outcome): boolean {
    if (then.rule === null || now.rule === null) return then.rule !== null;
    const height = ({ score }: Outcome) => agreement.score.bands.filter(({ from }) => score >= from).length;
    const place = ({ rule }: Outcome) => agreement.routing.findIndex(({ name }) => name === rule);
    return then.score >= now.score && (height(then) > height(now) || place(then) < place(now));
  }
});

describe("the tests told of a condition", () => {
  const leaf = fc.oneof(
    fc.record({ field: fc.constantFrom("a", "b"), op: fc.constantFrom("lt", "gte", "eq"), value: fc.nat(3) }),
    fc.record({ field: fc.constantFrom("a", "b"), op: fc.constant("exists"), value: fc.boolean() }),
  ) as fc.Arbitrary<Condition>;
  const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.record({ all: fc.array(tie("condition"), { minLength: 1, maxLength: 3 }) }),
      fc.record({ any: fc.array(tie("condition"), { minLength: 1, maxLength: 3 }) }),
      fc.record({ not: tie("condition") }),
    ),
  }));
  const facts = fc.record({ a: fc.nat(3), b: fc.nat(3) }, { requiredKeys: [] });

  test("are false, and were they all true the condition would hold", () => {
    fc.assert(
      fc.property(condition, facts, (condition, facts) => {
        const told = unmet(condition, facts);
        for (const said of told) expect(compile(said)(facts)).toBe(false);
        const turned = new Set(told.map((said) => ("not" in said ? said.not : said)));
        const holds = (part: Condition): boolean => {
          if ("all" in part) return part.all.every(holds);
          if ("any" in part) return part.any.some(holds);
          if ("not" in part) return !holds(part.not);
          return compile(part)(facts) !== turned.has(part);
        };
        expect(holds(condition)).toBe(true);
        if (compile(condition)(facts)) expect(told).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe("what a dry run assumes", () => {
  const view = { touch: "page", at: "2026-11-24T08:55:00Z", facts: { path: "/pricing" } };

  test("comes with the lead, before what the state says", async () => {
    const lead = { employees: 60, touches: [view] };
    const { reasons, extra } = await dryRun(acmeRules, { lead, at: T, state: { touches: [view, view] } });
    expect(reasons).toContainEqual({ name: "Read the pricing page", points: 10 });
    expect(extra).toBeUndefined();
    const known = { lead: { "account.owner": null }, at: T, state: { account: { owner: "ana" } } };
    expect((await dryRun(acmeRules, known)).rule).not.toBe("Known account");
  });

  test("has loads of people with the lead, over those of the state", async () => {
    const lead = { email: "jo@x.example", country: "DE", employees: 600, interest: "demo" };
    const state = { loads: { ben: { open: 2 }, chloé: { open: 1 } } };
    expect((await dryRun(acmeRules, { lead, at: T, state })).owner).toBe("chloé");
    expect((await dryRun(acmeRules, { lead: { ...lead, loads: { chloé: { open: 3 } } }, at: T, state })).owner).toBe(
      "ben",
    );
  });

  test("leaves touches and loads of another shape to be lead fields", async () => {
    const rulebook = rulebookOf(small({ fields: { loads: { type: "number" } } }));
    const { extra } = await dryRun(rulebook, { lead: { loads: 5, touches: "many" }, at: T });
    expect(extra).toEqual({ touches: { value: "many" } });
  });

  test.each([
    [{ touches: [{ touch: "page", at: "soon" }] }, /touches\.0\.at: expected an instant/],
    [{ touches: ["page"] }, /touches\.0/],
    [{ loads: { ana: { open: -1 } } }, /loads\.ana\.open/],
  ])("refuses %j", async (lead, message) => {
    await expect(dryRun(acmeRules, { lead, at: T })).rejects.toMatchObject({
      code: "decide.state",
      message: expect.stringMatching(message),
    });
  });
});

describe("a gap in duty", () => {
  test("shows by the candidates who are not at work", async () => {
    const rulebook = rulebookOf(
      small({
        people: people({
          ana: { calendar: "office" },
          ben: {},
          sam: { manager: "vera" },
          vera: { manager: undefined },
        }),
      }),
    );
    const offDuty = async (at: string) => (await dryRun(rulebook, { lead: {}, at: Date.parse(at) })).offDuty;
    expect(await offDuty("2026-11-24T17:00:00.000Z")).toEqual([]);
    expect(await offDuty("2026-11-24T17:00:00.001Z")).toEqual(["ana"]);
  });

  test("does not keep a lead from being decided where the calendar has no working time at all", async () => {
    const agreement = checked(small({ sla: { fast: { calendar: "office", stages: { contact: { within: "1h" } } } } }));
    agreement.calendars.office = { ...agreement.calendars.office!, week: {} };
    expect(await dryRun(compileAgreement(agreement, 1), { lead: {}, at: T })).toMatchObject({
      rule: "Everyone",
      owner: "ana",
      steps: [],
      problem: "calendar.empty: The calendar has no working time in the next 400 days.",
    });
    expect(await dryRun(rulebookOf(small()), { lead: {}, at: T })).not.toHaveProperty("problem");
  });
});
