import { parseAgreement } from "@baton/core/agreement";
import { jsonSchema } from "@baton/core/json-schema";
import { Ajv, type ErrorObject } from "ajv";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { acme, PUBLISHED, small } from "../../../helpers/agreements.ts";

// biome-ignore lint/suspicious/noExplicitAny: each test knows its way through the example
type Written = Record<string, any>;

const schema = jsonSchema();
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

/** What an editor would underline. */
function underlined(agreement: unknown): Pick<ErrorObject, "instancePath" | "keyword" | "params">[] {
  validate(agreement);
  return validate.errors ?? [];
}
const fits = (agreement: unknown): boolean => validate(agreement);
const checks = (text: string): boolean => parseAgreement(text, { at: PUBLISHED }).ok;
const changed = (change: (agreement: Written) => void) => {
  const agreement = parseYaml(acme);
  change(agreement);
  return agreement;
};

describe("the JSON Schema", () => {
  test("takes the example, and what a small agreement may leave out", () => {
    expect(underlined(parseYaml(acme))).toEqual([]);
    expect(underlined(JSON.parse(small()))).toEqual([]);
  });

  test.each<[string, string, (agreement: Written) => void]>([
    ["at the top", "", (a) => (a.peple = a.people)],
    ["of a person", "/people/ben", (a) => (a.people.ben.langauges = ["de"])],
    ["of a team's member", "/teams/emea/members/0", (a) => (a.teams.emea.members[0].wieght = 2)],
    ["of a source's auth", "/sources/website-demo/auth", (a) => (a.sources["website-demo"].auth.tokne = "X")],
    ["of a rule", "/routing/0", (a) => (a.routing[0].whne = {})],
    ["of a stage", "/sla/hot/stages/contact", (a) => (a.sla.hot.stages.contact.setps = [])],
    ["of a commitment", "/commitments/sales/0", (a) => (a.commitments.sales[0].atleast = 1)],
  ])("underlines a misspelt key %s", (_, where, misspell) => {
    expect(underlined(changed(misspell))).toContainEqual(
      expect.objectContaining({ instancePath: where, keyword: "additionalProperties" }),
    );
  });

  test("underlines what is missing", () => {
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
    ])
      expect(underlined(changed((a) => delete a[key]))).toContainEqual(
        expect.objectContaining({ keyword: "required", params: { missingProperty: key } }),
      );
    for (const key of ["signed", "fields", "reasons", "commitments", "manager"])
      expect(underlined(changed((a) => delete a[key]))).toEqual([]);
    expect(fits(changed((a) => delete a.routing[0].to))).toBe(false);
    expect(fits(changed((a) => delete a.sla.hot.stages.contact.steps[1].to))).toBe(false);
  });

  test.each<[string, unknown, boolean]>([
    ["a value", { employees: 5 }, true],
    ["a list", { country: ["DE", "AT"] }, true],
    ["operators", { employees: { gte: 5, lt: 10 }, "email.domain": { endsWith: ".de" } }, true],
    ["an instant", { receivedAt: { gte: "2026-11-24T09:00:00Z" } }, true],
    ["a nested one", { any: [{ not: { country: "DE" } }, { all: [{ interest: { exists: true } }] }] }, true],
    ["an unknown operator", { employees: { atLeast: 5 } }, false],
    ["an unknown operator inside another", { any: [{ not: { employees: { atLeast: 5 } } }] }, false],
    ["a list where a value is due", { interest: { contains: ["demo"] } }, false],
    ["a value where a list is due", { country: { in: "DE" } }, false],
    ["no list of conditions", { all: { country: "DE" } }, false],
    ["no operator", { employees: {} }, false],
    ["a text", "country = DE", false],
  ])("judges a condition as check does: %s", (_, when, right) => {
    const routing = [{ name: "One", when, to: "sales", sla: "fast" }];
    const text = small({
      routing: [...routing, { name: "Everyone", to: "sales", sla: "fast" }],
      fields: { employees: { type: "number" }, interest: { type: "string" } },
    });
    expect(fits(JSON.parse(text))).toBe(right);
    expect(checks(text)).toBe(right);
  });

  // What looks right and is none (a thirteenth month, a zone that no place has) only `check` can tell.
  test.each<[string, (value: string) => Record<string, unknown>, { right: string[]; wrong: string[] }]>([
    [
      "durations",
      (within) => ({ sla: { fast: { stages: { contact: { within } } } } }),
      {
        right: ["15m", "1h30m", "1.5d", "elapsed 24h", " 2w ", "90s"],
        wrong: ["", "15", "m", "-5m", "15 m", "elapsed"],
      },
    ],
    [
      "instants of steps",
      (at) => ({ sla: { fast: { stages: { contact: { within: "1h", steps: [{ at, do: "remind" }] } } } } }),
      { right: ["50%", "12.5%", "+15m", "+elapsed 24h", "+ 1h"], wrong: ["50", "%", "15m", "+", "-15m", "-50%"] },
    ],
    [
      "weekdays",
      (days) => ({
        calendars: { always: { week: { [days]: ["00:00-24:00"] } }, office: { week: { mon: ["09:00-17:00"] } } },
      }),
      {
        right: ["mon", "mon-fri", "FRI-Mon", "sat - sun"],
        wrong: ["monday", "mon-", "mo-fr", "mon,tue", "mon-tue-wed"],
      },
    ],
    [
      "windows",
      (window) => ({ calendars: { always: { week: { "mon-sun": [window] } } } }),
      { right: ["09:00-17:00", "22:00 - 06:00", "00:00-24:00"], wrong: ["9-17", "09:00", "09:00–17:00"] },
    ],
    [
      "dates",
      (day) => ({ calendars: { always: { week: { "mon-sun": ["00:00-24:00"] }, holidays: [day] } } }),
      { right: ["2026-12-24"], wrong: ["24.12.2026", "2026-12", "christmas"] },
    ],
    [
      "regions",
      (region) => ({ calendars: { always: { week: { "mon-sun": ["00:00-24:00"] }, holidays: [{ region }] } } }),
      { right: ["DE", "DE-BE", "US-CA"], wrong: ["Germany", "de", "DE_BE"] },
    ],
    [
      "shares",
      (atLeast) => ({
        commitments: { sales: [{ name: "In time", measure: "contact-in-time", per: "month", atLeast }] },
      }),
      { right: ["70%", "99.5%"], wrong: ["70 %", "-5%", "most"] },
    ],
    [
      "addresses",
      (email) => ({ people: { ...JSON.parse(small()).people, ana: { name: "Ana", email } } }),
      { right: ["ana@acme.example"], wrong: ["ana", "Ana <ana@acme.example>", "@"] },
    ],
    [
      "redirects",
      (redirect) => ({ sources: { web: { provider: "form", auth: { token: "WEB" }, redirect } } }),
      { right: ["https://acme.example/thanks?a=1"], wrong: ["/thanks", "acme.example", "javascript:alert(1)"] },
    ],
  ])("judges %s as check does", (_, parts, { right, wrong }) => {
    for (const [values, expected] of [
      [right, true],
      [wrong, false],
    ] as const)
      for (const value of values) {
        const text = small(parts(value));
        expect([value, fits(JSON.parse(text)), checks(text)]).toEqual([value, expected, expected]);
      }
  });

  test("says of every part at the top what it is, and proposes values and fields", () => {
    const shape = schema as unknown as {
      properties: Record<string, { description?: string }>;
      definitions: Record<string, { properties?: object; examples?: string[]; description?: string }>;
    };
    const undescribed = Object.entries(shape.properties).filter(([, { description }]) => !description);
    expect(undescribed.map(([key]) => key)).toEqual([]);
    expect(shape.definitions.duration).toMatchObject({
      description: expect.stringMatching(/./),
      examples: expect.arrayContaining(["15m"]),
    });
    expect(Object.keys(shape.definitions.condition!.properties!)).toEqual(
      expect.arrayContaining(["all", "any", "not", "score", "email.domain", "account.owner"]),
    );
    expect(JSON.stringify(schema)).not.toContain(String(Number.MAX_SAFE_INTEGER));
  });
});
