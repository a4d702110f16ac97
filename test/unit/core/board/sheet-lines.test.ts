import { type CommitmentEntry, type Sheet, sheetColumns, sheetLines } from "@baton/core/sheet";
import { expect, test } from "vitest";

const entry: CommitmentEntry = {
  name: "First contact in time",
  measure: "contact-in-time",
  unit: "share",
  per: "week",
  period: "2026-W48",
  from: "2026-11-23",
  to: "2026-11-29",
  target: { atLeast: 0.85 },
  value: 0.9,
  n: 18,
  of: 20,
  open: 1,
  met: true,
  closed: false,
  closesAt: "2026-12-11T00:00:00.000Z",
  trend: [],
  needs: [],
};

test("A sheet's lines have a column for everything a promise is judged by, marketing's first, then sales', then both's", () => {
  const goal = { ...entry, name: "Deals won", owners: { marketing: "mo", sales: "vera" } };
  const few = { ...entry, value: null, met: null, why: "too few to judge: 7" };
  const lines = sheetLines({
    sides: { marketing: { gives: [few] }, sales: { gives: [entry] } },
    goals: [goal],
  } as unknown as Sheet);
  expect(lines.map(({ side, met, why }) => [side, met, why])).toEqual([
    ["marketing", null, "too few to judge: 7"],
    ["sales", "kept", null],
    ["both", "kept", null],
  ]);
  expect(Object.keys(lines[1]!)).toEqual([...sheetColumns]);
});
