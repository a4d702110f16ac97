import { askedFields, charterOf } from "@baton/core/board";
import { instantOfWall } from "@baton/core/zone";
import { describe, expect, test } from "vitest";
import { checked, people, small } from "../../../helpers/agreements.ts";

const agreement = checked(
  small({
    people: people({ ana: {}, sam: { manager: "vera" }, vera: { manager: undefined } }),
    teams: { reps: { members: ["ana"], manager: "sam" } },
    fields: { employees: { type: "number", min: 0 }, interest: { type: "string", values: ["demo", "prices"] } },
    routing: [
      { name: "Known", when: { "account.owner": { exists: true } }, to: "account.owner", else: ["reps"], sla: "fast" },
      { name: "German", when: { country: "DE", title: { contains: "head" } }, to: "ana", sla: "fast" },
      { name: "Everyone else", to: "reps", sla: "fast" },
    ],
    sla: {
      fast: {
        stages: {
          contact: {
            within: "1h",
            steps: [
              { at: "50%", do: "remind" },
              { at: "+30m", do: "escalate", to: "sam" },
            ],
          },
        },
      },
    },
  }),
);

describe("an agreement in words", () => {
  const charter = charterOf(agreement);

  test("names people, and says conditions and durations as people do", () => {
    expect(charter.routing).toEqual([
      { name: "Known", when: "account.owner is given", to: "account.owner", else: ["reps"], sla: "fast" },
      { name: "German", when: 'country is DE and title contains "head"', to: "Ana", else: [], sla: "fast" },
      { name: "Everyone else", to: "reps", else: [], sla: "fast" },
    ]);
    expect(charter.policies[0]?.stages[0]).toEqual({
      name: "contact",
      within: "1h",
      steps: [
        { do: "remind", percent: 50 },
        { do: "escalate", to: "Sam", after: "30m" },
      ],
      playbook: [],
    });
    expect(charter.teams).toMatchObject([{ name: "reps", members: ["Ana"], manager: "Sam" }]);
  });
});

test("A lead that is tried has the fields that everybody knows, those that are declared, and those that rules ask about", () => {
  expect(askedFields(agreement)).toEqual([
    { field: "name", type: "string" },
    { field: "email", type: "string" },
    { field: "company", type: "string" },
    { field: "country", type: "string" },
    { field: "employees", type: "number" },
    { field: "interest", type: "string", values: ["demo", "prices"] },
    { field: "account.owner", type: "person" },
    { field: "title", type: "string" },
  ]);
});

test("A wall clock's time is an instant of its zone, also where clocks change", () => {
  const iso = (zone: string, wall: string) => new Date(instantOfWall(zone, wall) ?? Number.NaN).toJSON();
  expect(iso("Europe/Berlin", "2026-11-24T09:00")).toBe("2026-11-24T08:00:00.000Z");
  expect(iso("Europe/Berlin", "2026-10-25T12:00")).toBe("2026-10-25T11:00:00.000Z");
  expect(iso("America/New_York", "2026-03-08T03:30")).toBe("2026-03-08T07:30:00.000Z");
  for (const rubbish of ["", "now", "2026-13-01T00:00", "2026-11-24", "1026-11-24T09:00", "2026-11-24T09:00Z"])
    expect(instantOfWall("UTC", rubbish)).toBeUndefined();
});
