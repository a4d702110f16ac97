import { type Clock, due, mark, nextStepAt, pause, start } from "@baton/core/clock";
import { recalculateLeads } from "@baton/core/clockwork";
import type { Store } from "@baton/core/ports";
import { compileAgreement, type Rulebook, rulebooks } from "@baton/core/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recalculateClock } from "../../../../packages/core/src/clock/recalculate.ts";
import { checked, people, small } from "../../../helpers/agreements.ts";
import { memoryStore } from "../../../helpers/memory/memory-store.ts";
import { type World, world } from "../../../helpers/world.ts";

const MINUTE = 60_000;
const iso = (instant: number) => new Date(instant).toISOString();

/** Every step that a policy of the property may have; no two are the same. */
const pool = [
  { at: "25%", do: "remind" },
  { at: "50%", do: "remind" },
  { at: "50%", do: "escalate", to: "vera" },
  { at: "100%", do: "escalate", to: "manager" },
  { at: "100%", do: "remind" },
  { at: "+15m", do: "escalate", to: "vera" },
  { at: "+2h", do: "escalate", to: "manager" },
  { at: "+elapsed 3h", do: "remind" },
  { at: "+1h", do: "escalate", to: "vera", repeat: { every: "2h", times: 2 } },
] as const;

const windows = ["20m", "1h", "4h", "1d", "elapsed 2h"] as const;

interface Edit {
  within: (typeof windows)[number];
  /** Places in the pool, in the order written. */
  steps: number[];
  calendar: "owner" | "office" | "always";
}

const edit: fc.Arbitrary<Edit> = fc.record({
  within: fc.constantFrom(...windows),
  steps: fc.shuffledSubarray(pool.map((_, place) => place)),
  calendar: fc.constantFrom("owner", "office", "always"),
});

const everybody = people({
  ana: { calendar: "office" },
  ben: {},
  sam: { manager: "vera" },
  vera: { manager: undefined },
});

/** Read once: one stage for each window, each with the whole pool. */
const written = checked(
  small({
    people: everybody,
    sla: {
      fast: {
        snooze: { max: "5d" },
        stages: Object.fromEntries(windows.map((within) => [within, { within, steps: pool }])),
      },
    },
  }),
);

function compiled({ within, steps, calendar }: Edit, version: number): Rulebook {
  const policy = written.sla.fast!;
  const stage = policy.stages[windows.indexOf(within)]!;
  const contact = { name: "contact", within: stage.within, steps: steps.map((place) => stage.steps[place]!) };
  return compileAgreement({ ...written, sla: { fast: { ...policy, calendar, stages: [contact] } } }, version);
}

/** Which step of the pool, and which of its repetitions, a clock's step is. */
function identity({ steps }: Edit, id: string): string {
  const [place, repetition = "0"] = id.split(".");
  return `${steps[Number(place)]}.${repetition}`;
}

const startOf = (rulebook: Rulebook, at: number): Clock =>
  start(rulebook, { policy: "fast", stage: rulebook.agreement.sla.fast!.stages[0]!, holder: "ana", at });

describe("a clock laid out by another version", () => {
  const from = Date.parse("2026-11-02T08:00:00Z");
  const history = fc.record({
    startedAt: fc.integer({ min: 0, max: 2 * 24 * 60 }).map((minutes) => from + minutes * MINUTE),
    first: edit,
    /** What happens after so many minutes: another version, or the holder lets the lead wait for so many minutes. */
    events: fc.array(
      fc.record({
        afterMinutes: fc.integer({ min: 0, max: 600 }),
        event: fc.oneof(edit, fc.record({ waitMinutes: fc.integer({ min: 1, max: 300 }) })),
      }),
      { minLength: 1, maxLength: 5 },
    ),
    /** How often somebody looks what is due: seldom means that steps are overtaken. */
    everyMinutes: fc.constantFrom(5, 45, 300),
  });

  test("is the clock that the version would have started, and no step happens twice or early", () => {
    fc.assert(
      fc.property(history, ({ startedAt, first, events, everyMinutes }) => {
        let spec = first;
        let rulebook = compiled(first, 1);
        let clock = startOf(rulebook, startedAt);
        let now = startedAt;
        let told = false;
        const fired = new Set<string>();
        const pauses: { at: number; until: number }[] = [];

        const look = () => {
          const done = due(clock, now);
          if (!done) return;
          for (const step of done.fire) {
            const what = identity(spec, step.id);
            expect(Date.parse(step.at)).toBeLessThanOrEqual(now);
            expect(fired, `${what} happened before`).not.toContain(what);
            fired.add(what);
            told ||= step.do === "escalate" && step.at >= clock.respondBy;
          }
          clock = mark(clock, done, now);
        };
        const until = (instant: number) => {
          for (; now + everyMinutes * MINUTE <= instant; look()) now += everyMinutes * MINUTE;
          now = instant;
        };

        for (const [n, { afterMinutes, event }] of events.entries()) {
          until(now + afterMinutes * MINUTE);
          if ("waitMinutes" in event) {
            pauses.push({ at: now, until: now + event.waitMinutes * MINUTE });
            clock = pause(rulebook, clock, now, pauses.at(-1)!.until);
            continue;
          }
          const before = clock;
          const next = compiled(event, n + 2);
          const others = { holder: "ana", held: false, pauses, told };
          const found = recalculateClock(rulebook, next, before, others, now);
          if ("kept" in found) throw new Error(found.kept);
          const expected = pauses.reduce((c, { at, until }) => pause(next, c, at, until), startOf(next, startedAt));
          clock = found.clock;

          expect(clock).toMatchObject({
            version: next.version,
            startedAt: before.startedAt,
            respondBy: expected.respondBy,
          });
          expect([clock.firstRespondBy, clock.holder]).toEqual([expected.firstRespondBy, expected.holder]);
          expect(new Set(clock.steps.map(({ id }) => id)).size).toBe(clock.steps.length);
          const by = new Map(clock.steps.map((step) => [step.id, step]));
          const pendingBefore = new Map(
            before.steps.filter(({ state }) => state === "pending").map((step) => [identity(spec, step.id), step]),
          );
          for (const step of expected.steps) {
            const what = identity(event, step.id);
            const is = by.get(step.id)!;
            if (fired.has(what)) expect(is.state).toBe("fired");
            else expect([is.do, is.to, is.at]).toEqual([step.do, step.to, step.at]);
            if (!fired.has(what) && Date.parse(step.at) > now) expect(is.state).toBe("pending");
            // What the change alone puts into the past speaks for a broken promise that nobody knows of, or not at all.
            const overdue = pendingBefore.get(what);
            if (is.state === "pending" && Date.parse(is.at) <= now && !(overdue && Date.parse(overdue.at) <= now))
              expect([is.do, is.at >= clock.respondBy, told]).toEqual(["escalate", true, false]);
          }
          if (fired.size === 0 && expected.steps.every(({ at }) => Date.parse(at) > now) && pauses.length === 0)
            expect(clock).toEqual(expected);
          const late = expected.steps.filter(
            (step) => step.do === "escalate" && step.at >= expected.respondBy && Date.parse(step.at) <= now,
          );
          if (!told && late.some(({ id }) => !fired.has(identity(event, id))))
            expect(due(clock, now)?.fire.map((step) => step.do)).toContain("escalate");
          expect(recalculateClock(next, next, clock, others, now)).toEqual({ clock });
          [spec, rulebook] = [event, next];
        }
        until(now + 14 * 24 * 60 * MINUTE);
        expect(nextStepAt(clock)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  test("does not repeat what happened under a version before the last", () => {
    const both: Edit = { within: "1h", steps: [1, 3], calendar: "always" };
    const one = compiled(both, 1);
    const two = compiled({ ...both, steps: [3] }, 2);
    const three = compiled({ ...both, within: "4h" }, 3);
    const now = from + 30 * MINUTE;
    const started = startOf(one, from);
    const reminded = mark(started, due(started, now)!, now);
    const others = { holder: "ana", held: false, pauses: [], told: false };
    const without = recalculateClock(one, two, reminded, others, now) as { clock: Clock };
    const again = recalculateClock(two, three, without.clock, others, now) as { clock: Clock };
    expect(again.clock.steps.map(({ do: what, at, state }) => [what, at, state])).toEqual([
      ["remind", iso(now), "fired"],
      ["escalate", iso(from + 240 * MINUTE), "pending"],
    ]);
  });

  test("keeps the version where the other one leaves it no working time", () => {
    const some: Edit = { within: "1h", steps: [3], calendar: "office" };
    const { agreement } = compiled(some, 2);
    const never = { ...agreement.calendars, office: { ...agreement.calendars.office!, week: {} } };
    const others = { holder: "ana", held: false, pauses: [], told: false };
    expect(
      recalculateClock(
        compiled(some, 1),
        compileAgreement({ ...agreement, calendars: never }, 2),
        startOf(compiled(some, 1), from),
        others,
        from,
      ),
    ).toEqual({ kept: expect.stringContaining("no working time") });
  });
});

const T = "2026-11-24T09:00:00.000Z";
const clock = (time: string) => `2026-11-24T${time}Z`;

const ladder = [
  { at: "50%", do: "remind" },
  { at: "100%", do: "escalate", to: "manager" },
  { at: "+2h", do: "escalate", to: "vera" },
];
/** One policy; what a test changes of it stands in the test. */
const agreement = (contact: object, policy: object = {}, parts: object = {}) =>
  small({
    sla: {
      fast: { snooze: { max: "2d" }, stages: { contact: { within: "2h", steps: ladder, ...contact } }, ...policy },
    },
    ...parts,
  });

describe("recalculating open leads", () => {
  const all = async (w: World, options: { apply: boolean; by?: string }) => {
    const leads = [];
    let cursor: string | undefined;
    do {
      const page = await recalculateLeads(w.relay, { ...options, ...(cursor && { cursor }) });
      leads.push(...page.leads);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    await w.settle();
    return leads;
  };
  const opened = async (contact: object = {}, policy: object = {}, parts: object = {}) => {
    const w = await world(agreement(contact, policy, parts), { at: T });
    const { id } = await w.send({ name: "Jane Doe", email: "jane@globex.example" });
    return { w, id, mails: () => w.mailed(id).slice(1) };
  };
  const change = (w: World, contact: object, policy: object = {}, parts: object = {}) =>
    w.publish(agreement(contact, policy, parts), 1);

  test("lists what would move and changes nothing until it is applied; a clock that nobody recalculates keeps its version", async () => {
    const { w, id, mails } = await opened();
    await change(w, { within: "1h" });
    const before = await w.lead(id);
    expect(await all(w, { apply: false })).toEqual([
      {
        id,
        name: "Jane Doe",
        stage: "contact",
        from: 1,
        to: 2,
        dueBefore: clock("10:00:00.000"),
        dueAfter: clock("09:30:00.000"),
        respondByBefore: clock("11:00:00.000"),
        respondByAfter: clock("10:00:00.000"),
        moved: true,
      },
    ]);
    expect(await w.lead(id)).toEqual(before);
    await w.until(clock("10:30:00"));
    expect(mails()).toEqual([`reminder ${before.owner}`]);
  });

  test("moves them, says so in the timeline and to nobody else; the steps fire at their new instants", async () => {
    const { w, id, mails } = await opened();
    await change(w, { within: "1h" });
    expect(await all(w, { apply: true, by: "Maya" })).toMatchObject([{ id, moved: true }]);
    expect(mails()).toEqual([]);
    expect((await w.lines(id)).map(({ at, text }) => [at, text])).toEqual([
      [
        T,
        "Clock recalculated by Maya: version 1 → 2, next step Tue 24 Nov 2026, 11:00 → Tue 24 Nov 2026, 10:30, response by Tue 24 Nov 2026, 12:00 → Tue 24 Nov 2026, 11:00.",
      ],
    ]);
    await w.until(clock("09:29:59.999"));
    expect(mails()).toEqual([]);
    await w.until(clock("10:00:00"));
    expect(mails()).toEqual([`reminder ${(await w.lead(id)).owner}`, "escalation sam"]);
  });

  test("does nothing a second time, and the same at the same time once", async () => {
    const { w, id } = await opened();
    await change(w, { within: "1h" });
    await Promise.all([all(w, { apply: true }), all(w, { apply: true })]);
    const { revision } = await w.lead(id);
    expect(await all(w, { apply: true })).toEqual([]);
    expect((await w.lead(id)).revision).toBe(revision);
    expect(await w.story(id)).toEqual(["clock.recalculated"]);
  });

  test("tells of a promise that is broken by the new version at once, once, and skips what else lies before the change", async () => {
    const { w, id, mails } = await opened();
    await w.until(clock("09:40:00"));
    await change(w, { within: "30m" });
    await all(w, { apply: true });
    expect(mails()).toEqual(["escalation sam"]);
    expect(await w.breaches(id)).toMatchObject([{ at: clock("09:30:00.000"), told: ["sam"] }]);
    expect((await w.told(id))[0]).toMatch(/Before the change, so skipped: remind due Tue 24 Nov 2026, 10:15\.$/);
    await w.until(clock("16:00:00"));
    expect(mails()).toEqual(["escalation sam", "escalation vera"]);
  });

  test("tells of a broken promise by a reassignment where the policy has no escalation", async () => {
    const only = [{ at: "100%", do: "reassign" }];
    const { w, id, mails } = await opened({ steps: only });
    const { owner } = await w.lead(id);
    await w.until(clock("09:40:00"));
    await change(w, { within: "30m", steps: only });
    await all(w, { apply: true });
    expect((await w.lead(id)).owner).not.toBe(owner);
    expect(mails()).toHaveLength(2);
  });

  test("mails nobody about a breach that was told of, whatever steps the new version adds to it", async () => {
    const { w, id, mails } = await opened();
    await w.until(clock("11:05:00"));
    const before = mails();
    expect(before).toContain("escalation sam");
    const more = [{ at: "100%", do: "escalate", to: "vera" }, { at: "75%", do: "remind" }, ...ladder];
    await change(w, { within: "1h", steps: more });
    await all(w, { apply: true });
    await w.until(clock("11:59:59"));
    expect(mails()).toEqual(before);
    await w.until(clock("12:00:00"));
    expect(mails()).toEqual([...before, "escalation vera"]);
    expect((await w.lead(id)).clock!.respondBy).toBe(clock("10:00:00.000"));
  });

  test("does not swallow a step that was due anyhow when the change came", async () => {
    const { w, id, mails } = await opened();
    w.outage(clock("11:00:01"));
    await change(w, { within: "1h" });
    await all(w, { apply: true });
    await w.until(clock("11:00:01"));
    expect(mails()).toEqual(["escalation sam"]);
    expect((await w.lead(id)).clock!.steps.map(({ state }) => state)).toEqual(["skipped", "fired", "pending"]);
  });

  test("keeps a pause and a hold as they were", async () => {
    const steps = [...ladder, { at: "+15m", do: "reassign" }];
    const { w, id } = await opened({ steps });
    const owner = (await w.lead(id)).owner!;
    await w.until(clock("09:30:00"));
    await w.answer(id, owner, "snooze", { until: clock("12:30:00"), reason: "On a plane" });
    const before = (await w.lead(id)).clock!;
    await change(w, { within: "1h", steps });
    await all(w, { apply: true });
    const after = (await w.lead(id)).clock!;
    const { heldUntil, snoozedFrom, snoozedUntil, pausedMs } = before;
    expect(after).toMatchObject({ heldUntil, snoozedFrom, snoozedUntil, pausedMs, respondBy: clock("13:00:00.000") });
    expect(after.steps.map(({ do: what, at }) => `${what} ${at.slice(11, 16)}`)).toEqual([
      // On the minute at which the pause began, and so not moved by it.
      "remind 09:30",
      "escalate 13:00",
      "reassign 13:15",
      "escalate 15:00",
    ]);
  });

  test("holds a reassignment of the new version back as long as somebody is on it", async () => {
    const { w, id } = await opened();
    const owner = (await w.lead(id)).owner!;
    await w.until(clock("09:20:00"));
    await w.answer(id, owner, "accept");
    await change(w, { within: "10m", steps: [...ladder, { at: "+15m", do: "reassign" }] });
    await all(w, { apply: true });
    await w.until(clock("09:49:59"));
    expect((await w.lead(id)).owner).toBe(owner);
    await w.until(clock("09:50:00"));
    expect((await w.lead(id)).owner).not.toBe(owner);
  });

  describe("of a lead that was reassigned", () => {
    const steps = [...ladder, { at: "+15m", do: "reassign" }, { at: "+7h", do: "escalate", to: "manager" }];

    test("leaves the first breach where it was, with the steps that both versions bind to it", async () => {
      const { w, id } = await opened({ steps }, {}, { people: everybody });
      await w.until(clock("11:20:00"));
      const { owners, clock: before } = await w.lead(id);
      expect(owners).toHaveLength(2);
      await change(
        w,
        { within: "1h", steps: [{ at: "+3h", do: "escalate", to: "vera" }, ...steps] },
        {},
        { people: everybody },
      );
      await all(w, { apply: true });
      const after = (await w.lead(id)).clock!;
      expect(after).toMatchObject({ respondBy: clock("12:15:00.000"), firstRespondBy: before!.firstRespondBy });
      const ahead = after.steps.filter(({ state }) => state === "pending");
      // Seven hours of the first owner's working time.
      const last = before!.steps.at(-1)!.at;
      expect(ahead.map(({ do: what, to, at }) => [what, to, at])).toEqual([
        ["remind", undefined, clock("11:45:00.000")],
        ["escalate", "manager", clock("12:15:00.000")],
        ["escalate", "vera", clock("13:00:00.000")],
        ["escalate", "vera", clock("14:00:00.000")],
        ["escalate", "manager", last],
      ]);
      const earlier = before!.steps.filter(({ id }) => id.includes("@"));
      expect(earlier).toHaveLength(2);
      expect(after.steps).toEqual(expect.arrayContaining(earlier));
      const mailed = w.mailed(id).length;
      await w.until(clock("11:44:59"));
      expect(w.mailed(id)).toHaveLength(mailed);
    });

    test("tells of the second owner's broken promise, though the first one's is known", async () => {
      const { w, id } = await opened({ steps });
      await w.until(clock("12:20:00"));
      const mailed = w.mailed(id);
      await change(w, { within: "1h", steps });
      await all(w, { apply: true });
      expect(w.mailed(id).slice(mailed.length)).toEqual(["escalation sam"]);
      expect((await w.breaches(id)).map(({ at }) => at)).toEqual([clock("11:00:00.000"), clock("12:15:00.000")]);
    });

    test("counts the present owner's pauses only", async () => {
      const { w, id } = await opened();
      const owner = (await w.lead(id)).owner!;
      const wait = (by: string, until: string) => w.answer(id, by, "snooze", { until: clock(until), reason: "Away" });
      await w.until(clock("09:10:00"));
      await wait(owner, "09:40:00");
      await w.until(clock("09:50:00"));
      const other = owner === "ana" ? "ben" : "ana";
      await w.answer(id, "sam", "reassign", { to: other });
      await w.until(clock("10:00:00"));
      await wait(other, "10:30:00");
      await change(w, { within: "1h" });
      await all(w, { apply: true });
      expect((await w.lead(id)).clock!.respondBy).toBe(clock("11:20:00.000"));
    });

    test("takes it from no manager who holds it because nobody else could", async () => {
      const alone = { teams: { sales: { members: ["ana"], manager: "sam" } } };
      const { w, id } = await opened({ steps }, {}, alone);
      await w.until(clock("11:20:00"));
      expect(await w.lead(id)).toMatchObject({ owner: "sam", held: true });
      await change(w, { within: "1h", steps: [...steps, { at: "+9h", do: "reassign" }] }, {}, alone);
      await all(w, { apply: true });
      const ahead = (await w.lead(id)).clock!.steps.filter(({ state }) => state === "pending");
      expect(ahead.map((step) => step.do)).toEqual(["remind", "escalate", "escalate", "escalate"]);
    });
  });

  test.each([
    [
      "policy",
      {
        sla: { slow: { stages: { contact: { within: "1h" } } } },
        routing: [{ name: "All", to: "sales", sla: "slow" }],
      },
    ],
    ["stage", { sla: { fast: { stages: { call: { within: "1h" } } } } }],
    [
      "team",
      { teams: { crew: { members: ["ana"], manager: "sam" } }, routing: [{ name: "All", to: "crew", sla: "fast" }] },
    ],
  ])("a clock whose %s is gone keeps its version, and the list says why", async (what, parts) => {
    const { w, id, mails } = await opened();
    await change(w, {}, {}, parts);
    const before = await w.lead(id);
    const reason = expect.stringContaining(what);
    for (const apply of [false, true])
      expect(await all(w, { apply })).toMatchObject([{ id, from: 1, to: 1, moved: false, reason }]);
    expect(await w.lead(id)).toEqual(before);
    await w.until(clock("10:00:00"));
    expect(mails()).toEqual([`reminder ${before.owner}`]);
  });

  test("a clock in the working time of somebody who has left keeps its version", async () => {
    const { w, id } = await opened();
    const { owner } = await w.lead(id);
    const { [owner!]: _left, ...rest } = people({
      ana: {},
      ben: {},
      sam: { manager: "vera" },
      vera: { manager: undefined },
    });
    const left = { people: rest, teams: { sales: { members: [owner === "ana" ? "ben" : "ana"], manager: "sam" } } };
    await change(w, { within: "1h" }, {}, left);
    expect(await all(w, { apply: true })).toMatchObject([
      { id, from: 1, to: 1, reason: expect.stringContaining("left") },
    ]);
  });

  test("leads that nobody has, that are closed or have no clock are left alone", async () => {
    const away = [{ from: "2026-11-01", to: "2026-12-01" }];
    const parts = {
      people: people({ ana: { away }, ben: { away }, sam: { manager: "vera" }, vera: { manager: undefined } }),
    };
    const w = await world(agreement({}, {}, parts), { at: T });
    const unowned = await w.send({ name: "Una Wned", email: "una@globex.example" });
    await w.publish(agreement({}), 1);
    const closed = await w.send({ name: "Clo Sed", email: "clo@initech.example" });
    await w.answer(closed.id, (await w.lead(closed.id)).owner!, "contacted");
    await w.publish(agreement({ within: "1h" }), 2);
    const before = [await w.lead(unowned.id), await w.lead(closed.id)];
    expect(before.map(({ owner, stage }) => [owner === null, stage])).toEqual([
      [true, "contact"],
      [false, "closed"],
    ]);
    expect(await all(w, { apply: true })).toEqual([]);
    expect([await w.lead(unowned.id), await w.lead(closed.id)]).toEqual(before);
  });

  test("goes on after a crash between two pages, or within one, and changes every lead once", async () => {
    const store = memoryStore();
    let dies: string | undefined;
    const failing: Store = {
      ...store,
      commit: (lead, also) => (lead.id === dies ? Promise.reject(new Error("power cut")) : store.commit(lead, also)),
    };
    const w = await world(agreement({}), { at: T, store: failing });
    const ids: string[] = [];
    for (let n = 0; n < 130; n++) {
      w.outage(w.now() + 1);
      ids.push((await w.send({ name: `Lead ${n}`, email: `lead@firm${n}.example` })).id);
    }
    await change(w, { within: "1h" });

    const first = await recalculateLeads(w.relay, { apply: true });
    expect(first.leads).toHaveLength(100);
    expect(first.next).not.toBeNull();
    dies = ids[10]!;
    await expect(recalculateLeads(w.relay, { apply: true, cursor: first.next! })).rejects.toThrow("power cut");
    dies = undefined;
    expect((await all(w, { apply: true })).map(({ id }) => id)).toContain(ids[10]);
    expect(await recalculateLeads(w.relay, { apply: true })).toEqual({ version: 2, leads: [], next: null });
    // A minute's many hand-overs go out together when it is over.
    await w.until(w.now() + 2 * MINUTE);
    for (const id of ids) {
      expect((await w.lead(id)).clock).toMatchObject({ version: 2 });
      expect(await w.story(id)).toHaveLength(1);
    }
    expect(w.mails).toHaveLength(130);
  });

  test("is by the version that is active, also in a process that has not heard of it, and by none that was not expected", async () => {
    const { w, id } = await opened();
    const elsewhere = { ...w.relay, rulebooks: rulebooks(w.store, () => 0) };
    expect(await elsewhere.rulebooks.active()).toMatchObject({ version: 1 });
    await change(w, { within: "1h" });
    await expect(recalculateLeads(elsewhere, { apply: true, version: 1 })).rejects.toMatchObject({
      code: "agreement.conflict",
      status: 412,
    });
    expect(await recalculateLeads(elsewhere, { apply: true, version: 2 })).toMatchObject({
      version: 2,
      leads: [{ id, to: 2 }],
    });
  });
});
