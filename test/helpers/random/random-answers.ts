import type { Answers } from "@baton/core/drafting";
import { answersSchema } from "@baton/core/drafting";
import fc from "fast-check";

/** Texts that people type, and those that break YAML, comments and ids where they are not written with care. */
const nasty = [
  "# no comment: nor a key",
  "a: {b, [c]}",
  "\"quoted\" 'twice'",
  "- item",
  "null",
  "true",
  "12e3",
  "!!binary x",
  "&anchor *alias",
  "constructor",
  "__proto__",
  "manager",
  "Ünïcödé 漢字 👩‍👧",
  "%TAG ! x",
  "--- doc",
  "...",
  "@at `tick`",
  "a #b",
  "key: |",
];
const label = fc.oneof(
  fc.constantFrom(...nasty),
  fc
    .string({ unit: "binary", minLength: 1, maxLength: 40 })
    .map((text) => text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, "x").trim() || "x"),
);
const words = fc.oneof(
  label,
  fc.string({ unit: "binary", minLength: 1, maxLength: 300 }).map((text) => `w${text}`),
  fc.constantFrom(
    "two\nlines",
    "a\r\nbaton: 2",
    "b\u2028baton: 3",
    "c\u0085baton: 4",
    "d\rbaton: 5",
    "e\u0000f",
    "x".repeat(500),
  ),
);
const both = fc.record({ marketing: words, sales: words });
const share = fc.oneof(
  fc.integer({ min: 1, max: 100 }).map((n) => `${n}%`),
  fc.constantFrom("0.5%", "99.9%", "100%"),
);
const window = fc.constantFrom("5m", "30m", "1h30m", "4h", "1d", "2w");
const zones = fc.constantFrom("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "UTC");
const hours = fc.constantFrom("09:00-17:30", "08:00-12:00, 13:00-17:00", "22:00-06:00", "00:00-24:00");
const region = fc.constantFrom("DE", "DE-BE", "US-NY", "ES-MD", "IN", "JP");
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const distinct = (item: fc.Arbitrary<string>, minLength: number, maxLength: number) =>
  fc.uniqueArray(item, { minLength, maxLength, selector: (text) => text.normalize("NFKD").trim().toLowerCase() });

const peopleOf = (side: string, least: number) =>
  fc
    .array(fc.record({ name: label, zone: maybe(zones), hours: maybe(hours), holidays: maybe(region) }), {
      minLength: least,
      maxLength: 4,
    })
    .map((members) => members.map((one, n) => ({ ...one, email: `${side}${n}@acme.example` })));

/** Valid answers of every kind: one person or several places, tests or none, anything that may be left out left out. */
export const randomAnswers: fc.Arbitrary<Answers> = fc
  .record({
    gets: both,
    gives: both,
    company: label,
    names: fc.tuple(label, label),
    /** Whether the leads are among those who work leads. */
    leads: fc.record({ marketing: fc.boolean(), sales: fc.boolean() }),
    sales: peopleOf("sales", 1),
    marketing: peopleOf("marketing", 0),
    place: fc.record({
      zone: zones,
      days: fc.constantFrom("mon-fri", "sun-thu", "mon, wed-fri", "sat"),
      hours,
      holidays: maybe(region),
    }),
    leadsPerDay: fc.integer({ min: 1, max: 40 }),
    lead: fc.record({
      looksLike: words,
      employees: maybe(fc.integer({ min: 1, max: 5_000 })),
      countries: maybe(fc.uniqueArray(fc.constantFrom("DE", "AT", "ch", "US"), { minLength: 1, maxLength: 3 })),
      interests: maybe(fc.array(label, { minLength: 1, maxLength: 3 })),
      titles: maybe(fc.array(label, { minLength: 1, maxLength: 3 })),
      businessEmail: maybe(fc.boolean()),
      handover: maybe(fc.uniqueArray(fc.constantFrom("name", "contact", "company", "words"), { minLength: 1 })),
    }),
    needed: maybe(fc.integer({ min: 1, max: 5 })),
    sourceNames: distinct(label, 1, 5),
    providers: fc.array(
      fc.constantFrom("form", "google-ads", "meta-lead-ads", "linkedin", "hubspot", "salesforce", "svix", "calendly"),
      { minLength: 5, maxLength: 5 },
    ),
    toSales: fc.array(fc.constantFrom("qualified", "all"), { minLength: 5, maxLength: 5 }),
    promise: maybe(label),
    goal: fc.record({
      per: fc.constantFrom("month", "quarter"),
      revenue: fc.integer({ min: 1, max: 10_000_000 }),
      currency: fc.constantFrom("EUR", "USD", "JPY"),
      dealValue: fc.double({ min: 500, max: 1e6, noNaN: true }),
      accepted: share,
      opportunities: share,
      won: share,
      targets: maybe(
        fc.record({
          "qualified-leads": maybe(fc.integer({ min: 1, max: 9_999 })),
          "acceptance-rate": maybe(share),
          "contact-in-time": maybe(share),
        }),
      ),
    }),
    response: fc.record({
      first: window,
      outcome: window,
      remindAt: fc.integer({ min: 1, max: 99 }),
      handOnAfter: maybe(window),
    }),
    hears: fc.nat(),
    reasons: distinct(label, 1, 4),
    causes: fc.array(fc.constantFrom("data", "fit", "timing", "duplicate", "other"), { minLength: 4, maxLength: 4 }),
    kinds: distinct(label, 0, 3),
    from: fc.array(fc.constantFrom("marketing", "sales"), { minLength: 3, maxLength: 3 }),
    toOwner: fc.boolean(),
    within: window,
    texts: distinct(label, 1, 3),
    meeting: fc.record({
      every: fc.constantFrom("1w", "2w", "4w"),
      on: fc.constantFrom("mon", "fri"),
      at: fc.constantFrom("09:00", "23:59"),
      begins: fc.constantFrom("2026-12-01", "2028-02-29", "2099-12-31"),
      observeWeeks: fc.integer({ min: 0, max: 26 }),
      remindWeeks: fc.integer({ min: 0, max: 26 }),
    }),
  })
  .map((one) => {
    const table = {
      company: one.company,
      marketing: {
        name: one.names[0],
        email: one.leads.marketing && one.marketing.length > 0 ? "Marketing0@acme.example" : "mo@acme.example",
      },
      sales: { name: one.names[1], email: one.leads.sales ? "sales0@ACME.example" : "vera@acme.example" },
    };
    const { lead } = one;
    const tests = [lead.employees, lead.countries, lead.interests, lead.titles, lead.businessEmail || undefined].filter(
      (test) => test !== undefined,
    ).length;
    const named = [table.sales.email, table.marketing.email, ...one.sales.map(({ email }) => email)];
    return {
      gets: one.gets,
      gives: one.gives,
      table,
      teams: { ...one.place, sales: one.sales, leadsPerDay: one.leadsPerDay, marketing: one.marketing },
      lead: { ...lead, ...(tests > 0 && one.needed && { needed: Math.min(one.needed, tests) }) },
      sources: {
        list: one.sourceNames.map((name, n) => ({
          name,
          provider: one.providers[n],
          toSales: tests === 0 && n === 0 ? "all" : one.toSales[n],
          promise: one.promise,
        })),
      },
      goal: one.goal,
      response: { ...one.response, escalateTo: named[one.hears % named.length] },
      returns: { reasons: one.reasons.map((name, n) => ({ name, cause: one.causes[n] })) },
      requests: {
        kinds: one.kinds.map((name, n) => ({
          name,
          from: one.from[n],
          ...(one.toOwner && one.from[n] === "marketing" && { to: "owner" }),
        })),
        within: one.within,
      },
      messages: { texts: one.texts },
      meeting: one.meeting,
    };
  })
  // Without what is undefined, as a file of answers has it.
  .map((answers) => answersSchema.parse(JSON.parse(JSON.stringify(answers))));
