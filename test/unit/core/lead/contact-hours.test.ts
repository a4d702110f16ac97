import { leadView } from "@baton/core/mailing";
import { compileBest } from "@baton/core/rules";
import { dryRun } from "@baton/explain";
import { check, differences } from "@baton/prover";
import { describe, expect, test } from "vitest";
import { checked, PUBLISHED, small } from "../../../helpers/agreements.ts";
import { world } from "../../../helpers/world.ts";

/** Friday, 16:00 in Berlin, 15:00 UTC, 09:00 in Chicago. */
const FRIDAY = "2026-11-27T15:00:00Z";
const contact = { within: "2h", steps: [{ at: "100%", do: "escalate", to: "manager" }] };
const agreement = (parts: object = {}, policy: object = {}) =>
  small({
    timezone: "Europe/Berlin",
    contactHours: { "mon-fri": ["09:00-17:00"] },
    sla: { fast: { calendar: "lead", stages: { contact }, ...policy } },
    ...parts,
  });

const due = async (lead: object, parts: object = {}, policy: object = {}) => {
  const rulebook = await compileBest(checked(agreement(parts, policy)), 1);
  const run = await dryRun(rulebook, { lead: { ...lead }, at: Date.parse(FRIDAY) });
  return [run.zone, run.steps.at(-1)?.at];
};

describe("a clock in contact hours", () => {
  test("runs on the wall clock where the lead is, and in the agreement's zone where that is not known", async () => {
    expect(await due({ phone: "+15125550100" })).toEqual([
      { zone: "America/Chicago", by: "phone" },
      "2026-11-27T17:00:00.000Z",
    ]);
    expect(await due({ country: "DE" })).toEqual([
      { zone: "Europe/Berlin", by: "country" },
      "2026-11-30T09:00:00.000Z",
    ]);
    expect(await due({ country: "US" })).toEqual([null, "2026-11-30T09:00:00.000Z"]);
  });

  test("runs in those of its policy, if it has its own", async () => {
    expect(await due({ country: "DE" }, {}, { contactHours: { "mon-sat": ["10:00-20:00"] } })).toEqual([
      { zone: "Europe/Berlin", by: "country" },
      "2026-11-27T17:00:00.000Z",
    ]);
  });

  test("escalates by it, says it to the owner, and keeps it when the lead is given to somebody else", async () => {
    const w = await world(agreement(), { at: FRIDAY });
    const { id } = await w.send({ name: "Jo", phone: "+1 512 555 0100" });
    const lead = await w.lead(id);
    expect(lead.clock).toMatchObject({ zone: "America/Chicago", respondBy: "2026-11-27T17:00:00.000Z" });
    const whereabouts = async (of: typeof lead) =>
      leadView(await w.relay.rulebooks.active(), of, [], [], { reader: "ana", now: w.now() }).details.find(
        ({ label }) => label === "Time zone",
      )?.value;
    expect(await whereabouts(lead)).toBe("America/Chicago, by its phone number");
    const unknown = await w.lead((await w.send({ name: "Al", country: "US" })).id);
    expect(await whereabouts(unknown)).toBe("not known: contact hours are counted in Europe/Berlin");
    await w.answer(id, "sam", "reassign", { to: lead.owner === "ana" ? "ben" : "ana" });
    expect((await w.lead(id)).clock).toMatchObject({ zone: "America/Chicago" });
  });
});

test("a number that comes later counts from the next window on", async () => {
  const w = await world(agreement(), { at: FRIDAY });
  const { id } = await w.send({ name: "Jo", email: "jo@x.example", country: "US" });
  const before = await w.lead(id);
  expect(before.clock).not.toHaveProperty("zone");
  await w.send({ name: "Jo", email: "jo@x.example", phone: "+1 512 555 0100" });
  await w.answer(id, "sam", "reassign", { to: before.owner === "ana" ? "ben" : "ana" });
  expect((await w.lead(id)).clock).toMatchObject({ zone: "America/Chicago" });
});

describe("the agreement", () => {
  const told = async (text: string) =>
    (await check(text, { at: PUBLISHED })).findings
      .filter(({ severity }) => severity === "error")
      .map(({ code, message }) => `${code} ${message}`);

  test.each([
    ["lead without hours", agreement({ contactHours: undefined }), "calendar lead needs contactHours"],
    ["hours that nothing asks", agreement({}, { calendar: "office" }), "counts only where a policy's calendar is lead"],
    [
      "hours beside another calendar",
      agreement({}, { calendar: "office", contactHours: { mon: ["09:00-10:00"] } }),
      "counts only where calendar is lead",
    ],
    ["hours of which there are none", agreement({ contactHours: {} }), "there are no contact hours"],
    [
      "a calendar called lead",
      agreement({ calendars: { lead: { week: { mon: ["09:00-10:00"] } } } }),
      '"lead" is a word of the language',
    ],
  ])("refuses %s", async (_, text, message) => {
    expect((await told(text)).join("\n")).toContain(message);
  });

  test("is fine with hours, and a change of them is told in words", async () => {
    expect(await told(agreement())).toEqual([]);
    const { changes } = await differences(
      checked(agreement()),
      checked(agreement({ contactHours: { "mon-fri": ["08:00-20:00"] } })),
      { at: PUBLISHED },
    );
    expect(changes.map(({ words }) => words)).toEqual([
      "contact hours are mon-fri 08:00-20:00 instead of mon-fri 09:00-17:00",
    ]);
  });
});
