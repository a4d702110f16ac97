import type { LeadRow, Row, WindowRow } from "@baton/core/lead";
import fc from "fast-check";
import { at, HOUR, leadRow, MINUTE, windowRow } from "../rows.ts";

const instant = fc.integer({ min: 0, max: 600 }).map((minutes) => at(minutes * MINUTE));
const person = fc.constantFrom("ana", "ben", "constructor");
const split = fc.record({
  lead: fc.integer({ min: 1, max: 40 }).map((n) => `lead_${n}`),
  source: fc.constantFrom("web", "ads", "__proto__"),
  campaign: fc.constantFrom("spring", "autumn", '"', null),
  team: fc.constantFrom("emea", "apac", null),
  policy: fc.constantFrom("hot", "slow", null),
  rule: fc.constantFrom("Hot", "Rest", null),
  reason: fc.constantFrom("junk", "later", null),
});
const out: fc.Arbitrary<LeadRow["out"]> = fc.oneof(
  { weight: 5, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom("test", "merged", "withdrawn", "forgotten") },
);
const contact = fc.record({
  at: instant,
  by: fc.option(person),
  evidence: fc.constantFrom("claimed", "observed"),
  workedMs: fc.option(fc.integer({ min: 0, max: 50 * HOUR })),
  elapsedMs: fc.integer({ min: 0, max: 400 * HOUR }),
});

const lead: fc.Arbitrary<LeadRow> = fc
  .record({
    split,
    more: fc.record({
      at: instant,
      version: fc.constantFrom(1, 2, null),
      qualified: fc.constantFrom(true, true, false, null),
      out,
      sales: fc.option(
        fc.record({
          person,
          at: instant,
          lacks: fc.constantFrom<("name" | "words")[][]>([], ["name"], ["words"]) as never,
        }),
      ),
      closed: fc.option(
        fc.record({
          at: instant,
          as: fc.constantFrom("rejected", "rejected", "contacted", "won", "opportunity"),
          cause: fc.constantFrom("data", "fit", "timing", "duplicate", "other", null),
        }),
      ),
      silent: fc.boolean(),
    }),
  })
  .map(({ split, more }) => leadRow({ ...split, ...(more as Partial<LeadRow>) }));

const window: fc.Arbitrary<WindowRow> = fc
  .record({
    split,
    more: fc.record({
      at: instant,
      window: fc.integer({ min: 0, max: 3 }),
      kind: fc.constantFrom("contact", "contact", "disposition", "accept"),
      person: fc.option(person),
      side: fc.constantFrom("sales", "sales", "marketing", null),
      first: fc.boolean(),
      out,
      promisedBy: instant,
      respondBy: instant,
      over: fc.boolean(),
      breached: fc.boolean(),
      ended: fc.option(
        fc.record({
          at: instant,
          result: fc.constantFrom("contacted", "handed", "rejected", "opportunity"),
          by: fc.option(person),
          workedMs: fc.nat(HOUR),
          elapsedMs: fc.nat(HOUR),
          pausedMs: fc.constant(0),
          lateMs: fc.constant(0),
          evidence: fc.constant(null),
        }),
      ),
      answered: fc.option(fc.record({ at: instant, as: fc.constantFrom("contacted", "rejected") })),
      contact: fc.option(contact),
    }),
  })
  .map(({ split, more }) => windowRow({ ...split, ...(more as Partial<WindowRow>) }));

/** Rows of whatever shape commits can give them, and some that they cannot. */
export const anyRow: fc.Arbitrary<Row> = fc.oneof(lead, window);
