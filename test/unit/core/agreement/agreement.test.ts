import { parseAgreement, secretNames } from "@baton/core/agreement";
import { compileAgreement } from "@baton/core/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { acme, besideStages, checked, PUBLISHED, people, small } from "../../../helpers/agreements.ts";

const findingsOf = (text: string) => parseAgreement(text, { at: PUBLISHED }).findings;
const written = () => JSON.parse(small()) as Record<string, Record<string, Record<string, unknown>>>;

/** The example with one place changed; fails when there is no such place, so that no test passes for want of its mistake. */
function acmeWith(before: string, after: string): string {
  if (acme.split(before).length !== 2) throw new Error(`The example has "${before}" not exactly once.`);
  return acme.replace(before, () => after);
}
/** Where a text stands that occurs once, counted from 1. */
function placeOf(text: string, part: string): { line: number; column: number } {
  const before = text.slice(0, text.indexOf(part)).split("\n");
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

test("a name that every object has cannot be a name", () => {
  for (const section of ["people", "teams", "sla", "sources"]) {
    const text = small({ [section]: { constructor: {} } });
    expect(findingsOf(text).map(({ code }) => code)).toContain("schema.value");
  }
});

test("the score's own rules cannot ask about the score", () => {
  const score = { bands: { hot: 10 }, rules: [{ name: "Loop", when: { score: { gte: 0 } }, points: 5 }] };
  expect(besideStages(findingsOf(small({ score })))).toMatchObject([{ code: "schema.field" }]);
});

describe("the example", () => {
  test("is clean, and says which policies end with the first tap", () => {
    const { ok, findings } = parseAgreement(acme, { at: PUBLISHED });
    expect(ok).toBe(true);
    expect(findings.filter(({ code }) => code === "policy.oneStage")).toMatchObject([
      { severity: "warning", message: expect.stringContaining(`the only stage of "warm"`) },
      { severity: "warning", message: expect.stringContaining(`the only stage of "nurture"`) },
    ]);
    expect(besideStages(findings)).toEqual([]);
  });

  test("says the same with the line ends of another system", () => {
    expect(checked(acme.replaceAll("\n", "\r\n"))).toEqual(checked(acme));
  });

  test("names its secrets, and none of their values", () => {
    expect(secretNames(checked(acme))).toEqual(["GOOGLE_ADS_KEY", "TYPEFORM_SECRET", "WEBSITE_TOKEN"]);
  });

  test("resolves a holiday that lasts for days to all of them", () => {
    const calendars = {
      riyadh: { timezone: "Asia/Riyadh", week: { "sun-thu": ["09:00-17:00"] }, holidays: [{ region: "SA" }] },
    };
    const { holidays } = checked(
      small({ calendars, people: people({ ana: {}, ben: {}, sam: { manager: undefined } }), manager: "sam" }),
    ).calendars.riyadh!;
    const national = holidays.indexOf("2027-02-22");
    expect(national).toBeGreaterThan(-1);
    const runs = holidays.filter((date) =>
      holidays.includes(new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10)),
    );
    expect(runs.length).toBeGreaterThan(5);
  });

  test("resolves regions to dates, and keeps those written", () => {
    const { holidays } = checked(acme).calendars.office!;
    expect(holidays).toEqual(
      expect.arrayContaining(["2026-12-24", "2026-12-25", "2026-12-31", "2027-03-08", "2029-01-01"]),
    );
    expect(holidays).toEqual(holidays.toSorted());
  });

  test("is data: what is stored reads back the same", () => {
    const agreement = checked(acme);
    expect(JSON.parse(JSON.stringify(agreement))).toEqual(agreement);
  });
});

describe("each mistake is found where it was made", () => {
  const mistakes: [name: string, before: string, after: string, code: string, message: RegExp, mark?: string][] = [
    [
      "an unknown key",
      "promise: Pricing on one page",
      "promis: Pricing on one page",
      "schema.key",
      /unknown key "promis"; did you mean "promise"\?/,
      "promis:",
    ],
    [
      "an unknown key at the top",
      "reasons: #",
      "reason: #",
      "schema.key",
      /unknown key "reason"; did you mean "reasons"\?/,
      "reason: #",
    ],
    [
      "an unknown key of a step",
      "{ at: 50%, do: remind }",
      "{ at: 50%, do: remind, too: ana }",
      "schema.key",
      /unknown key "too"; did you mean "to"\?/,
      "too: ana",
    ],
    [
      "an unknown field",
      "when: { interest: demo }",
      "when: { intrest: demo }",
      "schema.field",
      /unknown field "intrest"; did you mean "interest"\?/,
      "intrest",
    ],
    [
      "a field that only JavaScript knows",
      "when: { interest: demo }",
      "when: { constructor: demo }",
      "schema.field",
      /unknown field "constructor"/,
      "constructor",
    ],
    [
      "an unknown field of a source's mapping",
      '"company_size": employees',
      '"company_size": employes',
      "schema.field",
      /unknown field "employes"; did you mean "employees"\?/,
      "employes }",
    ],
    ["a wrong type", "points: 45", 'points: "many"', "schema.type", /expected a number, found "many"/, '"many"'],
    [
      "a literal of the wrong type",
      "when: { employees: { gte: 200 } }",
      'when: { employees: { gte: "200" } }',
      "schema.type",
      /expected a number, found "200"/,
      '"200"',
    ],
    [
      "an operator that the field's type lacks",
      "title: { contains: student }",
      "employees: { contains: 5 }",
      "schema.type",
      /"employees" is a number; contains needs a string/,
      "contains: 5",
    ],
    [
      "an unknown operator",
      "{ gte: 200 }",
      "{ gtee: 200 }",
      "schema.key",
      /unknown operator "gtee"; did you mean "gte"\?/,
      "gtee",
    ],
    ["an operator of another language", "{ gte: 200 }", '{ ">=": 200 }', "schema.key", /did you mean "gte"\?/, '">="'],
    ["a word that is near no operator", "{ gte: 200 }", "{ above: 200 }", "schema.key", /expected eq, ne, in/, "above"],
    ["a window of no length", "within: 15m", "within: 0m", "schema.value", /expected a duration longer than 0/],
    [
      "a number where a duration belongs",
      "within: 15m",
      "within: 15",
      "schema.type",
      /expected a duration .*found 15$/,
    ],
    ["a number below its least", "open: 40", "open: -1", "schema.value", /expected at least 0, found -1/],
    ["a fraction of a weight", "weight: 2", "weight: 2.5", "schema.type", /expected a whole number, found 2.5/, "2.5"],
    ["the version as a text", "baton: 1", 'baton: "1"', "schema.value", /expected 1, found "1"$/],
    ["an alias without its anchor", "[fr, en]", "*nobody", "schema.syntax", /Unresolved alias/, "*nobody"],
    [
      "an unknown person",
      "members: [maya]",
      "members: [mayo]",
      "reference.unknown",
      /unknown person "mayo"; did you mean "maya"\?/,
      "mayo]",
    ],
    [
      "an unknown manager at the top",
      "manager: vera # hears",
      "manager: vira # hears",
      "reference.unknown",
      /unknown person "vira"; did you mean "vera"\?/,
      "vira # hears",
    ],
    [
      "an unknown team or person to route to",
      "to: enterprise,",
      "to: enterprize,",
      "reference.unknown",
      /unknown person or team "enterprize"; did you mean "enterprise"\?/,
      "enterprize,",
    ],
    [
      "an unknown calendar",
      "calendar: madrid",
      "calendar: madird",
      "reference.unknown",
      /unknown calendar "madird"; did you mean "madrid"\?/,
      "madird",
    ],
    [
      "an unknown policy",
      "to: nurture, sla: nurture",
      "to: nurture, sla: nurtur",
      "reference.unknown",
      /unknown policy under sla "nurtur"; did you mean "nurture"\?/,
      "nurtur }",
    ],
    [
      "an unknown holiday region",
      "{ region: ES-MD }",
      "{ region: ES-XX }",
      "reference.unknown",
      /unknown holiday region "ES-XX"/,
      "ES-XX",
    ],
    [
      "an unknown person to escalate to",
      "do: escalate, to: vera }",
      "do: escalate, to: verra }",
      "reference.unknown",
      /unknown person or team "verra"; did you mean "vera"\?/,
      "verra",
    ],
    [
      "a name used twice in a list",
      "name: Mid-size company",
      "name: Company size",
      "schema.duplicate",
      /"Company size" is already used/,
    ],
    ["a key used twice", "  enterprise: { members", "  emea: { members", "schema.duplicate", /already used/],
    ["a weekday given twice", 'fri: ["09:00-15:00"]', 'thu: ["09:00-15:00"]', "schema.duplicate", /thu is given twice/],
    [
      "a value outside of a field's values",
      "when: { interest: demo }",
      "when: { interest: demos }",
      "schema.value",
      /"demos" is not one of demo, pricing, webinar, support; did you mean "demo"\?/,
      "demos",
    ],
    [
      "an unknown band in a condition",
      "when: { band: hot }",
      "when: { band: hott }",
      "schema.value",
      /"hott" is not one of hot, warm; did you mean "hot"\?/,
      "hott",
    ],
    ["a bad duration", "within: 15m", "within: 15min", "schema.value", /expected a duration .*found "15min"/, "15min"],
    [
      "a bad zone",
      "timezone: America/New_York",
      "timezone: America/New_Yorks",
      "schema.value",
      /expected an IANA time zone .*found "America\/New_Yorks"/,
      "America/New_Yorks",
    ],
    [
      "a bad window",
      '"22:00-06:00"',
      '"22:00-25:00"',
      "schema.value",
      /expected a window .*found "22:00-25:00"/,
      '"22:00-25:00"',
    ],
    [
      "a bad weekday",
      "sun-thu:",
      "sun-tue-thu:",
      "schema.value",
      /expected a weekday .*found "sun-tue-thu"/,
      "sun-tue-thu",
    ],
    [
      "a date that does not exist",
      "2026-12-31]",
      "2026-02-31]",
      "schema.value",
      /expected a date .*found "2026-02-31"/,
      "2026-02-31]",
    ],
    [
      "a bad e-mail",
      "email: ben@acme.example",
      "email: ben.acme.example",
      "schema.value",
      /expected an e-mail address/,
      "ben.acme.example",
    ],
    ["a bad step", "{ at: 80%, do: remind }", "{ at: 180%, do: remind }", "schema.value", /found "180%"/, "180%"],
    [
      "an unknown provider",
      "provider: google-ads",
      "provider: google-add",
      "schema.value",
      /found "google-add"; did you mean "google-ads"\?/,
      "google-add",
    ],
    [
      "something else than the steps do",
      "do: reassign }",
      "do: reasign }",
      "schema.value",
      /did you mean "reassign"\?/,
    ],
    [
      "a source without authentication",
      "auth: { secret: TYPEFORM_SECRET }",
      "auth: {}",
      "source.unauthenticated",
      /anybody could post to "typeform-webinar"/,
      "typeform-webinar:",
    ],
    [
      "a source with nothing that proves a delivery",
      "auth: { secret: TYPEFORM_SECRET }",
      "auth: { previousSecret: TYPEFORM_SECRET }",
      "source.unauthenticated",
      /secret/,
    ],
    [
      "an auth role that the provider lacks",
      "auth: { key: GOOGLE_ADS_KEY }",
      "auth: { key: GOOGLE_ADS_KEY, secret: X }",
      "schema.key",
      /google-ads does not use "secret"/,
      "secret: X",
    ],
    [
      "an operand missing",
      "interest: demo }, points",
      "interest: {} }, points",
      "schema.value",
      /expected a value or an operator/,
    ],
    [
      "leave that ends before it begins",
      "to: 2027-01-06",
      "to: 2026-01-06",
      "schema.value",
      /before it begins/,
      "2026-01-06",
    ],
    [
      "a field that is built in",
      "employees: { type: number, min: 0 }",
      "email: { type: string }",
      "schema.duplicate",
      /"email" is a built-in field/,
    ],
    [
      "a reassignment to nobody",
      "{ at: +15m, do: reassign }",
      "{ at: +15m, do: reassign, to: anna }",
      "reference.unknown",
      /"anna"; did you mean "ana"\?/,
      "anna",
    ],
    [
      "what hands an opportunity on in another stage",
      "      disposition:\n        within: 5d #",
      "      closing:\n        handTo: { to: ana, sla: hot }\n        within: 5d #",
      "schema.key",
      /"handTo" belongs to the stage disposition/,
      "handTo",
    ],
    [
      "an opportunity that goes on to nobody",
      "      disposition:\n        within: 5d #",
      "      disposition:\n        handTo: { to: anna, sla: hot }\n        within: 5d #",
      "reference.unknown",
      /"anna"; did you mean "ana"\?/,
      "anna",
    ],
    [
      "an opportunity whose clock is no policy's",
      "      disposition:\n        within: 5d #",
      "      disposition:\n        handTo: { to: ana, sla: worm }\n        within: 5d #",
      "reference.unknown",
      /"worm"; did you mean "warm"\?/,
      "worm",
    ],
    [
      "a team that claims for no time",
      "pick: least-loaded",
      "pick: claim",
      "schema.required",
      /pick claim needs to say how long they have/,
    ],
    [
      "a time to claim where it is somebody's turn",
      "pick: least-loaded",
      "claim: { within: 10m }",
      "schema.key",
      /claim counts only where pick is claim/,
      "claim: {",
    ],
    [
      "a person with the name of a team",
      "teams:\n",
      "teams:\n  ana: { members: [ben] }\n",
      "schema.duplicate",
      /already a person/,
    ],
  ];
  test.each(mistakes)("%s", (_name, before, after, code, message, mark) => {
    const text = acmeWith(before, after);
    const findings = findingsOf(text);
    const found = findings.find((finding) => finding.code === code && message.test(finding.message));
    expect(findings, "the finding with its code and message").toContain(found);
    expect(found!.severity).toBe("error");
    expect(parseAgreement(text, { at: PUBLISHED }).ok).toBe(false);
    if (mark) expect({ line: found!.line, column: found!.column }).toEqual(placeOf(text, mark));
  });

  test("what was read tells where its parts stand", () => {
    const parsed = parseAgreement(acme, { at: PUBLISHED });
    if (!parsed.ok) throw new Error("The example does not check.");
    expect(parsed.locate(["people", "sam"], true)).toEqual(placeOf(acme, "sam: { name"));
    expect(parsed.locate(["people", "sam", "manager"])).toEqual(placeOf(acme, "vera, calendar: office }"));
  });

  test("a required part that is missing, one by one", () => {
    for (const key of [
      "baton",
      "name",
      "timezone",
      "calendars",
      "people",
      "teams",
      "sources",
      "score",
      "routing",
      "sla",
    ]) {
      const { [key]: _left, ...rest } = written();
      expect(findingsOf(JSON.stringify(rest))).toContainEqual(
        expect.objectContaining({
          code: "schema.required",
          message: expect.stringContaining(`"${key}" is missing`) as unknown,
        }),
      );
    }
  });

  test("a second document", () => {
    const text = `${acme}---\nanother: one\n`;
    expect(findingsOf(text)).toMatchObject([
      { code: "schema.syntax", message: expect.stringContaining("one agreement") },
    ]);
  });

  test("what is found is said at no greater length than helps", () => {
    expect(findingsOf(`"${"x".repeat(10_000)}"`)[0]!.message.length).toBeLessThan(200);
  });

  test("a source that anybody could post to leaves the rules readable", () => {
    const parsed = parseAgreement(acmeWith("auth: { secret: TYPEFORM_SECRET }", "auth: {}"), { at: PUBLISHED });
    const errors = parsed.findings.filter(({ severity }) => severity === "error");
    expect([parsed.ok, errors]).toMatchObject([false, [{ code: "source.unauthenticated" }]]);
    expect(!parsed.ok && parsed.readable?.agreement.routing).toHaveLength(6);
  });

  test("a required part of a part that is missing is found at the part", () => {
    const text = acmeWith("sla: nurture }", "}");
    const [found] = findingsOf(text);
    expect(found).toMatchObject({ code: "schema.required", message: '"sla" is missing' });
    expect(found!.line).toBe(placeOf(text, "name: Not yet qualified").line);
  });

  test("YAML that cannot be read", () => {
    const text = acmeWith("calendars:\n", "calendars: [\n");
    const [first] = findingsOf(text);
    expect(first).toMatchObject({ severity: "error", code: "schema.syntax" });
    expect(first!.line).toBeGreaterThanOrEqual(placeOf(text, "calendars: [").line);
  });

  test("several mistakes are reported together, in the order of the text", () => {
    const text = acmeWith("within: 15m", "within: soon")
      .replace("points: 45", "points: lots")
      .replace("open: 40", "open: -1");
    const lines = findingsOf(text).map(({ line }) => line);
    expect(lines).toHaveLength(3);
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
  });

  test("everything that is not a map is not an agreement", () => {
    for (const text of ["", "hello", "[]", "42", "null", "\uFEFF"]) {
      expect(parseAgreement(text, { at: PUBLISHED })).toMatchObject({ ok: false });
      expect(findingsOf(text)[0]).toMatchObject({ line: 1, severity: "error" });
    }
  });

  test("another version of the language", () => {
    expect(findingsOf(small({ baton: 2 }))[0]).toMatchObject({ code: "schema.value" });
  });
});

describe("JSON", () => {
  test("is read as well, with line and column", () => {
    const text = JSON.stringify({ ...written(), manager: "samm" }, null, 2);
    expect(besideStages(findingsOf(text))).toEqual([
      {
        severity: "error",
        code: "reference.unknown",
        message: 'unknown person "samm"; did you mean "sam"?',
        ...placeOf(text, '"samm"'),
      },
    ]);
  });

  test("and YAML of the same agreement say the same", () => {
    expect(checked(stringify(written()))).toEqual(checked(small()));
  });

  test("with a byte order mark is read", () => {
    expect(parseAgreement(`\uFEFF${small()}`, { at: PUBLISHED }).ok).toBe(true);
  });
});

describe("shorthand", () => {
  test("a weekday range may wrap around the week, and days may be written large", () => {
    const { calendars } = checked(
      small({
        calendars: { always: { week: { "Sat-Mon": ["10:00-12:00"] } }, office: { week: { tue: ["22:00-06:00"] } } },
      }),
    );
    expect(calendars.always!.week).toEqual({ sat: [[600, 720]], sun: [[600, 720]], mon: [[600, 720]] });
    expect(calendars.office!.week).toEqual({ tue: [[1320, 1800]] });
  });

  test("a window may end at 24:00, and one that ends when it begins is asked about", () => {
    const { calendars } = checked(
      small({
        calendars: {
          a: { week: { mon: ["00:00-24:00"], tue: ["08:00-07:59"] } },
          always: { week: { mon: ["00:00-01:00"] } },
          office: { week: { mon: ["00:00-01:00"] } },
        },
      }),
    );
    expect(calendars.a!.week).toEqual({ mon: [[0, 1440]], tue: [[480, 1919]] });
    const asked = parseAgreement(small({ calendars: { office: { week: { mon: ["09:00-09:00"] } } } }), {
      at: PUBLISHED,
    });
    expect(asked.findings[0]).toMatchObject({
      code: "schema.value",
      message: expect.stringContaining("all day, or never"),
    });
  });

  test("a field with a value is equality, with a list one of, and several fields all of them", () => {
    const { routing } = checked(
      small({
        routing: [
          { name: "A", when: { country: "DE", language: ["de", "fr"], not: { test: true } }, to: "ana", sla: "fast" },
        ],
      }),
    );
    expect(routing[0]!.when).toEqual({
      all: [
        { field: "country", op: "eq", value: "DE" },
        { field: "language", op: "in", value: ["de", "fr"] },
        { not: { field: "test", op: "eq", value: true } },
      ],
    });
  });

  test("no condition is one that always holds", () => {
    expect(checked(small()).routing[0]!.when).toEqual({ all: [] });
  });

  test("a share is a number and is known to be one", () => {
    const commitments = { sales: [{ name: "In time", measure: "contact-in-time", per: "month", atLeast: "90%" }] };
    expect(checked(small({ commitments })).commitments.sales).toEqual([
      { name: "In time", measure: "contact-in-time", per: "month", atLeast: 0.9, share: true },
    ]);
  });

  test("a person without calendar is always at work, and a team may be of names", () => {
    const agreement = checked(
      small({ people: people({ ana: { manager: undefined }, ben: {}, sam: { manager: undefined } }) }),
    );
    expect(agreement.teams.sales).toMatchObject({
      members: [
        { person: "ana", weight: 1 },
        { person: "ben", weight: 1 },
      ],
      pick: "round-robin",
      onDuty: "first",
    });
  });
});

describe("any text at all", () => {
  const judge = (text: string) => {
    const parsed = parseAgreement(text, { at: PUBLISHED });
    expect(parsed.ok).toBe(!parsed.findings.some(({ severity }) => severity === "error"));
    // What checks can be decided by.
    if (parsed.ok) expect(compileAgreement(parsed.agreement, 1).score({}).reasons).toBeInstanceOf(Array);
    for (const { line, column, message, code } of parsed.findings) {
      expect(line).toBeGreaterThanOrEqual(1);
      expect(column).toBeGreaterThanOrEqual(1);
      expect(message).not.toBe("");
      expect(code).toMatch(/^[a-z]+\.[a-zA-Z]+$/);
    }
  };

  test("is answered with findings and never with a crash", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), judge), { numRuns: 150 });
    fc.assert(
      fc.property(fc.jsonValue(), (value) => judge(JSON.stringify(value))),
      { numRuns: 150 },
    );
  }, 20_000);

  test("is answered with findings when any part of an agreement is something else", () => {
    const names = ["__proto__", "constructor", "toString", "manager", "owner", "fast", "1", "", "ana"];
    const odd = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom<unknown>(
        null,
        {},
        [],
        [[]],
        -1,
        1e308,
        "24:00-24:00",
        "elapsed 1d",
        "9999999999w",
        "0%",
        [null],
        { not: null },
        { all: {} },
      ),
      fc.dictionary(fc.constantFrom(...names), fc.jsonValue({ maxDepth: 1 })),
    );
    const paths: string[][] = [];
    const collect = (value: unknown, path: string[]) => {
      paths.push(path);
      if (typeof value === "object" && value !== null)
        for (const [key, inner] of Object.entries(value)) collect(inner, [...path, key]);
    };
    const whole: unknown = written();
    collect(whole, []);
    fc.assert(
      fc.property(
        fc.constantFrom(...paths.filter(({ length }) => length > 0)),
        odd,
        fc.option(fc.constantFrom(...names)),
        (path, value, key) => {
          const changed = structuredClone(whole) as Record<string, unknown>;
          let node = changed;
          for (const step of path.slice(0, -1)) node = node[step] as Record<string, unknown>;
          Object.defineProperty(node, key ?? path.at(-1)!, {
            value,
            enumerable: true,
            configurable: true,
            writable: true,
          });
          judge(JSON.stringify(changed));
        },
      ),
      { numRuns: 400 },
    );
  }, 20_000);

  test("and so when a line of the example is cut, doubled or indented", () => {
    const lines = acme.split("\n");
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.constantFrom("cut", "twice", "deeper", "half"), (n, how) => {
        const line = lines[n]!;
        const instead = {
          cut: [],
          twice: [line, line],
          deeper: [`   ${line}`],
          half: [line.slice(0, line.length / 2)],
        }[how];
        judge(lines.toSpliced(n, 1, ...instead).join("\n"));
      }),
      { numRuns: 40 },
    );
  }, 20_000);

  test("a bomb of aliases is refused", () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[..."bcdefghi"].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${"abcdefgh"[i]}`).join(",")}]`).join("\n")}`;
    expect(findingsOf(bomb)[0]).toMatchObject({ code: "schema.syntax" });
  }, 20_000);
});
