import { sweep } from "@baton/core/clockwork";
import { expect, test } from "vitest";
import packageOfHolidays from "../../../../node_modules/date-holidays/package.json" with { type: "json" };
import { HOLIDAY_LIBRARY } from "../../../../packages/core/src/calendar/resolved.ts";
import { small } from "../../../helpers/agreements.ts";
import { world } from "../../../helpers/world.ts";

const agreement = small({
  timezone: "Europe/Berlin",
  calendars: {
    always: { week: { "mon-sun": ["00:00-24:00"] } },
    office: {
      week: { "mon-fri": ["09:00-17:00"] },
      holidays: [{ region: "IS" }, "2027-12-23"],
    },
  },
});

test("holidays and offsets go on for three years from the day of a sweep, without a new version", async () => {
  const w = await world(agreement, { at: "2026-11-24T10:00:00Z" });
  const before = (await w.store.activeAgreement())!;
  await sweep(w.relay);
  expect(await w.store.activeAgreement()).toEqual(before);

  w.outage("2028-03-01T10:00:00Z");
  await sweep(w.relay);
  const after = (await w.store.activeAgreement())!;
  expect(after).toEqual({ ...before, agreement: expect.anything() });
  const [then, now] = [before, after].map(({ agreement }) => agreement.calendars.office!);
  const past = (dates: string[]) => dates.filter((date) => date < "2028-03-01");
  expect(past(now!.holidays)).toEqual(past(then!.holidays));
  expect(now!.holidays).toContain("2027-12-23");
  expect(now!.holidays).toEqual(expect.arrayContaining(["2031-01-01", "2031-06-17", "2031-12-25"]));
  expect(then!.holidays.filter((date) => date.startsWith("2031-"))).toEqual([]);
  expect(now!.closures!.map(({ date }) => date)).toEqual(expect.arrayContaining(["2026-12-24", "2031-12-24"]));
  expect(after.agreement.resolved).toMatchObject({ through: 2031 });
  expect({ ...after.agreement, calendars: 0, zones: 0, resolved: 0 }).toEqual({
    ...before.agreement,
    calendars: 0,
    zones: 0,
    resolved: 0,
  });
  // The process that did it goes on by them.
  expect((await w.relay.rulebooks.active()).agreement).toEqual(after.agreement);
  expect(w.logged.filter(({ message }) => message.includes("found out anew"))).toHaveLength(1);
});

test("dates that are known otherwise by now change in the future only", async () => {
  const w = await world(agreement, { at: "2026-11-24T10:00:00Z" });
  const stored = (await w.store.activeAgreement())!;
  const office = stored.agreement.calendars.office!;
  // As if another version of the library had known two other holidays.
  await w.store.renew({
    ...stored,
    agreement: {
      ...stored.agreement,
      resolved: { ...stored.agreement.resolved!, by: "somebody else" },
      calendars: {
        ...stored.agreement.calendars,
        office: { ...office, holidays: ["2026-06-30", ...office.holidays, "2027-06-30"].sort() },
      },
    },
  });
  w.relay.rulebooks.renewed(1);
  await sweep(w.relay);
  const { holidays } = (await w.store.activeAgreement())!.agreement.calendars.office!;
  expect(holidays).toContain("2026-06-30");
  expect(holidays).not.toContain("2027-06-30");
});

test("a text that is no agreement any more is said, and keeps no sweep from its work", async () => {
  const w = await world(agreement, { at: "2026-11-24T10:00:00Z" });
  const stored = (await w.store.activeAgreement())!;
  const { resolved: _none, ...former } = stored.agreement;
  await w.store.renew({ ...stored, agreement: former, text: "baton: 1\nname: 5" });
  w.relay.rulebooks.renewed(1);
  await sweep(w.relay);
  await sweep(w.relay);
  const said = w.logged.filter(({ level }) => level === "error");
  expect(said).toEqual([
    {
      level: "error",
      message: "holidays and time zones could not be found out anew",
      fields: expect.objectContaining({ version: 1 }),
    },
  ]);
  expect((await w.store.activeAgreement())!.agreement).toEqual(former);
});

test("what knows the holidays is named as it is installed", () => {
  expect(HOLIDAY_LIBRARY).toBe(`date-holidays ${packageOfHolidays.version}`);
});
