import { exampleOf, judge, questions, readLine, type SoFar } from "@baton/core/drafting";
import { describe, expect, test } from "vitest";

const whole = () => structuredClone(Object.fromEntries(questions.map((one) => [one.id, exampleOf(one)])));
/** The example with one answer changed; undefined takes it away. */
const withOne = (question: string, field: string, value: unknown) => {
  const answers = whole();
  if (value === undefined) delete answers[question]![field];
  else answers[question]![field] = value;
  return answers;
};
const wrong = (given: Record<string, unknown>) => {
  const judged = judge(given);
  return judged.state === "wrong" ? judged.problems.map(({ key, message }) => `${key}: ${message}`) : judged.state;
};

describe("a file of answers", () => {
  test("of all questions is complete", () => {
    expect(judge(whole()).state).toBe("complete");
  });

  test("of none lacks twelve, each with an example that is an answer", () => {
    const judged = judge({});
    if (judged.state !== "incomplete") throw new Error(judged.state);
    expect(judged.missing.map(({ key }) => key)).toEqual(questions.map(({ id }) => id));
    const answers = Object.fromEntries(judged.missing.map(({ key, example }) => [key, JSON.parse(example)]));
    expect(judge(answers).state).toBe("complete");
  });

  test("that lacks a field says which, by its key", () => {
    const judged = judge(withOne("goal", "currency", undefined));
    expect(judged).toMatchObject({ state: "incomplete", missing: [{ key: "goal.currency", example: '"EUR"' }] });
  });

  test("may leave out what is optional", () => {
    for (const { id, fields } of questions)
      for (const { name, isOptional } of fields)
        expect([id, name, judge(withOne(id, name, undefined)).state]).toEqual([
          id,
          name,
          isOptional ? "complete" : id === "lead" && name === "businessEmail" ? "complete" : "incomplete",
        ]);
  });

  test.each([
    ["goal", "won", "often", 'goal.won: expected a share such as 70%, found "often"'],
    ["goal", "won", "0%", "goal.won: at 0% no number of leads reaches the goal"],
    ["goal", "won", "120%", 'goal.won: expected at most 100%, found "120%"'],
    ["goal", "per", "year", 'goal.per: expected month, quarter, found "year"'],
    ["goal", "currency", "EURO", "goal.currency: expected a currency of ISO 4217 such as EUR"],
    ["goal", "dealValue", 0, "goal.dealValue: expected more than 0"],
    ["goal", "revenue", "2m", 'goal.revenue: expected a number, found "2m"'],
    ["goal", "revenue", 1e13, /^goal\.won: out of reach: it would take more than a billion qualified leads/],
    [
      "goal",
      "targets",
      { "qualified-leads": "70%" },
      'goal.targets: "qualified-leads" is a number of leads, such as 120',
    ],
    ["goal", "targets", { "acceptance-rate": 70 }, 'goal.targets: "acceptance-rate" is a share, such as 80%'],
    ["goal", "targets", { wins: 3 }, /^goal\.targets\.wins: /],
    ["teams", "zone", "Berlin", 'teams.zone: expected an IANA time zone such as Europe/Berlin, found "Berlin"'],
    [
      "teams",
      "hours",
      "9-5",
      'teams.hours: expected hours such as 09:00-17:30, or 09:00-12:30, 13:30-18:00, found "9-5"',
    ],
    ["teams", "days", "mon-fri, tue", "teams.days: expected each weekday once"],
    ["teams", "holidays", "Bavaria", /^teams\.holidays: expected a country or region/],
    ["teams", "sales", [], "teams.sales: expected at least one person"],
    ["teams", "sales", [{ name: "Ana", email: "ana" }], 'teams.sales.0.email: expected an e-mail address, found "ana"'],
    ["teams", "sales", [{ name: "Ana" }], 'teams.sales.0.email: "email" is missing'],
    [
      "teams",
      "sales",
      [
        { name: "A", email: "a@b.example" },
        { name: "B", email: "A@b.example" },
      ],
      'teams.sales: "A@b.example" is named twice',
    ],
    [
      "teams",
      "marketing",
      [{ name: "Ben", email: "BEN@acme.example" }],
      'teams.marketing: "BEN@acme.example" is named on both sides, and can be on one',
    ],
    ["teams", "saels", [], 'teams.saels: there is no such answer; did you mean "sales"?'],
    ["table", "company", "Acme\nbaton: 2", "table.company: expected a text on one line"],
    ["lead", "needed", 6, "lead.needed: expected at most 5, found 6"],
    ["lead", "handover", ["fax"], /^lead\.handover\.0: expected name, contact, company, words, found "fax"/],
    [
      "sources",
      "list",
      [{ name: "Ads", provider: "gogle-ads", toSales: "all" }],
      /^sources\.list\.0\.provider: expected form, .*did you mean "google-ads"\?$/,
    ],
    [
      "response",
      "first",
      "elapsed 4h",
      'response.first: expected working time such as 30m, 4h or 2d, found "elapsed 4h"',
    ],
    [
      "response",
      "escalateTo",
      "vera@acme.exmple",
      'response.escalateTo: "vera@acme.exmple" is nobody who was named; did you mean "vera@acme.example"?',
    ],
    ["response", "remindAt", 100, "response.remindAt: expected at most 99, found 100"],
    ["returns", "reasons", [{ name: "No", cause: "price" }], /^returns\.reasons\.0\.cause: expected data, fit/],
    [
      "requests",
      "kinds",
      [{ name: "Fix", from: "sales", to: "owner" }],
      /^requests\.kinds: the owner of a lead is of sales/,
    ],
    ["messages", "texts", ["x".repeat(281)], "messages.texts.0: expected at most 280 characters"],
    ["meeting", "every", "3w", 'meeting.every: expected 1w, 2w, 4w, found "3w"; did you mean "1w"?'],
    ["meeting", "at", "25:00", "meeting.at: expected a time such as 10:00"],
    ["meeting", "begins", "2026-02-30", 'meeting.begins: expected a date such as 2026-12-24, found "2026-02-30"'],
  ])("says what is wrong with %s.%s as %j, and what is expected", (question, field, value, message) => {
    expect(wrong(withOne(question, field, value))[0]).toEqual(
      typeof message === "string" ? message : expect.stringMatching(message),
    );
  });

  test("says that a question is none, and the nearest", () => {
    expect(wrong({ ...whole(), gaol: {} })).toEqual(['gaol: there is no such answer; did you mean "goal"?']);
    expect(wrong({ goal: null })).toEqual(["goal: expected a map, found nothing"]);
  });

  test("says that no lead would ever be qualified", () => {
    const answers: Record<string, unknown> = { ...whole(), lead: { looksLike: "Good" } };
    answers.sources = { list: [{ name: "Ads", provider: "form", toSales: "qualified" }] };
    expect(wrong(answers)).toEqual([expect.stringMatching(/^sources\.list: no lead would ever be qualified/)]);
    answers.sources = { list: [{ name: "Ads", provider: "form", toSales: "all" }] };
    expect(wrong(answers)).toBe("complete");
  });
});

describe("a typed line", () => {
  const typed = (id: string, name: string, line: string, answers: SoFar = {}) => {
    const question = questions.find((one) => one.id === id)!;
    const read = readLine(question, question.fields.find((field) => field.name === name)!, line, answers);
    return read.ok ? read.value : read.why;
  };

  test.each([
    ["goal", "revenue", "2,000,000", 2_000_000],
    ["goal", "revenue", "2 000 000", 2_000_000],
    ["goal", "revenue", "1.5m", 1_500_000],
    ["goal", "revenue", "500K", 500_000],
    ["goal", "revenue", "12.50", 12.5],
    ["goal", "revenue", "1.200", /is that 1200 or 1\.200\?/],
    ["goal", "revenue", "lots", '"lots" is no number such as 2000000, 500k or 2m'],
    ["goal", "won", "25", "25%"],
    ["goal", "won", "0.25", "is that 25% or 0.25%? Write it with its sign"],
    ["goal", "won", "0.5%", "0.5%"],
    ["goal", "targets", "qualified-leads 1,200", /expected a measure and its target/],
    [
      "goal",
      "targets",
      "qualified-leads 1200, acceptance-rate: 65%",
      { "qualified-leads": 1200, "acceptance-rate": "65%" },
    ],
    ["goal", "targets", "qualifid-leads 12", /is none of .*did you mean "qualified-leads"\?/],
    ["table", "sales", "Lind, Vera, vera@acme.example", { name: "Lind, Vera", email: "vera@acme.example" }],
    ["table", "sales", "vera@acme.example", /expected a name, a comma and an e-mail address/],
    [
      "teams",
      "sales",
      "Ana, ana@x.example, ES, 09:00-12:00, 13:00-17:00, Europe/Madrid",
      [
        {
          name: "Ana",
          email: "ana@x.example",
          holidays: "ES",
          hours: "09:00-12:00, 13:00-17:00",
          zone: "Europe/Madrid",
        },
      ],
    ],
    ["teams", "sales", "Ana, ana@x.example, Madrid", /"Madrid" is neither a zone/],
    [
      "sources",
      "list",
      "Demo, form, A demo, and more",
      [{ name: "Demo", provider: "form", toSales: "qualified", promise: "A demo, and more" }],
    ],
    ["sources", "list", "Demo, Form, ALL", [{ name: "Demo", provider: "form", toSales: "all" }]],
    ["returns", "reasons", "Too far, too small, fit", [{ name: "Too far, too small", cause: "fit" }]],
    ["returns", "reasons", "Not now, timing, 60d", [{ name: "Not now", cause: "timing", backAfterDays: 60 }]],
    ["requests", "kinds", "Quote, Marketing, owner", [{ name: "Quote", from: "marketing", to: "owner" }]],
    ["requests", "kinds", "Quote", /expected what is asked for, a comma and who may ask/],
    ["meeting", "on", "Tuesday", "tue"],
    ["meeting", "on", "noday", /expected mon, tue/],
    ["lead", "businessEmail", "maybe", "expected yes or no"],
    ["lead", "countries", "DE, AT", ["DE", "AT"]],
  ])("of %s.%s: %s", (id, name, line, expected) => {
    const found = typed(id, name, line);
    if (expected instanceof RegExp) expect(found).toMatch(expected);
    else expect(found).toEqual(expected);
  });

  test("is one entry more of a list, and wrong where it repeats one", () => {
    const answers = { returns: { reasons: [{ name: "No fit", cause: "fit" as const }] } };
    expect(typed("returns", "reasons", "Late, timing", answers)).toHaveLength(2);
    expect(typed("returns", "reasons", "NO FIT, data", answers)).toBe('"NO FIT" is named twice');
  });
});
