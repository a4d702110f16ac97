import { parseAgreement } from "@baton/core/agreement";
import { compileBest } from "@baton/core/rules";
import { dryRun } from "@baton/explain";
import { check, prove } from "@baton/prover";
import { describe, expect, test, vi } from "vitest";
import { acme, besideStages, PUBLISHED, small } from "../../helpers/agreements.ts";

// Whoever asks of mailboxes first waits for the lists of them.
vi.setConfig({ testTimeout: 30_000 });

/** The parts of an agreement in YAML; what a test does not name is plain. */
function yaml(parts: Record<string, string> = {}): string {
  const whole: Record<string, string> = {
    baton: "1",
    name: "Planted",
    timezone: "UTC",
    calendars: `
  always: { week: { mon-sun: ["00:00-24:00"] } }`,
    people: `
  ana: { name: Ana, email: ana@acme.example, manager: sam }
  ben: { name: Ben, email: ben@acme.example, manager: sam }
  sam: { name: Sam, email: sam@acme.example }`,
    teams: `
  sales: { members: [ana, ben], manager: sam }`,
    sources: `
  web: { provider: form, auth: { token: WEB } }
  fair: { provider: form, auth: { token: WEB } }`,
    fields: `
  employees: { type: number }
  seats: { type: number, min: 1, max: 500 }
  tier: { type: string, values: [gold, silver] }
  demo: { type: boolean }
  renewal: { type: instant }`,
    score: "{}",
    routing: `
  - { name: Everyone, to: sales, sla: fast }`,
    sla: `
  fast: { stages: { contact: { within: 1h } } }`,
    ...parts,
  };
  return Object.entries(whole)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join("");
}

/** Routing of these conditions, each of them in a line of its own, and a last rule that takes the rest. */
const routed = (...conditions: string[]) =>
  `\n${conditions.map((when, n) => `  - { name: Rule ${n + 1}, when: ${when}, to: sales, sla: fast }`).join("\n")}`;
const rest = "\n  - { name: Rest, to: sales, sla: fast }";

async function proven(text: string, options: Partial<Parameters<typeof prove>[1]> = {}) {
  const parsed = parseAgreement(text, { at: PUBLISHED });
  if (!parsed.ok) throw new Error(parsed.findings.map(({ line, message }) => `${line}: ${message}`).join("\n"));
  const findings = await prove(parsed, { at: PUBLISHED, ...options });
  const rulebook = await compileBest(parsed.agreement, 1);
  const lines = text.split("\n");
  /** The rule in a line, or its key. */
  const place = (line: number) =>
    /name: ([^,]+), (?=when|to)/.exec(lines[line - 1]!)?.[1] ?? lines[line - 1]!.trim().split(":")[0];
  return {
    findings,
    /** Findings by the text of their line, as far as a test says it. */
    summary: findings.map(({ code, severity, line }) => `${severity} ${code} at ${place(line)}`),
    /** What `baton decide` says of the counterexample of the first finding with a code. */
    async decided(code: string) {
      const { counterexample } = findings.find((finding) => finding.code === code)!;
      return dryRun(rulebook, { lead: counterexample!.lead!, at: Date.parse(counterexample!.at!) });
    },
  };
}

describe("leads that no rule takes", () => {
  test.each<[string, Record<string, string>, string]>([
    ["of a plain kind", { routing: routed("{ country: DE }", "{ country: { ne: DE } }") }, "country is absent"],
    ["that a negation leaves out", { routing: routed("{ not: { tier: gold } }") }, "tier is gold"],
    [
      "between two ranges",
      { routing: routed("{ seats: { lt: 10 } }", "{ seats: { gt: 10 } }", "{ seats: { exists: false } }") },
      "seats is at least 10 and seats is at most 10;",
    ],
    [
      "below the lowest band",
      {
        score: "\n  bands: { hot: 20, warm: 10 }\n  rules: [{ name: Demo, when: { demo: true }, points: 15 }]",
        routing: routed("{ band: [hot, warm] }"),
      },
      "band is not hot or warm",
    ],
    [
      "with a score that only some rules add up to",
      {
        score:
          "\n  rules: [{ name: A, when: { demo: true }, points: 20 }, { name: B, when: { tier: gold }, points: 30 }, { name: C, when: { source: web }, points: 5 }]",
        routing: routed("{ score: { lt: 55 } }"),
      },
      "score is at least 55",
    ],
    ["for want of a field", { routing: routed("{ renewal: { exists: true } }") }, "renewal is absent"],
    [
      "with a free mailbox, except for one that is named",
      { routing: routed("{ email.free: false }", "{ email: { exists: false } }", "{ email.domain: gmail.com }") },
      "email.free is not false and email is given and email.domain is not gmail.com",
    ],
    ["of one source", { routing: routed("{ source: web }") }, "source is not web"],
    [
      "of one instant",
      {
        routing: routed(
          '{ receivedAt: { lt: "2026-12-24T18:00:00Z" } }',
          '{ receivedAt: { gt: "2026-12-24T18:00:00Z" } }',
        ),
      },
      "receivedAt is not less than 2026-12-24T18:00:00Z and receivedAt is not more than 2026-12-24T18:00:00Z",
    ],
    [
      "whose owner has left",
      { routing: routed("{ account.owner: [ana, ben, sam] }", "{ account.owner: { exists: false } }") },
      "account.owner is given and not ana, ben or sam;",
    ],
  ])("%s", async (_, parts, kind) => {
    const { summary, findings, decided } = await proven(yaml(parts));
    expect(summary).toEqual(["error route.uncovered at routing"]);
    expect(findings[0]!.message).toContain(kind);
    expect(await decided("route.uncovered")).toMatchObject({ rule: null, owner: null });
  });

  test("whose people did more than any rule expects", async () => {
    const { summary, findings, decided } = await proven(
      yaml({
        score:
          "\n  touches: [{ name: Pricing, touch: page, when: { path: { startsWith: /pricing } }, points: 10, max: 35 }]",
        routing: routed("{ score: { lt: 35 } }"),
      }),
    );
    expect(summary).toEqual(["error route.uncovered at routing"]);
    expect(findings[0]!.message).toBe(
      'no rule takes a lead of which score is at least 35; end with a rule without "when"',
    );
    expect(findings[0]!.counterexample!.lead!.touches).toHaveLength(4);
    expect(await decided("route.uncovered")).toMatchObject({ rule: null, score: 35 });
  });

  test("are all of them where there are no rules", async () => {
    const { findings, decided } = await proven(yaml({ routing: "[]" }));
    expect(findings).toMatchObject([{ code: "route.uncovered", message: "no rule takes any lead" }]);
    expect(await decided("route.uncovered")).toMatchObject({ rule: null });
  });
});

describe("rules that contradict themselves", () => {
  const scores =
    "\n  bands: { hot: 60, warm: 20 }\n  rules: [{ name: A, when: { demo: true }, points: 20 }, { name: B, when: { tier: gold }, points: 30 }]";
  test.each<[string, string, string, Record<string, string>?]>([
    [
      "numbers",
      "{ employees: { gt: 10, lt: 5 } }",
      "employees is more than 10 and employees is less than 5 exclude each other",
    ],
    ["values", "{ all: [{ country: DE }, { country: AT }] }", "country is DE and country is AT exclude each other"],
    ["parts of a text", "{ title: { startsWith: head, eq: chief } }", "title starts with"],
    [
      "a nest",
      "{ any: [{ all: [{ country: DE }, { not: { country: { exists: true } } }] }, { not: { any: [{ demo: { exists: true } }, { demo: { exists: false } }] } }] }",
      "there is no lead of which",
    ],
    ["an empty list", "{ country: [] }", "country is one of none"],
    ["the least value of a field", "{ seats: { lt: 1 } }", "there is no lead of which seats is less than 1"],
    ["the greatest value of a field", "{ seats: 501 }", "there is no lead of which seats is 501"],
    ["the values of a field", "{ tier: { contains: bronze } }", 'there is no lead of which tier contains "bronze"'],
    ["what is no country", "{ country: UK }", "there is no lead of which country is UK"],
    ["what is no language", "{ language: de-AT }", "there is no lead of which language is de-AT"],
    ["what is no telephone number", "{ phone: { contains: ext } }", "there is no lead of which phone contains"],
    ["what is no address", "{ email: { endsWith: acme } , email.domain: { exists: false } }", "exclude each other"],
    ["an address and its domain", '{ email: "ana@gmail.com", email.free: false }', "exclude each other"],
    ["an owner and nobody known", "{ person.owner: ana, person.known: false }", "exclude each other"],
    ["a first name and no name", "{ firstName: { exists: true }, name: { exists: false } }", "exclude each other"],
    [
      "more points than there are",
      "{ score: { gt: 50 } }",
      "there is no lead of which score is more than 50",
      { score: scores },
    ],
    ["a sum that no points give", "{ score: 40 }", "there is no lead of which score is 40", { score: scores }],
    ["a band above all points", "{ band: hot }", "there is no lead of which band is hot", { score: scores }],
    ["a band and a score", "{ band: warm, demo: false, not: { tier: gold } }", "exclude each other", { score: scores }],
  ])("by %s", async (_, when, words, parts = {}) => {
    const { summary, findings } = await proven(yaml({ ...parts, routing: routed(when) + rest }));
    expect(summary).toEqual(["error route.unreachable at Rule 1"]);
    expect(findings[0]!.message).toMatch(/^no lead can meet "Rule 1": /);
    expect(findings[0]!.message).toContain(words);
  });
});

describe("of a field with agreed values a lead may have several", () => {
  const tiers = (...rules: string[]) =>
    rules.map((when, n) => `\n  - { name: Rule ${n + 1}, when: ${when}, to: sales, sla: fast }`).join("");

  test("so a rule that asks for two of them is reached", async () => {
    const { summary } = await proven(
      yaml({
        routing: `${tiers("{ all: [{ tier: gold }, { tier: silver }] }")}\n  - { name: Rest, to: sales, sla: fast }`,
      }),
    );
    expect(summary).toEqual([]);
  });

  test("and what no rule takes is shown, and the decision bears it out", async () => {
    const routing = tiers("{ tier: gold, not: { tier: silver } }", "{ not: { tier: gold } }");
    const { summary, findings } = await proven(yaml({ routing }));
    expect(summary).toEqual(["error route.uncovered at routing"]);
    expect(findings[0]!.counterexample?.lead).toMatchObject({ tier: ["gold", "silver"] });
  });
});

describe("rules that earlier ones leave nothing to", () => {
  const scores =
    "\n  bands: { hot: 40, warm: 20 }\n  rules: [{ name: A, when: { demo: true }, points: 20 }, { name: B, when: { tier: gold }, points: 30 }]";
  test.each<[string, string[], string, Record<string, string>?]>([
    [
      "one rule",
      ["{ country: [DE, AT] }", "{ country: AT, demo: true }"],
      '"Rule 1" before it takes every lead it would',
    ],
    [
      "several together",
      ["{ demo: true }", "{ demo: false }", "{ tier: gold }", "{ demo: { exists: true }, country: DE }"],
      '"Rule 1" and "Rule 2" before it together take every lead it would',
    ],
    [
      "one with any",
      ["{ tier: silver }", "{ any: [{ tier: gold }, { country: DE }] }", "{ tier: [gold, silver] }"],
      '"Rule 1" and "Rule 2" before it together take every lead it would',
    ],
    [
      "ranges that meet",
      [
        "{ seats: { lt: 10 } }",
        "{ seats: { gte: 10, lt: 200 } }",
        "{ seats: { gte: 200 } }",
        "{ seats: { gt: 5, lt: 300 } }",
      ],
      '"Rule 1", "Rule 2" and "Rule 3" before it together take every lead it would',
    ],
    [
      "a band",
      ["{ band: hot }", "{ score: { gte: 45 } }"],
      '"Rule 1" before it takes every lead it would',
      { score: scores },
    ],
    [
      "a score",
      ["{ score: { gte: 20 } }", "{ demo: true, country: DE }"],
      '"Rule 1" before it takes every lead it would',
      { score: scores },
    ],
    [
      "the domain of an address",
      ["{ email.free: true }", '{ email: { endsWith: "@gmail.com" } }'],
      '"Rule 1" before it takes',
    ],
  ])("because of %s", async (_, conditions, words, parts = {}) => {
    const { summary, findings, decided } = await proven(yaml({ ...parts, routing: routed(...conditions) + rest }));
    const last = `Rule ${conditions.length}`;
    expect(summary).toEqual([`error route.unreachable at ${last}`]);
    expect(findings[0]!.message).toContain(`no lead reaches "${last}": ${words}`);
    const { rule } = await decided("route.unreachable");
    expect(findings[0]!.message).toContain(`"${rule}"`);
  });

  test("are not blamed for free mailboxes that no rule names", async () => {
    const { findings } = await proven(
      yaml({ routing: routed("{ email.domain: gmail.com }", "{ email.free: true }") + rest }),
    );
    expect(findings).toEqual([]);
  });
});

describe("targets without an owner", () => {
  const people = (ana: string, more = "") => ({
    people: `
  ana: { name: Ana, email: ana@acme.example, manager: sam${ana} }
  ben: { name: Ben, email: ben@acme.example, manager: sam${more} }
  sam: { name: Sam, email: sam@acme.example }`,
  });
  const to = (target: string) => ({ routing: `\n  - { name: Everyone, to: ${target}, sla: fast }` });
  const leave = ", away: [{ from: 2027-02-01, to: 2027-02-14 }]";

  test.each<[string, Record<string, string>, string, string?]>([
    ["an empty team", { teams: "\n  sales: { members: [] }" }, 'team "sales" has no members'],
    [
      "leave now",
      { ...people(", away: [{ from: 2026-10-30, to: 2026-11-06 }]"), ...to("ana") },
      "ana is away",
      "2026-11-02T08:00:00.000Z",
    ],
    ["leave to come", { ...people(leave), ...to("ana") }, "ana is away", "2027-02-01T00:00:00.000Z"],
    ["no capacity at all", { ...people(", capacity: { open: 0 }"), ...to("ana") }, "ana takes no leads"],
    ["capacity that can be filled", { ...people(", capacity: { open: 7 }"), ...to("ana") }, "ana can be full"],
    ["a team that can be full", people(", capacity: { perDay: 3 }", ", capacity: { open: 2 }"), "ana can be full"],
    ["nobody known", to("account.owner"), "the account may have no owner"],
    [
      "nobody to manage",
      {
        people: "\n  ana: { name: Ana, email: ana@acme.example }",
        teams: "\n  sales: { members: [ana] }",
        ...to("manager"),
      },
      "there is no manager",
    ],
    [
      "an else that is empty",
      { teams: "\n  sales: { members: [ana] }\n  none: { members: [] }", ...to("account.owner, else: none") },
      'team "none" has no members',
    ],
    [
      "a known owner who may be away",
      {
        ...people(leave),
        routing:
          "\n  - { name: Known, when: { person.owner: { exists: true } }, to: person.owner, sla: fast }\n  - { name: Rest, to: sales, sla: fast }",
      },
      "ana is away",
      "2027-02-01T00:00:00.000Z",
    ],
    [
      "a known owner who may have left",
      {
        routing:
          "\n  - { name: Known, when: { account.owner: { exists: true } }, to: account.owner, sla: fast }\n  - { name: Rest, to: sales, sla: fast }",
      },
      "somebody-who-left is not in the agreement",
    ],
  ])("because of %s", async (_, parts, why, at = "2026-11-02T08:00:00.000Z") => {
    const { summary, findings, decided } = await proven(yaml(parts));
    const name = parts.routing?.includes("Known") ? "Known" : "Everyone";
    expect(summary).toEqual([`error route.noOwner at ${name}`]);
    expect(findings[0]!.message).toContain(why);
    expect(findings[0]!.counterexample!.at).toBe(at);
    const { rule, owner } = await decided("route.noOwner");
    expect([rule, owner]).toEqual([name, null]);
  });

  test("are none when an else steps in, or the leads of an owner are of one who is always there", async () => {
    const parts = { ...people(leave), ...to("ana, else: ben") };
    expect((await proven(yaml(parts))).findings).toEqual([]);
    const known = "\n  - { name: Known, when: { account.owner: ben }, to: account.owner, sla: fast }";
    expect((await proven(yaml({ ...people(leave), routing: known + rest }))).findings).toEqual([]);
  });
});

test("score rules that no lead meets are a warning at their line", async () => {
  const { summary, findings } = await proven(
    yaml({
      score:
        "\n  rules:\n    - { name: A, when: { seats: { gt: 900 } }, points: 5 }\n    - { name: B, when: { demo: true }, points: 5 }",
    }),
  );
  expect(summary).toEqual(["warning score.unreachable at A"]);
  expect(findings[0]!.message).toBe('no lead can meet "A": there is no lead of which seats is more than 900');
});

test("faults of every kind are found at once, each in its line", async () => {
  const { summary, findings } = await proven(
    yaml({
      calendars: `
  always: { week: { mon-sun: ["00:00-24:00"] } }
  office: { week: { mon-fri: ["09:00-17:00"] } }
  never: { week: {} }`,
      people: `
  ana: { name: Ana, email: ana@acme.example, manager: ben, calendar: office, capacity: { open: 3 } }
  ben: { name: Ben, email: ben@acme.example, manager: ana, calendar: office }
  sam: { name: Sam, email: sam@acme.example, calendar: never }`,
      score: `
  rules:
    - { name: Never, when: { seats: 0 }, points: 5 }`,
      routing: `
  - { name: Contradiction, when: { employees: { gt: 5, lt: 2 } }, to: sales, sla: fast }
  - { name: Gold, when: { tier: gold }, to: ana, sla: fast }
  - { name: Swallowed, when: { tier: gold, demo: true }, to: sales, sla: fast }
  - { name: Others, when: { tier: { exists: true } }, to: sales, sla: round }`,
      sla: `
  fast: { stages: { contact: { within: 1h } } }
  round: { calendar: always, stages: { contact: { within: 1h, steps: [{ at: 100%, do: escalate, to: manager }] } } }`,
    }),
  );
  expect(summary).toEqual([
    "error calendar.empty at never",
    "error escalation.loop at ana",
    "error escalation.loop at ben",
    "warning score.unreachable at Never",
    "error route.uncovered at routing",
    "error route.unreachable at Contradiction",
    "error route.noOwner at Gold",
    "error route.unreachable at Swallowed",
    "warning duty.gap at fast",
    "warning duty.gap at round",
  ]);
  expect(findings.at(-1)!.message).toContain('nobody of "sales" works while the clock of "round" runs:');
  const shown = findings.filter(({ counterexample }) => counterexample).map(({ code }) => code);
  expect(new Set(shown)).toEqual(
    new Set(["calendar.empty", "escalation.loop", "route.uncovered", "route.noOwner", "route.unreachable", "duty.gap"]),
  );
});

describe("agreements that are fine", () => {
  test("the example, but for Christmas", async () => {
    const { findings } = await proven(acme);
    expect([...new Set(findings.map(({ code, severity }) => `${severity} ${code}`))]).toEqual(["warning duty.gap"]);
  });

  test("the smallest one", async () => {
    expect((await proven(small())).findings).toEqual([]);
  });

  test("one that names every source, with a net below it or without", async () => {
    const everySource = routed("{ source: web }", "{ source: { ne: web } }");
    expect((await proven(yaml({ routing: everySource }))).findings).toEqual([]);
    expect((await proven(yaml({ routing: everySource + rest }))).findings).toEqual([]);
  });

  test("one whose last rule is without a condition, however narrow the others are", async () => {
    const parts = {
      routing: routed("{ country: DE, demo: true }", '{ email.free: true, phone: { startsWith: "+49" } }') + rest,
    };
    expect((await proven(yaml(parts))).findings).toEqual([]);
  });
});

test("a source that anybody could post to does not hide what is wrong with the rules", async () => {
  const parts = { sources: "\n  web: { provider: form }", routing: routed("{ demo: true }") };
  const { ok, findings } = await check(yaml(parts), { at: PUBLISHED });
  expect(ok).toBe(false);
  expect(besideStages(findings).map(({ code }) => code)).toEqual(["source.unauthenticated", "route.uncovered"]);
});

describe("odd agreements are proven all the same", () => {
  test("with fields named as a dry run names what is no field", async () => {
    const parts = {
      fields:
        "\n  touches: { type: number }\n  loads: { type: string }\n  owner: { type: string }\n  hasOwnProperty2: { type: boolean }",
      routing: routed("{ touches: { gte: 3 } }", "{ loads: heavy }", "{ owner: { exists: true } }"),
    };
    const { summary, decided } = await proven(yaml(parts));
    expect(summary).toEqual(["error route.uncovered at routing"]);
    expect(await decided("route.uncovered")).toMatchObject({ rule: null });
  });

  test("without sources no rule that asks for one is reached", async () => {
    const { summary } = await proven(yaml({ sources: "{}", routing: routed("{ source: { exists: true } }") + rest }));
    expect(summary).toContain("error route.unreachable at Rule 1");
  });

  test("without people nobody owns anything", async () => {
    const parts = { people: "{}", teams: "\n  sales: { members: [] }" };
    expect((await proven(yaml(parts))).summary).toEqual(["error route.noOwner at Everyone"]);
  });

  test("with a field whose least value is above its greatest", async () => {
    const parts = {
      fields: "\n  size: { type: number, min: 10, max: 5 }",
      routing: routed("{ size: { gte: 7 } }") + rest,
    };
    expect((await proven(yaml(parts))).summary).toEqual(["error route.unreachable at Rule 1"]);
  });
});

describe("what is beyond the budget is said, and nothing else claimed", () => {
  const hard = yaml({
    score:
      "\n  bands: { hot: 20 }\n  rules: [{ name: A, when: { demo: true }, points: 15 }, { name: B, when: { tier: gold }, points: 15 }]",
    routing: routed(
      "{ band: hot }",
      "{ any: [{ demo: true }, { tier: gold }], country: DE }",
      "{ employees: { lt: 5, gt: 7 } }",
    ),
  });

  test.each([0, 1])("with %i dead ends", async (conflicts) => {
    const whole = await proven(hard);
    const { findings } = await proven(hard, { conflicts });
    const known = new Set(whole.findings.map(({ code, line }) => `${code} ${line}`));
    for (const { code, severity, line } of findings) {
      if (code.endsWith(".unproven")) expect(severity).toBe("warning");
      else expect(known).toContain(`${code} ${line}`);
    }
    const told = new Set(findings.map(({ line }) => line));
    for (const { line } of whole.findings) expect(told).toContain(line);
  });

  test("with no patience every question is left open", async () => {
    const { summary } = await proven(hard, { patienceMs: 0 });
    expect(summary).toEqual([
      "warning score.unproven at A",
      "warning score.unproven at A",
      "warning route.unproven at routing",
      "warning route.unproven at Rule 1",
      "warning route.unproven at Rule 2",
      "warning route.unproven at Rule 3",
    ]);
  });

  test.each([undefined, 0])("progress is told to the end, with patience of %s ms", async (patienceMs) => {
    const told: [number, number][] = [];
    await proven(hard, {
      progress: (done, of) => told.push([done, of]),
      ...(patienceMs !== undefined && { patienceMs }),
    });
    expect(told[0]).toEqual([0, 3]);
    expect(told.at(-1)).toEqual([3, 3]);
  });
});
