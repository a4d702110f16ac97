import { decide, noLoad } from "@baton/core/rules";
import { check } from "@baton/prover";
import { describe, expect, test } from "vitest";
import { besideStages, PUBLISHED, rulebookOf, small } from "../../../helpers/agreements.ts";

const agreement = (routing: object[], parts: object = {}) =>
  small({
    timezone: "Europe/Berlin",
    calendars: {
      always: { week: { "mon-sun": ["00:00-24:00"] } },
      office: { week: { "mon-fri": ["09:00-12:30", "13:30-18:00"] }, holidays: [{ region: "DE-BE" }] },
      night: { week: { "mon-fri": ["22:00-06:00"] } },
    },
    routing,
    ...parts,
  });
const rule = (name: string, when?: object) => ({ name, ...(when && { when }), to: "sales", sla: "fast" });

const ruleAt = async (text: string, instant: string) => {
  const at = Date.parse(instant);
  const { route } = await decide(
    rulebookOf(text),
    {},
    { receivedAt: at },
    {
      at,
      known: {},
      turn: async () => ({ seq: 1, credits: {} }),
      loads: async (ids) => Object.fromEntries(ids.map((id) => [id, noLoad])),
    },
  );
  return route?.name ?? null;
};

describe("rules that ask when a lead was received", () => {
  test("know the hour and the weekday in the agreement's zone, on days when clocks change too", async () => {
    const text = agreement([
      rule("Early on Sunday", { "received.weekday": "sun", "received.hour": { lt: 8 } }),
      rule("Evening", { "received.hour": { gte: 18 } }),
      rule("Rest"),
    ]);
    expect(await ruleAt(text, "2026-10-25T06:59:59+01:00")).toBe("Early on Sunday");
    expect(await ruleAt(text, "2026-10-25T08:00:00+01:00")).toBe("Rest");
    expect(await ruleAt(text, "2026-11-24T17:00:00Z")).toBe("Evening");
    // Still Saturday there.
    expect(await ruleAt(text, "2026-11-28T22:30:00Z")).toBe("Evening");
    expect(await ruleAt(text, "2026-11-28T23:30:00Z")).toBe("Early on Sunday");
  });

  test("know in whose working time it was, holidays and tails after midnight with it", async () => {
    const text = agreement([
      rule("Office", { "received.working": "office" }),
      rule("Night", { "received.working": ["night"] }),
      rule("Closed", { not: { "received.working": ["office", "night"] } }),
    ]);
    expect(await ruleAt(text, "2026-11-24T12:00:00+01:00")).toBe("Office");
    expect(await ruleAt(text, "2026-11-24T12:45:00+01:00")).toBe("Closed");
    expect(await ruleAt(text, "2026-11-28T05:00:00+01:00")).toBe("Night");
    expect(await ruleAt(text, "2026-12-25T12:00:00+01:00")).toBe("Closed");
  });
});

describe("the prover", () => {
  const findings = async (routing: object[], parts: object = {}) =>
    besideStages((await check(agreement(routing, parts), { at: PUBLISHED })).findings).map(
      ({ code, message, counterexample }) => ({
        code,
        message,
        lead: counterexample?.lead,
      }),
    );

  test("shows an instant at which no rule takes a lead, and knows when there is none", async () => {
    const [found, ...others] = await findings([
      rule("Office", { "received.working": "office" }),
      rule("Weekend", { "received.weekday": ["sat", "sun"] }),
      rule("Night", { "received.hour": { lt: 9 } }),
      rule("Evening", { "received.hour": { gte: 18 } }),
    ]);
    expect([found!.code, others]).toEqual(["route.uncovered", []]);
    const { receivedAt } = found!.lead as { receivedAt: string };
    const text = agreement([
      rule("Office", { "received.working": "office" }),
      rule("Weekend", { "received.weekday": ["sat", "sun"] }),
      rule("Night", { "received.hour": { lt: 9 } }),
      rule("Evening", { "received.hour": { gte: 18 } }),
    ]);
    expect(await ruleAt(text, receivedAt)).toBeNull();
    expect(
      await findings([
        rule("Week", { "received.weekday": ["mon", "tue", "wed", "thu", "fri"] }),
        rule("Weekend", { "received.weekday": ["sat", "sun"] }),
      ]),
    ).toEqual([]);
  });

  test("knows that an office that is closed on Sundays takes nothing on a Sunday", async () => {
    expect(
      await findings([
        rule("Sunday at the office", { "received.weekday": "sun", "received.working": "office" }),
        rule("Rest"),
      ]),
    ).toMatchObject([{ code: "route.unreachable" }]);
    // At 22:30 somebody of the night works, on Friday until Saturday's morning.
    expect(
      await findings([
        rule("Saturday night", { "received.weekday": "sat", "received.hour": { gt: 6 }, "received.working": "night" }),
        rule("Rest"),
      ]),
    ).toMatchObject([{ code: "route.unreachable" }]);
    expect(
      await findings([
        rule("Saturday morning", { "received.weekday": "sat", "received.working": "night" }),
        rule("Rest"),
      ]),
    ).toEqual([]);
  });

  test("combines them with bounds of the instant itself", async () => {
    const day = { receivedAt: { gte: "2026-11-24T00:00:00+01:00", lt: "2026-11-25T00:00:00+01:00" } };
    const tuesday = { ...day, "received.weekday": "tue" };
    expect(await findings([rule("That day", { ...day, "received.weekday": "wed" }), rule("Rest")])).toMatchObject([
      { code: "route.unreachable" },
    ]);
    expect(await findings([rule("That day", tuesday), rule("Rest")])).toEqual([]);
  });

  test.each([
    [{ "received.weekday": "sunday" }, /"sunday" is not one of sun, mon/],
    [{ "received.working": "offices" }, /"offices" is not one of always, office, night; did you mean "office"/],
    [{ "received.hour": "9" }, /expected a number, found "9"/],
  ])("refuses what cannot be: %j", async (when, message) => {
    expect((await findings([rule("Odd", when), rule("Rest")]))[0]!.message).toMatch(message);
  });
});
