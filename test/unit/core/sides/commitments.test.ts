import { parseAgreement } from "@baton/core/agreement";
import { expect, test } from "vitest";
import { besideStages, PUBLISHED, people, small } from "../../../helpers/agreements.ts";

const findings = (commitment: object) =>
  besideStages(
    parseAgreement(small({ commitments: { sales: [{ name: "Ours", per: "month", ...commitment }] } }), {
      at: PUBLISHED,
    }).findings,
  );
const codes = (commitment: object) => findings(commitment).map(({ code }) => code);

test.each<[string, object]>([
  ["of a share", { measure: "contact-in-time", atLeast: "90%" }],
  ["of a share that must not grow", { measure: "parked-rate", atMost: "20%" }],
  ["of a count", { measure: "qualified-leads", atLeast: 60 }],
  ["of none at all", { measure: "deemed-accepted", atMost: 0 }],
  ["of all of them", { measure: "contact-in-time", atLeast: "100%" }],
])("a commitment %s is one", (_, commitment) => {
  expect(codes(commitment)).toEqual([]);
});

test.each<[string, object, string, RegExp]>([
  ["of what is not measured", { measure: "acceptence-rate", atLeast: "70%" }, "reference.unknown", /acceptance-rate/],
  ["without a target", { measure: "acceptance-rate" }, "schema.required", /atLeast/],
  ["of a share by a number", { measure: "acceptance-rate", atLeast: 70 }, "commitment.unit", /70%/],
  ["of a count by a share", { measure: "qualified-leads", atLeast: "70%" }, "commitment.unit", /number/],
  ["of a duration", { measure: "time-to-contact", atMost: 15 }, "commitment.unit", /duration/],
  ["of money", { measure: "won-revenue", atLeast: 1000 }, "commitment.unit", /money/],
  ["of nothing", { measure: "acceptance-rate", atLeast: "0%" }, "commitment.never", /between/],
  ["of at most everything", { measure: "parked-rate", atMost: "100%" }, "commitment.never", /between/],
  ["of none at least", { measure: "qualified-leads", atLeast: 0 }, "commitment.never", /below 0/],
  ["of more than all", { measure: "qualified-leads", atLeast: 9, atMost: 3 }, "commitment.never", /both/],
])("a commitment %s is refused, with its line and why", (_, commitment, code, why) => {
  const [finding, ...others] = findings(commitment);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ severity: "error", code, message: expect.stringMatching(why) });
  expect(finding!.line).toBeGreaterThan(0);
});

test("a commitment without a period is refused", () => {
  const text = small({ commitments: { sales: [{ name: "Ours", measure: "contact-in-time", atLeast: "90%" }] } });
  expect(parseAgreement(text, { at: PUBLISHED }).findings.map(({ code }) => code)).toContain("schema.required");
});

const signed = {
  signers: { marketing: "mo", sales: "ana" },
  people: people({ ana: {}, ben: {}, sam: {}, mo: { role: "marketing" } }),
};
const owners = { marketing: "mo", sales: "ana" };
const judged = { name: "Ours", measure: "judged", per: "month" };
const of = (parts: Record<string, unknown>) => besideStages(parseAgreement(small(parts), { at: PUBLISHED }).findings);

test("what people judge is a commitment where somebody signs", () => {
  expect(of({ ...signed, commitments: { sales: [judged] } })).toEqual([]);
});

test.each<[string, Record<string, unknown>, string, RegExp]>([
  ["judged by nobody", { commitments: { sales: [judged] } }, "commitment.judged", /signers/],
  [
    "judged and counted",
    { ...signed, commitments: { sales: [{ ...judged, atLeast: 3 }] } },
    "commitment.judged",
    /no atLeast/,
  ],
  [
    "judged every day",
    { ...signed, commitments: { sales: [{ ...judged, per: "day" }] } },
    "commitment.judged",
    /every day/,
  ],
  [
    "that needs itself",
    { ...signed, commitments: { sales: [{ ...judged, needs: ["Ours"] }] } },
    "commitment.needs",
    /cannot need itself/,
  ],
  [
    "that needs what nobody promised",
    { ...signed, commitments: { sales: [{ ...judged, needs: ["Hours"] }] } },
    "reference.unknown",
    /Ours/,
  ],
  [
    "of both that people would judge",
    { ...signed, goals: [{ ...judged, atLeast: 1, owners }] },
    "reference.unknown",
    /measure/,
  ],
  [
    "of both with an owner of the wrong side",
    {
      ...signed,
      goals: [{ name: "Deals", measure: "won-deals", per: "month", atLeast: 1, owners: { ...owners, sales: "mo" } }],
    },
    "schema.value",
    /side of sales/,
  ],
])("a promise %s is refused", (_, parts, code, why) => {
  const [finding, ...others] = of(parts);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ severity: "error", code, message: expect.stringMatching(why) });
  expect(finding!.line).toBeGreaterThan(0);
});

test("a policy has no name of the language's own", () => {
  const sla = {
    fast: { stages: { contact: { within: "1h" } } },
    "action-item": { stages: { answer: { within: "1h" } } },
  };
  expect(of({ sla }).map(({ code, message }) => `${code} ${message}`)).toContainEqual(
    expect.stringMatching(/^schema.value "action-item" is a word of the language/),
  );
});

test("two promises may need each other", () => {
  const promise = (name: string, needs: string) => ({
    name,
    measure: "qualified-leads",
    per: "month",
    atLeast: 5,
    needs: [needs],
  });
  expect(of({ commitments: { marketing: [promise("A", "B")], sales: [promise("B", "A")] } })).toEqual([]);
});
