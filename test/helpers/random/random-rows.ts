import { credit, type Model, models } from "@baton/core/attribution";
import type { DealRow, LeadRow, OfLead, Row, SpendRow, WindowRow } from "@baton/core/lead";
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
      contact: fc.option(contact),
      feedback: fc.option(fc.record({ promise: fc.constantFrom("yes", "no", "unsure", null) }), { nil: undefined }),
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

const amount = fc.record({
  minor: fc.bigInt({ min: 0n, max: 10n ** 17n }).map(String),
  currency: fc.constantFrom("EUR", "CHF", "JPY"),
});

const deal: fc.Arbitrary<DealRow> = fc
  .record({
    split,
    lead: fc.option(fc.constantFrom("lead_1", "lead_2")),
    deal: fc.integer({ min: 1, max: 20 }).map((n) => `D-${n}`),
    at: instant,
    state: fc.constantFrom("open", "won", "lost"),
    amount: fc.option(amount),
    person: fc.option(person),
    out,
    campaigns: fc.uniqueArray(fc.constantFrom("spring", "autumn", "fair"), { maxLength: 3 }),
  })
  .map(({ split, campaigns, ...more }) => {
    const touches = campaigns.map((campaign, n) => ({ campaign, beforeMs: (n + 1) * HOUR }));
    const way = { touches, handRaise: split.campaign, lookbackMs: 90 * HOUR };
    const total = BigInt(more.amount?.minor ?? 0);
    const credits = models.map((model): [Model, [string | null, string][]] => [
      model,
      [...credit(model, way, total)].map(([campaign, minor]) => [campaign, String(minor)]),
    ]);
    return {
      v: 1,
      is: "deal",
      ...split,
      ...more,
      madeBy: "marketing",
      credits: Object.fromEntries(credits) as DealRow["credits"],
      influenced: campaigns,
    };
  });

const spend: fc.Arbitrary<SpendRow> = fc
  .record({ campaign: fc.constantFrom("spring", "autumn"), at: instant, amount })
  .map((more) => ({
    v: 1,
    is: "spend",
    lead: null,
    source: null,
    team: null,
    policy: null,
    rule: null,
    reason: null,
    person: null,
    out: null,
    ...more,
  }));

/** Rows of leads of whatever shape commits can give them, and some that they cannot. */
export const anyRowOfLead: fc.Arbitrary<OfLead> = fc.oneof(lead, window);
/** Rows of every kind. */
export const anyRow: fc.Arbitrary<Row> = fc.oneof(lead, lead, window, window, deal, spend);
