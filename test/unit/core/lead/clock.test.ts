import {
  type Clock,
  due,
  hold,
  lateness,
  mark,
  nextStepAt,
  pause,
  pausedBy,
  restart,
  snoozeLimit,
  start,
} from "@baton/core/clock";
import type { Rulebook } from "@baton/core/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { people, rulebookOf, small } from "../../../helpers/agreements.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A Monday. */
const T = Date.parse("2026-11-02T10:00:00Z");
const at = (clock: string, day = "2026-11-02") => Date.parse(`${day}T${clock}Z`);
const iso = (instant: number) => new Date(instant).toISOString();

const ladder = [
  { at: "50%", do: "remind" },
  { at: "100%", do: "escalate", to: "manager" },
  { at: "+15m", do: "reassign" },
  { at: "+2h", do: "escalate", to: "vera" },
];

/** A policy of one stage; Ana works from nine to five, Ben always. */
function rules(contact: object, policy: object = {}): Rulebook {
  return rulebookOf(
    small({
      people: people({ ana: { calendar: "office" }, ben: {}, sam: { manager: "vera" }, vera: { manager: undefined } }),
      sla: { fast: { stages: { contact: { within: "1h", steps: ladder, ...contact } }, ...policy } },
    }),
  );
}

const startOf = (rulebook: Rulebook, holder: string | undefined, from = T, more: object = {}): Clock =>
  start(rulebook, { policy: "fast", stage: rulebook.agreement.sla.fast!.stages[0]!, holder, at: from, ...more });

/** Steps as `do time`, with the state where it is not pending. */
const shown = (clock: Clock) =>
  clock.steps.map((step) => `${step.do} ${step.at.slice(11, 16)}${step.state === "pending" ? "" : ` ${step.state}`}`);

describe("starting a stage", () => {
  test("gives every step its instant in the owner's working time", () => {
    const clock = startOf(rules({}), "ana", at("16:30:00"));
    expect(clock).toMatchObject({
      holder: "ana",
      respondBy: "2026-11-03T09:30:00.000Z",
      firstRespondBy: "2026-11-03T09:30:00.000Z",
    });
    expect(clock.steps.map((step) => step.at)).toEqual([
      // Half of it is over at closing time, and due then.
      "2026-11-02T17:00:00.000Z",
      "2026-11-03T09:30:00.000Z",
      "2026-11-03T09:45:00.000Z",
      "2026-11-03T11:30:00.000Z",
    ]);
  });

  test("outside of working hours runs from the next opening", () => {
    expect(shown(startOf(rules({}), "ana", at("20:00:00")))).toEqual([
      "remind 09:30",
      "escalate 10:00",
      "reassign 10:15",
      "escalate 12:00",
    ]);
  });

  test("in a named calendar does not depend on who holds it", () => {
    const rulebook = rules({}, { calendar: "office" });
    expect(startOf(rulebook, "ben", at("20:00:00")).steps).toEqual(startOf(rulebook, "ana", at("20:00:00")).steps);
    expect(startOf(rulebook, "ben")).not.toHaveProperty("holder");
  });

  test("elapsed durations are wall-clock time", () => {
    const rulebook = rules({
      within: "elapsed 2h",
      steps: [
        { at: "50%", do: "remind" },
        { at: "+elapsed 24h", do: "remind" },
        { at: "+1h", do: "remind" },
      ],
    });
    const clock = startOf(rulebook, "ana", at("16:30:00"));
    expect(clock.respondBy).toBe("2026-11-02T18:30:00.000Z");
    expect(clock.steps.map((step) => step.at)).toEqual([
      "2026-11-02T17:30:00.000Z",
      "2026-11-03T10:00:00.000Z",
      "2026-11-03T18:30:00.000Z",
    ]);
  });

  test("percentages round up to the millisecond and no further", () => {
    const steps = ["33%", "1.1%", "0.1%"].map((percent) => ({ at: percent, do: "remind" }));
    const instants = (within: string) =>
      startOf(rules({ within, steps }), "ben").steps.map((step) => Date.parse(step.at) - T);
    expect(instants("1h")).toEqual([3_600, 39_600, 1_188_000]);
    expect(instants("1s")).toEqual([1, 11, 330]);
    expect(instants("10ms")).toEqual([1, 1, 4]);
  });

  test("a repeat of `times: 2` fires at its instant and twice more, in the step's own time", () => {
    const steps = [{ at: "+elapsed 1h", do: "remind", repeat: { every: "1d", times: 2 } }];
    const clock = startOf(rules({ steps }), "ana", at("10:00:00"));
    expect(clock.steps.map(({ id, at }) => [id, at])).toEqual([
      ["0", "2026-11-02T12:00:00.000Z"],
      ["0.1", "2026-11-03T12:00:00.000Z"],
      ["0.2", "2026-11-04T12:00:00.000Z"],
    ]);
  });

  test("a manager who holds gets no reassign", () => {
    expect(shown(startOf(rules({}), "sam", T, { noReassign: true }))).toEqual([
      "remind 10:30",
      "escalate 11:00",
      "escalate 13:00",
    ]);
  });

  test("steps are in order, and none is before the start", () => {
    const step = fc.oneof(
      fc.integer({ min: 1, max: 100 }).map((percent) => ({ at: `${percent}%`, do: "remind" })),
      fc.integer({ min: 0, max: 600 }).map((minutes) => ({ at: `+${minutes}m`, do: "reassign" })),
      fc
        .integer({ min: 0, max: 600 })
        .map((minutes) => ({ at: `+elapsed ${minutes}m`, do: "escalate", to: "manager" })),
    );
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 6 }),
        fc.integer({ min: 0, max: 2000 }),
        fc.constantFrom("ana", "ben"),
        (steps, minutes, who) => {
          const clock = startOf(rules({ steps, within: "3h" }), who, T + minutes * MINUTE);
          const instants = clock.steps.map((one) => Date.parse(one.at));
          expect(instants).toEqual(instants.toSorted((a, b) => a - b));
          expect(Math.min(...instants, T + minutes * MINUTE)).toBe(T + minutes * MINUTE);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("what is due", () => {
  const clock = startOf(rules({}), "ben");

  test("is nothing before the first instant, and one step at it", () => {
    expect(due(clock, at("10:29:59.999"))).toBeUndefined();
    expect(due(clock, at("10:30:00"))).toMatchObject({ fire: [{ do: "remind" }], skip: [] });
    expect(nextStepAt(clock)).toBe(at("10:30:00"));
  });

  test("of several overdue steps is only the furthest escalation; the others are skipped", () => {
    expect(due(clock, at("11:01:00"))).toMatchObject({ fire: [{ id: "1", do: "escalate" }], skip: [{ id: "0" }] });
    const last = due(clock, at("20:00:00"))!;
    expect(last.fire.at(-1)).toMatchObject({ id: "3", do: "escalate", to: "vera" });
    expect(last.skip.map(({ id }) => id)).toEqual(["0", "1"]);
  });

  test("is an overdue reassignment in any case: neither an earlier nor a later escalation replaces it, nor it them", () => {
    expect(due(clock, at("11:20:00"))).toMatchObject({
      fire: [{ do: "escalate" }, { do: "reassign" }],
      skip: [{ do: "remind" }],
    });
    expect(due(clock, at("20:00:00"))).toMatchObject({ fire: [{ do: "reassign" }, { do: "escalate", to: "vera" }] });
  });

  test("of several overdue reassignments is the last, also when a hold has put them to the same instant", () => {
    const steps = [
      { at: "50%", do: "reassign" },
      { at: "100%", do: "reassign" },
    ];
    const rulebook = rules({ steps }, { acceptHolds: "2h" });
    const fresh = startOf(rulebook, "ben");
    expect(due(fresh, at("12:00:00"))).toMatchObject({ fire: [{ id: "1" }], skip: [{ id: "0" }] });
    const held = hold(rulebook, fresh, T);
    expect(held.steps[0]!.at).toBe(held.steps[1]!.at);
    expect(due(held, at("12:00:00"))).toMatchObject({ fire: [{ id: "1" }], skip: [{ id: "0" }] });
  });

  test("after any outage is at most one instant's mails and one reassignment, the last; the rest is skipped and none is lost", () => {
    const step = fc.record({
      at: fc.integer({ min: 0, max: 20 }).map((minutes) => `+${minutes}m`),
      do: fc.constantFrom("remind", "escalate", "reassign"),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 7 }), fc.integer({ min: 0, max: 90 }), (given, minutes) => {
        const steps = given.map((one) => (one.do === "escalate" ? { ...one, to: "vera" } : one));
        const laid = startOf(rules({ steps }), "ben");
        const now = T + minutes * MINUTE;
        const overdue = laid.steps.filter((one) => Date.parse(one.at) <= now);
        const { fire, skip } = due(laid, now) ?? { fire: [], skip: [] };
        expect([...fire, ...skip].map(({ id }) => id).sort()).toEqual(overdue.map(({ id }) => id).sort());
        const moved = fire.filter((one) => one.do === "reassign");
        expect(moved).toEqual(overdue.filter((one) => one.do === "reassign").slice(-1));
        const told = fire.filter((one) => one.do !== "reassign").map((one) => one.at);
        expect(new Set(told).size).toBeLessThanOrEqual(1);
        const escalations = overdue.filter((one) => one.do === "escalate");
        if (escalations.length > 0) expect(told).toContain(escalations.at(-1)!.at);
      }),
      { numRuns: 200 },
    );
  });

  test("a later reminder does not hide an overdue escalation", () => {
    const rulebook = rules({
      steps: [
        { at: "100%", do: "escalate", to: "manager" },
        { at: "+10m", do: "remind" },
      ],
    });
    expect(due(startOf(rulebook, "ben"), at("12:00:00"))).toMatchObject({
      fire: [{ do: "escalate" }],
      skip: [{ do: "remind" }],
    });
  });

  test("of reminders alone is the furthest", () => {
    const rulebook = rules({
      steps: [
        { at: "25%", do: "remind" },
        { at: "50%", do: "remind" },
      ],
    });
    expect(due(startOf(rulebook, "ben"), at("12:00:00"))).toMatchObject({ fire: [{ id: "1" }], skip: [{ id: "0" }] });
  });

  test("of the same instant belongs together: all of it fires, in the order written", () => {
    const steps = [
      { at: "100%", do: "remind" },
      { at: "100%", do: "escalate", to: "sam" },
      { at: "100%", do: "escalate", to: "vera" },
    ];
    expect(due(startOf(rules({ steps }), "ben"), at("11:00:00"))).toMatchObject({
      fire: [{ do: "remind" }, { to: "sam" }, { to: "vera" }],
      skip: [],
    });
  });

  test("does not come again once marked", () => {
    const now = at("11:01:00");
    const marked = mark(clock, due(clock, now)!, now);
    expect(shown(marked)).toEqual(["remind 10:30 skipped", "escalate 11:00 fired", "reassign 11:15", "escalate 13:00"]);
    expect(marked.steps[1]!.doneAt).toBe(iso(now));
    expect(due(marked, now)).toBeUndefined();
    expect(nextStepAt(marked)).toBe(at("11:15:00"));
  });

  test("walking any clock fires each step at most once, in order, never early, whenever one looks", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 240 }), { minLength: 1, maxLength: 12 }), (waits) => {
        let walked = clock;
        let now = T;
        const fired: string[] = [];
        for (const wait of waits) {
          now += wait * MINUTE;
          const done = due(walked, now);
          if (!done) continue;
          for (const step of [...done.fire, ...done.skip]) expect(Date.parse(step.at)).toBeLessThanOrEqual(now);
          walked = mark(walked, done, now);
          fired.push(...done.fire.map(({ id }) => id));
        }
        expect(fired).toEqual([...new Set(fired)].sort());
      }),
      { numRuns: 100 },
    );
  });
});

describe("a new owner in the middle of a stage", () => {
  const breached = (rulebook: Rulebook) => {
    const now = at("11:15:00");
    let clock = startOf(rulebook, "ben");
    for (const instant of [at("10:30:00"), at("11:00:00"), now]) clock = mark(clock, due(clock, instant)!, instant);
    return clock;
  };

  test("gets the window and the steps within it afresh, in their own working time; later ones stay bound to the first breach", () => {
    const rulebook = rules({});
    const clock = restart(rulebook, breached(rulebook), { holder: "ana", at: at("16:45:00") });
    expect(clock.respondBy).toBe("2026-11-03T09:45:00.000Z");
    expect(clock.firstRespondBy).toBe("2026-11-02T11:00:00.000Z");
    expect(
      clock.steps.filter(({ state }) => state === "pending").map((step) => `${step.do} ${step.at.slice(0, 16)}`),
    ).toEqual(["escalate 2026-11-02T13:00", "remind 2026-11-03T09:15", "escalate 2026-11-03T09:45"]);
  });

  test("leaves what has happened as it was, under ids of its own", () => {
    const rulebook = rules({});
    const once = restart(rulebook, breached(rulebook), { holder: "ana", at: at("11:15:00") });
    const twice = restart(rulebook, once, { holder: "ben", at: at("11:45:00") });
    expect(twice.steps.filter(({ state }) => state === "fired").map((step) => step.do)).toEqual([
      "remind",
      "escalate",
      "reassign",
    ]);
    expect(new Set(twice.steps.map(({ id }) => id)).size).toBe(twice.steps.length);
  });

  test("who is a manager and holds it is not reassigned", () => {
    const rulebook = rules({});
    const clock = restart(rulebook, startOf(rulebook, "ben"), { holder: "sam", at: at("11:15:00"), noReassign: true });
    expect(clock.steps.map((step) => step.do)).not.toContain("reassign");
  });
});

describe("I am on it", () => {
  test("holds back a reassignment for as long as agreed, in working time, and moves nothing else", () => {
    const rulebook = rules({}, { acceptHolds: "30m" });
    const held = hold(rulebook, startOf(rulebook, "ben"), at("11:10:00"));
    expect(held.heldUntil).toBe("2026-11-02T11:40:00.000Z");
    expect(shown(held)).toEqual(["remind 10:30", "escalate 11:00", "reassign 11:40", "escalate 13:00"]);
    const evening = hold(rulebook, startOf(rulebook, "ana", at("15:30:00")), at("16:40:00"));
    expect(evening.heldUntil).toBe("2026-11-03T09:10:00.000Z");
  });

  test("never brings a reassignment forward", () => {
    const rulebook = rules({}, { acceptHolds: "5m" });
    expect(shown(hold(rulebook, startOf(rulebook, "ben"), at("10:10:00")))).toContain("reassign 11:15");
  });

  test("holds for 30 minutes when nothing is agreed", () => {
    const rulebook = rules({});
    expect(hold(rulebook, startOf(rulebook, "ben"), at("11:10:00")).heldUntil).toBe("2026-11-02T11:40:00.000Z");
  });
});

describe("snoozing", () => {
  const rulebook = rules({ steps: [...ladder, { at: "+elapsed 3h", do: "remind" }] }, { snooze: { max: "1d" } });

  test("keeps what was left of every step that has not come, in working or wall-clock time", () => {
    const clock = startOf(rulebook, "ana", at("10:00:00"));
    const paused = pause(rulebook, clock, at("10:20:00"), at("16:50:00"));
    expect(paused.snoozedUntil).toBe("2026-11-02T16:50:00.000Z");
    expect(paused.respondBy).toBe("2026-11-03T09:30:00.000Z");
    expect(paused.steps.map((step) => `${step.do} ${step.at.slice(8, 16)}`)).toEqual([
      "remind 02T17:00",
      "remind 02T20:30",
      "escalate 03T09:30",
      "reassign 03T09:45",
      "escalate 03T11:30",
    ]);
  });

  test("again, before the pause is over, replaces the pause and keeps what was left", () => {
    const clock = startOf(rulebook, "ben", at("10:00:00"));
    const once = pause(rulebook, clock, at("10:20:00"), at("15:00:00"));
    const shorter = pause(rulebook, once, at("10:30:00"), at("11:00:00"));
    expect(shown(shorter).slice(0, 2)).toEqual(["remind 11:10", "escalate 11:40"]);
    const longer = pause(rulebook, once, at("10:30:00"), at("18:00:00"));
    expect(shown(longer).slice(0, 2)).toEqual(["remind 18:10", "escalate 18:40"]);
    expect(longer.respondBy).toBe("2026-11-02T18:40:00.000Z");
  });

  test("after a pause is over takes only what is left since", () => {
    const clock = startOf(rulebook, "ben", at("10:00:00"));
    const once = pause(rulebook, clock, at("10:20:00"), at("11:00:00"));
    expect(shown(pause(rulebook, once, at("11:05:00"), at("12:00:00"))).slice(0, 2)).toEqual([
      "remind 12:05",
      "escalate 12:35",
    ]);
  });

  test("does not move what has fired, nor a broken promise", () => {
    let clock = startOf(rulebook, "ben");
    clock = mark(clock, due(clock, at("11:00:00"))!, at("11:00:00"));
    const paused = pause(rulebook, clock, at("11:05:00"), at("12:05:00"));
    expect(paused.respondBy).toBe("2026-11-02T11:00:00.000Z");
    expect(shown(paused)).toEqual([
      "remind 10:30 skipped",
      "escalate 11:00 fired",
      "reassign 12:15",
      "escalate 14:00",
      "remind 15:00",
    ]);
  });

  test("is counted in working time, as far as it really lasted", () => {
    const clock = startOf(rulebook, "ana", at("10:00:00"));
    const once = pause(rulebook, clock, at("16:00:00"), at("09:30:00", "2026-11-03"));
    expect(once.pausedMs).toBe(90 * MINUTE);
    expect(pausedBy(rulebook, once, at("16:20:00"))).toBe(20 * MINUTE);
    // What replaces a pause that still runs takes what was left of it away.
    const shorter = pause(rulebook, once, at("16:10:00"), at("16:30:00"));
    expect(shorter.pausedMs).toBe(30 * MINUTE);
    const again = pause(rulebook, shorter, at("16:40:00"), at("16:50:00"));
    expect(again.pausedMs).toBe(40 * MINUTE);
    expect(restart(rulebook, again, { holder: "ben", at: at("16:45:00") }).pausedMs).toBe(35 * MINUTE);
    expect(pausedBy(rulebook, clock, at("16:00:00"))).toBe(0);
  });

  test("is capped by the policy in the holder's working time, and not possible without a cap", () => {
    expect(snoozeLimit(rulebook, startOf(rulebook, "ana"), at("10:00:00"))).toBe(at("10:00:00", "2026-11-03"));
    expect(snoozeLimit(rules({}), startOf(rules({}), "ana"), T)).toBeUndefined();
  });
});

describe("lateness", () => {
  test("is measured in the holder's working time", () => {
    const rulebook = rules({});
    const clock = startOf(rulebook, "ana", at("15:30:00"));
    expect(lateness(rulebook, clock, at("16:30:00"))).toBe(0);
    expect(lateness(rulebook, clock, at("16:30:00.001"))).toBe(1);
    expect(lateness(rulebook, clock, at("09:15:00", "2026-11-03"))).toBe(45 * MINUTE);
  });

  test("of an elapsed window is wall-clock time", () => {
    const rulebook = rules({ within: "elapsed 1h" });
    expect(lateness(rulebook, startOf(rulebook, "ana", at("16:30:00")), at("09:30:00", "2026-11-03"))).toBe(16 * HOUR);
  });
});
