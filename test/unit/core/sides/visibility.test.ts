import { measures, report } from "@baton/core/report";
import { teamNaming } from "@baton/core/visibility";
import { describe, expect, test } from "vitest";
import { checked, people, small } from "../../../helpers/agreements.ts";
import { liveReports } from "../../../helpers/live-reports.ts";
import { world } from "../../../helpers/world.ts";

const seven = ["a", "b", "c", "d", "e", "f", "g"];
const naming = (teams: object) =>
  teamNaming(
    checked(
      small({
        people: people({
          ana: {},
          ben: {},
          sam: {},
          ...Object.fromEntries(seven.map((id) => [id, {}])),
          mo: { role: "marketing" },
        }),
        teams: { sales: { members: ["ana", "ben"], manager: "sam" }, ...teams },
      }),
    ),
  );

describe("a team's name", () => {
  test("is its own from five people on, and its side's below, together with others of that side", () => {
    const called = naming({
      field: { members: seven.slice(0, 5) },
      few: { members: seven.slice(0, 4) },
      words: { members: ["mo"] },
    });
    expect(["field", "few", "sales", "words", null].map(called)).toEqual([
      "field",
      "sales",
      "sales",
      "marketing",
      null,
    ]);
  });

  test("is told from that of a large team that is called like its side", () => {
    const called = naming({ sales: { members: seven }, few: { members: ["ana"] } });
    expect(["sales", "few"].map(called)).toEqual(["sales", "sales, small teams"]);
  });

  test("is what it was where there is no such team any more", () => {
    expect(naming({})("gone")).toBe("gone");
  });
});

test("numbers of a single person end after thirteen weeks, also for themselves", async () => {
  const w = await world(small(), { at: "2026-11-24T09:00:00Z" });
  const folding = liveReports({ store: w.store, now: w.now });
  const own = { zone: "UTC", names: true, personDays: 91 };
  const asked = (from: string) => report(folding, measures["windows-kept"], { from, where: "person:ana" }, own);
  await expect(asked("2026-08-26")).resolves.toMatchObject({ total: { n: 0 } });
  await expect(asked("2026-08-25")).rejects.toMatchObject({
    code: "report.visibility",
    message: expect.stringContaining("2026-08-26"),
  });
});
