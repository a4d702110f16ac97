import { calendarMs, parseDuration } from "@baton/core/duration";
import type { Fact, ReadFact } from "@baton/core/lead";
import { leadView, noticeView, responseView } from "@baton/core/mailing";
import type { StoredTouch } from "@baton/core/person";
import { touchesOfLead } from "@baton/core/person";
import { renderNotice } from "@baton/email";
import { dryRun, stateSchema } from "@baton/explain";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { acme, rulebookOf, small } from "../../../helpers/agreements.ts";
import { iso, lead as leadOf, T0 } from "../../../helpers/leads.ts";
import { memoryStore } from "../../../helpers/memory/memory-store.ts";
import { leadPage } from "../../../helpers/pages.ts";
import { visibleText } from "../../../helpers/views.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MINUTE = 60_000;

let made = 0;

/** A view of the pricing page as long ago as is said; a test names only what matters to it. */
function touch({ age = 0, ...changes }: Partial<StoredTouch> & { age?: number } = {}): StoredTouch {
  made += 1;
  const at = iso(T0 - age);
  return {
    id: `${at}#${made}`,
    at,
    source: "segment",
    touch: "page",
    label: "Viewed /pricing",
    facts: { path: "/pricing" },
    ...changes,
  };
}

const scoring = (rules: object[], more: object = {}) => rulebookOf(small({ score: { touches: rules, ...more } }));
const pricing = (changes: object = {}) =>
  scoring([
    {
      name: "Pricing",
      touch: "page",
      when: { path: { startsWith: "/pricing" } },
      points: 10,
      halfLife: "14d",
      ...changes,
    },
  ]);

describe("what a touch counts", () => {
  test.each([
    ["on the day, all of its points", 0, 10],
    ["after half a half-life, a root of a half", 7 * DAY, 7.1],
    ["after a half-life, a half", 14 * DAY, 5],
    ["after two half-lives, a quarter", 28 * DAY, 2.5],
    ["after four half-lives, rounded to a tenth", 56 * DAY, 0.6],
  ])("%s", (_, age, points) => {
    const { total, reasons } = pricing().score({}, [touch({ age })], T0);
    expect(reasons).toEqual([{ name: "Pricing", points }]);
    expect(total).toBe(points);
  });

  test("is no reason any more when it rounds to nothing", () => {
    expect(pricing().score({}, [touch({ age: 120 * DAY })], T0)).toEqual({ total: 0, band: null, reasons: [] });
  });

  test("stays the same without a half-life", () => {
    const rulebook = pricing({ halfLife: undefined });
    expect(rulebook.score({}, [touch({ age: 399 * DAY })], T0).total).toBe(10);
  });

  test("is calendar time: a day has 24 hours and a week seven days, whatever the calendars say", () => {
    expect(calendarMs(parseDuration("1d")!)).toBe(DAY);
    expect(calendarMs(parseDuration("2w")!)).toBe(14 * DAY);
    expect(calendarMs(parseDuration("1d12h")!)).toBe(1.5 * DAY);
    expect(calendarMs(parseDuration("elapsed 90m")!)).toBe(1.5 * HOUR);
    for (const halfLife of ["2w", "336h", "elapsed 14d"])
      expect(pricing({ halfLife }).score({}, [touch({ age: 14 * DAY })], T0).total).toBe(5);
  });

  test("is never more than its points, though the sender's clock is ahead", () => {
    expect(pricing().score({}, [touch({ age: -3 * DAY })], T0).total).toBe(10);
  });

  test("is capped per rule, after decay", () => {
    const rulebook = pricing({ max: 20 });
    const many = (count: number, age: number) => Array.from({ length: count }, () => touch({ age }));
    expect(rulebook.score({}, many(2, 0), T0).total).toBe(20);
    expect(rulebook.score({}, many(50, 0), T0).reasons).toEqual([{ name: "Pricing", points: 20 }]);
    expect(rulebook.score({}, many(3, 14 * DAY), T0).total).toBe(15);
  });

  test("may be negative, and is then capped below", () => {
    const rulebook = pricing({ name: "Careers", points: -10, max: 25 });
    const pages = Array.from({ length: 4 }, () => touch());
    expect(rulebook.score({}, pages.slice(0, 1), T0).total).toBe(-10);
    expect(rulebook.score({}, pages, T0).reasons).toEqual([{ name: "Careers", points: -25 }]);
    expect(rulebook.score({}, [touch({ age: 7 * DAY })], T0).total).toBe(-7.1);
  });

  test("adds up over touches before it is rounded", () => {
    const week = Array.from({ length: 3 }, () => touch({ age: 7 * DAY }));
    expect(pricing().score({}, week, T0).total).toBe(21.2);
  });
});

describe("which touches count", () => {
  const total = (rule: object, changes: Partial<StoredTouch>) =>
    scoring([{ name: "Rule", points: 10, ...rule }]).score({}, [touch(changes)], T0).total;

  test.each(["page", "track", "identify", "form", "booking", "message"])("a rule names the kind %s", (kind) => {
    expect(total({ touch: kind.toUpperCase() }, { touch: kind })).toBe(10);
    expect(total({ touch: kind }, { touch: "other" })).toBe(0);
  });

  test("or the event's own name, folded like all text", () => {
    const event = { touch: "track", facts: { event: " demo REQUESTED " } };
    expect(total({ touch: "Demo Requested" }, event)).toBe(10);
    expect(total({ touch: "track", when: { event: "demo requested" } }, event)).toBe(10);
    expect(total({ touch: "Demo" }, event)).toBe(0);
    expect(total({ touch: "5" }, { touch: "track", facts: { event: 5 } })).toBe(0);
  });

  test("`when` asks the touch's own facts", () => {
    const when = { path: { startsWith: "/Pricing" } };
    expect(total({ touch: "page", when }, { facts: { path: "/PRICING/enterprise" } })).toBe(10);
    expect(total({ touch: "page", when }, { facts: { path: "/blog/pricing" } })).toBe(0);
    expect(total({ touch: "page", when }, { facts: {} })).toBe(0);
    const order = { all: [{ seats: { gte: 5 } }, { trial: false }, { plan: ["team", "BUSINESS"] }] };
    expect(total({ touch: "page", when: order }, { facts: { seats: 5, trial: false, plan: "Business" } })).toBe(10);
    expect(total({ touch: "page", when: order }, { facts: { seats: 4, trial: false, plan: "Business" } })).toBe(0);
  });

  test("what every object inherits is no fact", () => {
    for (const field of ["constructor", "toString", "__proto__"])
      expect(total({ touch: "page", when: { [field]: { exists: true } } }, {})).toBe(0);
    const facts = JSON.parse('{"constructor":"yes"}');
    expect(total({ touch: "page", when: { constructor: "yes" } }, { facts })).toBe(10);
  });

  test("one touch may count under several rules, each with a reason", () => {
    const rulebook = scoring([
      { name: "Any page", touch: "page", points: 1 },
      { name: "Pricing", touch: "page", when: { path: "/pricing" }, points: 10 },
      { name: "Blog", touch: "page", when: { path: "/blog" }, points: 3 },
    ]);
    expect(rulebook.score({}, [touch()], T0)).toEqual({
      total: 11,
      band: null,
      reasons: [
        { name: "Any page", points: 1 },
        { name: "Pricing", points: 10 },
      ],
    });
  });

  test("a rulebook says whether touches matter at all", () => {
    expect([pricing().asksTouches, rulebookOf(small()).asksTouches]).toEqual([true, false]);
    expect(rulebookOf(small()).score({}, [touch()], T0).reasons).toEqual([]);
  });
});

describe("a score with touches", () => {
  test("is the sum of its reasons as shown, in any order of touches, and within the caps", () => {
    const rule = fc.record({
      points: fc.integer({ min: -300, max: 300 }).map((n) => n / 10),
      halfLife: fc.option(
        fc.integer({ min: 1, max: 60 }).map((days) => `${days}d`),
        { nil: undefined },
      ),
      max: fc.option(fc.nat(50), { nil: undefined }),
    });
    fc.assert(
      fc.property(
        fc.array(rule, { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: -HOUR, max: 200 * DAY }), { maxLength: 15 }),
        (rules, ages) => {
          const rulebook = scoring(
            rules.map((each, i) => ({ name: `Touch ${i}`, touch: "page", ...each })),
            { rules: [{ name: "Lead", when: {}, points: 0.1 }] },
          );
          const touches = ages.map((age) => touch({ age }));
          const score = rulebook.score({}, touches, T0);
          const tenths = score.reasons.map(({ points }) => Math.round(points * 10));
          expect(score.reasons.map(({ points }) => points)).toEqual(tenths.map((n) => n / 10));
          expect(score.total).toBe(tenths.reduce((sum, n) => sum + n, 0) / 10);
          expect(tenths).not.toContain(0);
          for (const { name, points } of score.reasons.slice(1)) {
            const { max, points: each } = rules[Number(name.slice(6))]!;
            expect(Math.sign(points)).toBe(Math.sign(each));
            expect(Math.abs(points)).toBeLessThanOrEqual(max ?? Number.POSITIVE_INFINITY);
          }
          expect(rulebook.score({}, touches.toReversed(), T0).total).toBeCloseTo(score.total, 0);
        },
      ),
      { numRuns: 100 },
    );
  });

  test("reaches a band by the sum as it is shown", () => {
    const rulebook = scoring([{ name: "Page", touch: "page", points: 0.7 }], {
      bands: { warm: 0.8 },
      rules: [{ name: "Lead", when: {}, points: 0.1 }],
    });
    expect(rulebook.score({}, [touch()], T0)).toMatchObject({ total: 0.8, band: "warm" });
  });
});

describe("a dry run with touches", () => {
  const state = (touches: object[]) => stateSchema.parse({ touches });
  const lead = { email: "jo@globex.example", employees: 60, interest: "pricing" };
  const rulebook = rulebookOf(acme);

  test("counts what the state says the person saw, at the instant of the run", async () => {
    const view = (at: string, path = "/pricing") => ({ touch: "page", at, facts: { path } });
    const seen = state([view("2026-11-24T08:55:00Z"), view("2026-11-10T09:00:00Z"), view("2026-11-24T08:50:00Z", "/")]);
    const { score, reasons } = await dryRun(rulebook, { lead, at: T0, state: seen });
    expect(reasons).toContainEqual({ name: "Read the pricing page", points: 15 });
    expect(score).toBe(reasons.reduce((sum, { points }) => sum + points, 0));
    const later = await dryRun(rulebook, { lead, at: T0 + 14 * DAY, state: seen });
    expect(later.reasons).toContainEqual({ name: "Read the pricing page", points: 7.5 });
  });

  test("routes by the score that touches bring about", async () => {
    const touches = ["08:00", "08:01"].map((time) => ({
      touch: "page",
      at: `2026-11-24T${time}:00Z`,
      facts: { path: "/pricing" },
    }));
    const without = await dryRun(rulebook, { lead, at: T0 });
    const seen = await dryRun(rulebook, { lead, at: T0, state: state(touches) });
    expect([without.rule, seen.rule]).toEqual(["Not yet qualified", "Everyone else"]);
  });

  test("refuses touches that are none", () => {
    for (const bad of [{ touch: "page" }, { touch: "page", at: "soon" }, { touch: "", at: "2026-11-24" }])
      expect(stateSchema.safeParse({ touches: [bad] }).success).toBe(false);
  });
});

describe("the story", () => {
  const rulebook = rulebookOf(acme);
  const about = leadOf({ fields: { name: "Jane Doe", company: "Globex" } });
  const newestFirst = (touches: StoredTouch[]) => touches.toSorted((a, b) => (a.at < b.at ? 1 : -1));
  const read = (facts: Fact[]): ReadFact[] => facts.map((fact, n) => ({ id: `${about.id}.1.${n}`, fact }));
  const handedOver: Fact[] = [
    {
      at: iso(T0),
      is: "lead.received",
      source: "website-demo",
      provider: "form",
      delivery: "dlv_1",
      zone: "Europe/Berlin",
      day: "2026-11-24",
      campaign: null,
      path: [],
    },
    { at: iso(T0), is: "lead.assigned", from: null, to: "ana", how: "routed", side: "sales", lacks: [] },
  ];
  const told = (touches: StoredTouch[], facts: Fact[] = [], reader = "vera") =>
    leadView(rulebook, about, read([...handedOver, ...facts]), newestFirst(touches), {
      reader,
      now: Date.parse(about.createdAt),
    }).story;
  const texts = (touches: StoredTouch[], facts: Fact[] = []) => told(touches, facts).map(({ text }) => text);
  const came = "Came in through website-demo.";
  const given = "Given to Ana Ruiz.";

  test("tells what the person saw and did before and after they asked, oldest first, in the reader's zone", () => {
    const facts: Fact[] = [
      { at: iso(T0 + 10 * MINUTE), is: "lead.reminded", to: "ana", step: "0" },
      {
        at: iso(T0 + 30 * MINUTE),
        is: "lead.contacted",
        by: "ana",
        stage: "contact",
        evidence: "claimed",
        workedMs: 30 * MINUTE,
        elapsedMs: 30 * MINUTE,
      },
    ];
    const touches = [
      touch({ age: 4 * MINUTE, label: "Viewed /pricing" }),
      touch({ age: 2 * DAY, label: "Viewed /guide" }),
      touch({ age: -20 * MINUTE, label: "Opened the brochure" }),
    ];
    expect(told(touches, facts, "ana")).toEqual([
      { at: "Sun 22 Nov 2026, 10:00", text: "Viewed /guide" },
      { at: "Tue 24 Nov 2026, 09:56", text: "Viewed /pricing" },
      { at: "Tue 24 Nov 2026, 10:00", text: came },
      { at: "Tue 24 Nov 2026, 10:00", text: given },
      { at: "Tue 24 Nov 2026, 10:10", text: "Ana Ruiz reminded." },
      { at: "Tue 24 Nov 2026, 10:20", text: "Opened the brochure" },
      { at: "Tue 24 Nov 2026, 10:30", text: "Ana Ruiz has contacted Jane Doe." },
    ]);
  });

  test("says once what happened several times in a row, with the last time", () => {
    const minutesAgo = (minutes: number, label = "Viewed /pricing") => touch({ age: minutes * MINUTE, label });
    const touches = [
      minutesAgo(9),
      minutesAgo(8),
      minutesAgo(7),
      minutesAgo(6, "Viewed /"),
      minutesAgo(5),
      minutesAgo(-5),
    ];
    expect(texts(touches)).toEqual([
      "Viewed /pricing, 3 times",
      "Viewed /",
      "Viewed /pricing",
      came,
      given,
      "Viewed /pricing",
    ]);
    expect(told(touches)[0]!.at).toBe("Tue 24 Nov 2026, 09:53");
  });

  test("has at most the newest 20 lines of them and counts the rest", () => {
    const touches = (count: number) =>
      Array.from({ length: count }, (_, i) => touch({ age: (i + 1) * MINUTE, label: `Viewed /${i}` }));
    expect(texts(touches(20))).toHaveLength(22);
    expect(texts(touches(21))[0]).toBe("1 earlier visit or event is not shown.");
    const shown = texts(touches(54));
    expect(shown).toHaveLength(23);
    expect(shown[0]).toBe("34 earlier visits and events are not shown.");
    expect(shown.slice(1, 3)).toEqual(["Viewed /19", "Viewed /18"]);
    expect(shown.slice(-3)).toEqual(["Viewed /0", came, given]);
    const twice = touches(30).flatMap((one) => [one, one]);
    expect(texts(twice)[0]).toBe("20 earlier visits and events are not shown.");
    // No more are read, so there may be more still.
    expect(texts(touches(100))[0]).toBe("At least 80 earlier visits and events are not shown.");
  });

  test("tells touches of the same instant in the order they were stored", () => {
    const [first, second] = [touch({ age: DAY, label: "First" }), touch({ age: DAY, label: "Second" })];
    const { story } = leadView(rulebook, about, [], [second!, first!], {
      reader: "vera",
      now: Date.parse(about.createdAt),
    });
    expect(story.slice(0, 2).map(({ text }) => text)).toEqual(["First", "Second"]);
  });

  test("shows a label as one short line, whatever a site sends", () => {
    const line = (label: string) => texts([touch({ age: DAY, label })])[0]!;
    expect(line("a\r\n\u202Eb\u2066\t c\0")).toBe("a b c");
    expect(line("😀".repeat(5_000))).toBe(`${"😀".repeat(99)}…`);
    expect(line("x".repeat(1_000_000))).toHaveLength(200);
    expect(line("\ud800")).toBe("\ufffd");
    expect(line("")).toBe("page");
    expect(line(" \u0000 ")).toBe("page");
  });

  test("is escaped in mail and page, and cannot add a line or a link", () => {
    const hostile = `"><img src=x onerror='alert(1)'><script>alert(1)</script>\n\nhttps://evil.example`;
    const touches = [touch({ age: DAY, label: hostile }), touch({ age: DAY, label: hostile })];
    const notice = { id: "n", kind: "handover" as const, to: "ana", at: iso(T0), retryAt: iso(T0), retries: 0 };
    const mail = renderNotice(
      noticeView(rulebook, about, [], touches, notice, {
        link: "https://baton.example/r/x",
        now: Date.parse(about.createdAt),
      }),
    );
    const page = leadPage(responseView(rulebook, about, [], touches, { reader: "ana", path: "/r/x", now: T0 }));
    for (const html of [mail.html, page]) {
      expect(html).not.toMatch(/<img|<script|href="https:\/\/evil/);
      expect(visibleText(html)).toContain("onerror='alert(1)'");
      expect(visibleText(html)).toContain("https://evil.example, 2 times");
    }
    expect(mail.text.split("\n")).not.toContain("https://evil.example");
  });

  test("reads what was seen under every id that is theirs by now, and nothing of people nobody saw", async () => {
    const store = memoryStore();
    const person = { id: "p", known: true, identities: ["p"] };
    expect(await touchesOfLead(store, {})).toEqual([]);
    expect(await touchesOfLead(store, { person })).toEqual([]);
    const seen = {
      id: "p",
      revision: 1,
      identities: ["p", "q"],
      known: true,
      touched: true,
      firstSeen: touch().at,
      lastSeen: touch().at,
    };
    const one = touch();
    await store.addTouches("q", [one], { write: { person: seen, seen: 0, join: [{ identity: "q", seen: 0 }] } });
    expect(await touchesOfLead(store, { person })).toEqual([one]);
  });
});
