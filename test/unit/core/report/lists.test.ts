import type { LeadSummary } from "@baton/core/lead";
import { type LeadQuery, leadFilter, listed } from "@baton/core/views";
import { describe, expect, test } from "vitest";
import { checked, ladder } from "../../../helpers/agreements.ts";

const NOW = Date.parse("2026-11-24T09:00:00Z");
const agreement = checked(ladder());
const one = (changes: Partial<LeadSummary> = {}): LeadSummary => ({
  id: "lead_1",
  source: "web",
  name: "Jane",
  email: null,
  owner: "ana",
  stage: "contact",
  score: 10,
  rule: "Everyone",
  dueAt: "2026-11-24T09:30:00.000Z",
  respondBy: "2026-11-24T10:00:00.000Z",
  campaign: "Autumn",
  team: "sales",
  segment: null,
  company: null,
  test: false,
  createdAt: "2026-11-24T08:30:00.000Z",
  ...changes,
});
const takes = (query: LeadQuery, lead: LeadSummary) => leadFilter(agreement, query, NOW).where(lead);

describe("a list of leads", () => {
  test.each([
    [{}, {}, true],
    [{ stage: "disposition" }, {}, false],
    [{ stage: "fetching" }, { stage: "fetching" }, true],
    [{ team: "sales" }, {}, true],
    [{ team: "sales" }, { team: null }, false],
    [{ source: "web" }, {}, true],
    [{ campaign: "AUTUMN" }, {}, true],
    [{ campaign: "spring" }, {}, false],
    [{ owner: "ben" }, {}, false],
    [{ owner: "" }, { owner: null }, true],
    [{ overdue: true }, {}, false],
    [{ overdue: true }, { respondBy: "2026-11-24T08:59:59.999Z" }, true],
    [{ overdue: false }, { respondBy: null }, true],
    [{ state: "unowned" }, { owner: null }, true],
    [{ state: "unowned" }, { owner: null, stage: "fetching" }, false],
    [{ state: "held" }, {}, false],
  ] as const)("asked for %j, of a lead with %j says %s", (query, changes, expected) => {
    expect(takes(query, one(changes))).toBe(expected);
  });

  test.each([
    [{ owner: "anna" }, 'There is no owner "anna"; did you mean "ana"?'],
    [{ stage: "contacts" }, 'There is no stage "contacts"; did you mean "contact"?'],
    [{ team: "salez" }, 'There is no team "salez"; did you mean "sales"?'],
    [{ source: "wep" }, 'There is no source "wep"; did you mean "web"?'],
    [{ source: "elsewhere" }, 'There is no source "elsewhere"'],
  ])("refuses what no lead can have, with the nearest that one can: %j", (query, message) => {
    expect(() => leadFilter(agreement, query, NOW)).toThrow(message);
  });

  test("asks the store for what it has lists of", () => {
    expect(leadFilter(agreement, { state: "unowned" }, NOW)).toMatchObject({ owner: "", open: true });
    expect(leadFilter(agreement, { owner: "ana", state: "closed" }, NOW)).toMatchObject({ owner: "ana", open: false });
    expect(leadFilter(agreement, {}, NOW)).not.toHaveProperty("open");
  });

  test("says whether the window has ended, apart from the next step", () => {
    expect(listed(one(), NOW)).toMatchObject({ overdue: false, dueAt: "2026-11-24T09:30:00.000Z" });
    expect(listed(one({ respondBy: "2026-11-24T09:00:00.000Z" }), NOW).overdue).toBe(true);
  });
});
