import { start } from "@baton/core/clock";
import { emptyCalendars } from "@baton/prover/claims/calendars";
import { expect, test } from "vitest";
import { acme, PUBLISHED, people, rulebookOf, small } from "../../helpers/agreements.ts";

const never = { week: {} };
const always = { week: { "mon-sun": ["00:00-24:00"] } };
const team = people({ ana: { calendar: "odd" }, ben: {}, sam: { manager: undefined } });
const dates = (first: string, count: number) =>
  Array.from({ length: count }, (_, n) => new Date(Date.parse(first) + n * 86_400_000).toISOString().slice(0, 10));

test("the example has no empty calendar", () => {
  expect(emptyCalendars(rulebookOf(acme), PUBLISHED)).toEqual([]);
});

test("a calendar without windows is empty, also when nobody uses it", () => {
  expect(emptyCalendars(rulebookOf(small({ calendars: { always, office: always, odd: never } })), PUBLISHED)).toEqual([
    {
      path: ["calendars", "odd"],
      atKey: true,
      code: "calendar.empty",
      message: 'calendar "odd" has no working time in the next 400 days',
      at: PUBLISHED,
      routes: [],
    },
  ]);
});

test("a calendar is empty when holidays close it for 400 days, and not when they leave a minute", () => {
  const closed = (count: number) =>
    rulebookOf(
      small({ calendars: { odd: { week: { "mon-sun": ["09:00-09:01"] }, holidays: dates("2026-11-02", count) } } }),
    );
  expect(emptyCalendars(closed(400), PUBLISHED)).toHaveLength(1);
  expect(emptyCalendars(closed(399), PUBLISHED)).toEqual([]);
});

test("a window that falls into the hour that clocks skip is no working time", () => {
  const holidays = dates("2026-11-02", 600).filter((date) => date !== "2027-03-28");
  const calendars = { odd: { timezone: "Europe/Berlin", week: { sun: ["02:00-03:00"] }, holidays } };
  expect(emptyCalendars(rulebookOf(small({ calendars })), PUBLISHED)).toHaveLength(1);
});

test("leave for longer than that makes nobody's calendar empty", () => {
  const away = [{ from: "2026-01-01", to: "2036-01-01" }];
  const rulebook = rulebookOf(small({ people: people({ ana: { away }, ben: {}, sam: { manager: undefined } }) }));
  expect(emptyCalendars(rulebook, PUBLISHED)).toEqual([]);
});

test("names the rules whose clock can run in it and then never ends, the surest first", () => {
  const rulebook = rulebookOf(
    small({
      calendars: { always, odd: never },
      people: team,
      manager: "sam",
      teams: { sales: { members: ["ana", "ben"] }, rest: { members: ["ben"] } },
      sla: {
        fast: { stages: { contact: { within: "1h" } } },
        odd: { calendar: "odd", stages: { contact: { within: "1h" } } },
        always: { calendar: "always", stages: { contact: { within: "1h" } } },
      },
      routing: [
        { name: "Its own", when: { employees: 0 }, to: "ana", sla: "fast" },
        { name: "A member's", to: "sales", sla: "fast" },
        { name: "Nobody's", to: "rest", sla: "fast" },
        { name: "Another's", to: "rest", else: "ana", sla: "fast" },
        { name: "The policy's", to: "rest", sla: "odd" },
        { name: "Not the policy's", to: "ana", sla: "always" },
        { name: "Anybody's", to: "person.owner", sla: "fast" },
        { name: "The manager's", to: "manager", sla: "fast" },
      ],
    }),
  );
  const [problem] = emptyCalendars(rulebook, PUBLISHED);
  expect(problem!.routes!.map((i) => rulebook.agreement.routing[i]!.name)).toEqual([
    "Its own",
    "The policy's",
    "A member's",
    "Another's",
    "Anybody's",
  ]);
  const [stage] = rulebook.agreement.sla.fast!.stages;
  expect(() => start(rulebook, { policy: "fast", stage: stage!, holder: "ana", at: problem!.at! })).toThrow(
    expect.objectContaining({ code: "calendar.empty" }),
  );
});
