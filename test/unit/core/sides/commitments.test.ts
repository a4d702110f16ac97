import { parseAgreement } from "@baton/core/agreement";
import { expect, test } from "vitest";
import { besideStages, PUBLISHED, small } from "../../../helpers/agreements.ts";

const findings = (commitment: object) =>
  besideStages(
    parseAgreement(small({ commitments: { sales: [{ name: "Ours", per: "month", ...commitment }] } }), {
      at: PUBLISHED,
    }).findings,
  ).filter(({ code }) => code !== "language.notYet");
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
