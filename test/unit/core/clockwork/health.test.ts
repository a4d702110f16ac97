import {
  countDelivery,
  countRefusal,
  endIncident,
  raiseIncident,
  reportIncident,
  type SourceReportView,
  silenceOf,
  sourceOverview,
  watchSources,
} from "@baton/core/health";
import type { Relay } from "@baton/core/lead";
import type { NoticeMessage, Store } from "@baton/core/ports";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { people, rulebookOf, small } from "../../../helpers/agreements.ts";
import { memoryHealth } from "../../../helpers/memory/memory-health.ts";
import { arrivals, DAY, officeHours, sourceDays } from "../../../helpers/source-days.ts";

const MINUTE = 60_000;
const HOUR = 3_600_000;
/** A Monday. */
const MONDAY = Date.parse("2026-11-02T00:00:00Z");
const instant = (text: string): number => Date.parse(`${text}Z`);

describe("a silence", () => {
  /** When a source with these deliveries is first called quiet after its last one, in hours; undefined within 50 days. */
  const quietAfter = (instants: readonly number[], zone = "UTC"): number | undefined => {
    const days = sourceDays(instants);
    const last = Math.max(...instants);
    for (let now = last; now <= last + 50 * DAY; now += HOUR) {
      if (silenceOf(days, zone, now)?.quiet) return Math.round((now - last) / HOUR);
    }
    return undefined;
  };
  const every = (ms: number, from: number, to: number) =>
    Array.from({ length: Math.ceil((to - from) / ms) }, (_, i) => from + i * ms);
  const steady = (perDay: number, days: number) => every(DAY / perDay, MONDAY, MONDAY + days * DAY);
  const office = (days: number) => every(HOUR / 4, MONDAY, MONDAY + days * DAY).filter(officeHours);

  test("of a source that delivers all the time is noticed within hours", () => {
    expect(quietAfter(steady(1000, 28))).toBeLessThanOrEqual(6);
    expect(quietAfter(steady(48, 28))).toBeLessThanOrEqual(8);
  });

  test("of a source that delivers once a day is noticed after days, not after one", () => {
    const hours = quietAfter(steady(1, 28));
    expect(hours).toBeGreaterThan(3 * 24);
    expect(hours).toBeLessThan(12 * 24);
  });

  test("over the weekend is none for a source that keeps office hours", () => {
    const days = office(26);
    const friday = Math.max(...days);
    expect(new Date(friday).toUTCString()).toContain("Fri");
    const silence = (text: string) => silenceOf(sourceDays(days), "UTC", instant(text));
    expect(silence("2026-11-28T12:00")?.quiet).toBe(false);
    expect(silence("2026-11-30T08:59")).toMatchObject({ quiet: false, since: friday });
    expect(silence("2026-11-30T16:00")?.quiet).toBe(true);
  });

  test("over the first weekend is none either, though no weekend was ever seen", () => {
    const days = sourceDays(office(5));
    expect(silenceOf(days, "UTC", instant("2026-11-07T12:00"))?.quiet).toBe(false);
    expect(silenceOf(days, "UTC", instant("2026-11-08T23:00"))?.quiet).toBe(false);
    expect(silenceOf(days, "UTC", instant("2026-11-09T16:00"))?.quiet).toBe(true);
  });

  test("between the bursts of a weekly newsletter is none, nor is a burst that is a day late", () => {
    const bursts = [0, 1, 2, 3].flatMap((week) => {
      const tuesday = MONDAY + (week * 7 + 1) * DAY + 10 * HOUR;
      return [...every(MINUTE, tuesday, tuesday + HOUR), ...every(6 * MINUTE, tuesday + HOUR, tuesday + 3 * HOUR)];
    });
    const hours = quietAfter([...bursts, ...steady(2, 28).filter((at) => at < Math.max(...bursts))]);
    expect(hours).toBeGreaterThan(4 * 24);
    expect(quietAfter(bursts)).toBeGreaterThan(8 * 24);
  });

  test("is judged by the wall clock: the end of daylight saving shifts nothing", () => {
    // 9 to 12 in Berlin, on the working days of four weeks of summer.
    const summer = Array.from({ length: 26 }, (_, day) => instant("2026-09-28T07:00") + day * DAY)
      .filter((at) => new Date(at).getUTCDay() % 6 !== 0)
      .flatMap((morning) => every(MINUTE, morning, morning + 3 * HOUR));
    const days = sourceDays(summer);
    // On Monday, 26 October, 8:30 UTC is 9:30 in Berlin; on Friday it was 10:30. One minute was left of Friday's hours.
    expect(silenceOf(days, "Europe/Berlin", instant("2026-10-26T08:30"))?.missed).toBeCloseTo(31, 5);
    expect(silenceOf(days, "UTC", instant("2026-10-26T08:30"))?.missed).toBeCloseTo(91, 5);
  });

  test("of a source of which too little is known is not judged", () => {
    expect(silenceOf([], "UTC", MONDAY)).toBeUndefined();
    expect(quietAfter([MONDAY])).toBeUndefined();
    expect(quietAfter(steady(500, 1))).toBeUndefined();
    expect(quietAfter(every(DAY, MONDAY, MONDAY + 9 * DAY))).toBeUndefined();
    const onlyTests = sourceDays(steady(5, 28)).map((day) => ({ ...day, arrived: Array(24).fill(0) }));
    expect(silenceOf(onlyTests, "UTC", MONDAY + 40 * DAY)).toBeUndefined();
  });

  test("of a new source is judged from its third day on", () => {
    expect(quietAfter(steady(24, 3))).toBeLessThanOrEqual(24);
  });

  test("that lasts for weeks stays one, and its days running out is no recovery", () => {
    const days = sourceDays(steady(24, 28));
    for (const weeks of [1, 4, 8, 50]) {
      expect(silenceOf(days, "UTC", MONDAY + (4 + weeks) * 7 * DAY)).toMatchObject({ quiet: true, perDay: 24 });
    }
  });

  test("is none after a campaign has ended and the trickle has become usual", () => {
    const campaign = arrivals(MONDAY, MONDAY + 21 * DAY, { most: 100, at: () => 100 }, 1);
    const trickle = every(DAY / 2, MONDAY + 21 * DAY, MONDAY + 26 * DAY);
    const days = sourceDays([...campaign, ...trickle]);
    expect(silenceOf(days, "UTC", MONDAY + 26 * DAY)?.quiet).toBe(false);
  });

  test("never ends by itself, and no source is quiet at the moment it delivers", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 60 }), (seed, perDay) => {
        const instants = arrivals(MONDAY, MONDAY + 20 * DAY, { most: perDay, at: () => perDay }, seed);
        if (instants.length === 0) return;
        const days = sourceDays(instants);
        const last = Math.max(...instants);
        expect(silenceOf(days, "UTC", last)?.quiet ?? false).toBe(false);
        let quiet = false;
        for (let now = last; now < last + 40 * DAY; now += 7 * HOUR) {
          const now_ = silenceOf(days, "UTC", now)?.quiet ?? false;
          if (quiet) expect(now_).toBe(true);
          quiet = now_;
        }
      }),
      { numRuns: 25 },
    );
  });

  test("is hardly ever called one by mere chance, at any rate and with any office hours", () => {
    let reports = 0;
    let years = 0;
    const length = 60 * DAY;
    for (const [seed, perDay] of [1, 3, 10, 30, 100].entries()) {
      for (const at of [() => perDay, (when: number) => (officeHours(when) ? perDay : 0)]) {
        const instants = arrivals(MONDAY, MONDAY + length, { most: perDay, at }, seed + 1);
        const days = sourceDays(instants);
        years += length / (365 * DAY);
        let reported = Number.NaN;
        for (const [i, delivered] of instants.entries()) {
          // A silence is the more remarkable the longer it lasts, so just before its end decides.
          const next = instants[i + 1] ?? MONDAY + length;
          if (next - delivered < 2 * HOUR) continue;
          const known = days.filter(({ lastAt }) => Date.parse(lastAt!) <= delivered);
          const today = sourceDays(instants.filter((one) => one <= delivered && one > delivered - DAY)).at(-1)!;
          const upTo = known.some(({ day }) => day === today.day) ? known : [...known, today];
          if (silenceOf(upTo, "UTC", next - 1)?.quiet && reported !== delivered) {
            reported = delivered;
            reports += 1;
          }
        }
      }
    }
    expect(years).toBeGreaterThan(1.5);
    expect(reports).toBeLessThanOrEqual(1);
  });
});

/** A relay with the health of sources only, whose queue a test empties. */
function watched(parts: Record<string, unknown> = {}, at = MONDAY) {
  let now = at;
  const health = memoryHealth();
  const agreement = rulebookOf(small(parts));
  let queued: NoticeMessage[] = [];
  const mails: (SourceReportView & { id: string; at: number })[] = [];
  const logged: unknown[] = [];
  const measured: [string, number][] = [];
  const relay = {
    store: {
      ...health,
      quarantine: async () => ({ items: [], next: null }),
      addressMark: async () => undefined,
    } as unknown as Store,
    rulebooks: { active: async () => agreement } as Relay["rulebooks"],
    time: { now: () => now, wallMs: (ms: number) => ms },
    log: (...line: unknown[]) => void logged.push(line),
    measure: (...measurement: [string, number]) => void measured.push(measurement),
    queues: {
      notices: async (given: { message: NoticeMessage }[]) => void queued.push(...given.map(({ message }) => message)),
    } as unknown as Relay["queues"],
  };
  const self = {
    relay,
    mails,
    logged,
    measured,
    now: () => now,
    /** What the queue holds, taken out of it. */
    take: () => queued.splice(0),
    deliver: (message: NoticeMessage, post?: () => Promise<never>) =>
      reportIncident(
        relay,
        post ?? (async (view, meta) => void mails.push({ ...view, ...meta })),
        message as { source: string; incident: string },
      ),
    async until(instant: number, step = 15 * MINUTE) {
      for (; now < instant; now += step) {
        await watchSources(relay);
        await Promise.all(queued.splice(0).map((message) => self.deliver(message)));
      }
    },
    /** Time passes, the watch runs, and every so often a delivery comes. */
    async receive(everyMs: number, until: number) {
      while (now < until) {
        await countDelivery(relay, "web", { at: now, what: "taken" });
        await self.until(now + everyMs);
      }
    },
    refuse: (count: number) => relay.store.countDelivery("web", { at: now, what: "refused", count }),
    heard: () => mails.map(({ kind, at }) => `${kind} ${new Date(at).toISOString().slice(0, 13)}`),
    incidents: async () => (await relay.store.sourceHealth("web", "2026-01-01")).incidents.map(({ kind }) => kind),
    loseMessages: () => {
      queued = [];
    },
  };
  return self;
}

describe("watching sources", () => {
  test("reports a source that went quiet once, again after it has recovered, and never while it delivers", async () => {
    const world = watched();
    await world.receive(HOUR, MONDAY + 14 * DAY);
    expect(world.mails).toEqual([]);
    await world.until(MONDAY + 20 * DAY);
    expect(world.mails).toHaveLength(1);
    expect(world.mails[0]).toMatchObject({
      kind: "quiet",
      source: "web",
      provider: "form",
      since: "Sun 15 Nov 2026, 23:00 (UTC)",
      message: expect.stringMatching(/^Usually about 24 deliveries a day come; since its last delivery \d+ would/),
      secrets: { proof: ["WEB"] },
      recipient: { email: "vera@acme.example" },
    });
    expect(await world.incidents()).toEqual(["quiet"]);
    await world.receive(HOUR, MONDAY + 22 * DAY);
    expect(await world.incidents()).toEqual([]);
    expect(world.mails).toHaveLength(1);
    await world.until(MONDAY + 25 * DAY);
    expect(world.mails).toHaveLength(2);
    expect(world.mails[1]!.id).not.toBe(world.mails[0]!.id);
  });

  test("a test delivery ends a silence, and the next is judged from then on", async () => {
    const world = watched();
    await world.receive(HOUR, MONDAY + 14 * DAY);
    await world.until(MONDAY + 16 * DAY);
    expect(await world.incidents()).toEqual(["quiet"]);
    await countDelivery(world.relay, "web", { at: world.now(), what: "taken", test: true });
    await world.until(MONDAY + 16 * DAY + HOUR);
    expect(await world.incidents()).toEqual([]);
    await world.until(MONDAY + 19 * DAY);
    expect(world.mails).toHaveLength(2);
  });

  test("reports repeated failures of authentication, until deliveries are taken again", async () => {
    const world = watched();
    await world.receive(HOUR, MONDAY + DAY);
    await world.refuse(4);
    await world.until(MONDAY + DAY + HOUR);
    expect(world.mails).toEqual([]);
    await world.refuse(4);
    await world.until(MONDAY + 2 * DAY);
    expect(world.heard()).toEqual(["refused 2026-11-03T01"]);
    expect(world.mails[0]).toMatchObject({
      message: expect.stringMatching(
        /^Within three hours 8 deliveries failed authentication and \d (was|were) taken\.$/,
      ),
    });
    // Nobody knocks any more, but nothing has been taken either.
    expect(await world.incidents()).toEqual(["refused"]);
    await countDelivery(world.relay, "web", { at: world.now(), what: "taken" });
    await world.until(MONDAY + 2 * DAY + HOUR);
    expect(await world.incidents()).toEqual([]);
    await world.refuse(9);
    await world.until(MONDAY + 2 * DAY + 2 * HOUR);
    expect(world.heard()).toEqual(["refused 2026-11-03T01", "refused 2026-11-04T01"]);
  });

  test("deliveries from a wrong clock are failures too, and the report says so", async () => {
    const world = watched();
    for (let n = 0; n < 6; n++)
      await countDelivery(world.relay, "web", { at: world.now(), what: "stale", skewMs: -420_000 });
    await world.until(MONDAY + HOUR);
    expect(world.mails[0]?.message).toBe(
      "Within three hours 6 deliveries failed authentication and none was taken. Most were well signed but outside the time tolerance; its clock is 420 s behind ours.",
    );
  });

  test("a few forged deliveries among many genuine ones are nothing to report", async () => {
    const world = watched();
    for (let hour = 0; hour < 48; hour++) {
      for (let n = 0; n < 20; n++) await countDelivery(world.relay, "web", { at: world.now(), what: "taken" });
      await world.refuse(10);
      await world.until(world.now() + HOUR);
    }
    expect(world.mails).toEqual([]);
  });

  test("a source whose deliveries are refused is not reported as quiet besides", async () => {
    const world = watched();
    await world.receive(HOUR, MONDAY + 14 * DAY);
    for (let hour = 0; hour < 24; hour++) {
      await world.refuse(3);
      await world.until(world.now() + HOUR);
    }
    expect(world.mails.map(({ kind }) => kind)).toEqual(["refused"]);
  });

  test("a report that the queue lost, or that could not be sent, is sent later; one that is queued twice once", async () => {
    const world = watched();
    await world.refuse(9);
    await watchSources(world.relay);
    expect(world.take()).toEqual([{ source: "web", incident: "refused" }]);
    await watchSources(world.relay);
    const [message] = world.take();
    const fails = async () => {
      throw new Error("SES does not answer");
    };
    await expect(world.deliver(message!, fails)).rejects.toThrow("SES");
    expect(await world.incidents()).toEqual(["refused"]);
    await world.until(MONDAY + 16 * MINUTE);
    await Promise.all([message, message, message].map((one) => world.deliver(one!)));
    expect(world.mails).toHaveLength(1);
    await watchSources(world.relay);
    expect(world.take()).toEqual([]);
  });

  test("what is over before its report was sent is not reported", async () => {
    const world = watched();
    await raiseIncident(world.relay, "web", "token", "The token has expired.");
    const [message] = world.take();
    await endIncident(world.relay, "web", "token");
    await world.deliver(message!);
    await world.deliver({ source: "gone", incident: "token" });
    await world.deliver({ source: "constructor", incident: "token" });
    expect(world.mails).toEqual([]);
  });

  test("an access token that is refused is reported once, to the agreement's operator, until it works", async () => {
    const world = watched({
      operator: "ben",
      sources: { web: { provider: "meta-lead-ads", auth: { secret: "META", accessToken: "META_TOKEN" } } },
    });
    for (let n = 0; n < 3; n++) {
      await raiseIncident(world.relay, "web", "token", "Meta refuses the access token.");
      await world.until(world.now() + HOUR);
    }
    expect(world.mails).toMatchObject([
      {
        kind: "token",
        message: "Meta refuses the access token.",
        recipient: { email: "ben@acme.example" },
        secrets: { proof: ["META"], accessToken: "META_TOKEN" },
      },
    ]);
    await countDelivery(world.relay, "web", { at: world.now(), what: "taken" });
    await world.until(world.now() + HOUR);
    expect(await world.incidents()).toEqual(["token"]);
    await endIncident(world.relay, "web", "token");
    await endIncident(world.relay, "web", "token");
    expect(await world.incidents()).toEqual([]);
    await raiseIncident(world.relay, "web", "token", "Meta refuses the access token.");
    await world.until(world.now() + HOUR);
    expect(world.mails).toHaveLength(2);
  });

  test("that a queue refuses a raised report costs nothing: the watch sends it", async () => {
    const world = watched();
    const { notices } = world.relay.queues;
    world.relay.queues.notices = async () => {
      throw new Error("SQS does not answer");
    };
    await raiseIncident(world.relay, "web", "token", "Refused.");
    world.relay.queues.notices = notices;
    await world.until(MONDAY + HOUR);
    expect(world.mails).toHaveLength(1);
  });

  test("measures how many sources have something wrong, none included, whether or not anybody was told", async () => {
    const source = { provider: "form", auth: { token: "WEB" } };
    const world = watched({ sources: { other: source, web: source } });
    await watchSources(world.relay);
    await world.refuse(9);
    await raiseIncident(world.relay, "web", "token", "The token has expired.");
    await watchSources(world.relay);
    await world.until(MONDAY + 15 * MINUTE);
    expect(world.mails).toHaveLength(2);
    expect(world.measured).toEqual([0, 1, 1].map((value) => ["TroubledSources", value]));
  });

  test("one source that cannot be read does not keep the others from being watched", async () => {
    const source = { provider: "form", auth: { token: "WEB" } };
    const world = watched({ sources: { bad: source, web: source } });
    const { sourceHealth } = world.relay.store;
    world.relay.store.sourceHealth = async (name, since) => {
      if (name === "bad") throw new Error("no answer");
      return sourceHealth(name, since);
    };
    await world.refuse(9);
    expect(await watchSources(world.relay)).toEqual({ opened: 1, ended: 0, queued: 1 });
    expect(JSON.stringify(world.logged)).toContain("could not be watched");
  });
});

describe("counting", () => {
  const forged = async (world: ReturnType<typeof watched>, count: number) => {
    for (let n = 0; n < count; n++) await countRefusal(world.relay, "web");
  };
  const refused = async (world: ReturnType<typeof watched>) =>
    (await world.relay.store.sourceHealth("web", "2026-01-01")).days.reduce((sum, day) => sum + day.refused, 0);

  test("a flood of forged deliveries makes few writes, and none is forgotten while it lasts", async () => {
    let now = MONDAY;
    const world = watched();
    world.relay.time.now = () => now;
    const { countDelivery: write } = world.relay.store;
    let writes = 0;
    world.relay.store.countDelivery = (...given) => {
      writes += 1;
      return write(...given);
    };
    await forged(world, 3);
    expect(await refused(world)).toBe(3);
    for (let second = 0; second < 60; second++) {
      await forged(world, 50);
      now += 1_000;
    }
    await countRefusal(world.relay, "web");
    expect(writes).toBeLessThan(20);
    now += 10_000;
    await countRefusal(world.relay, "web");
    expect(await refused(world)).toBe(3 + 60 * 50 + 2);
  });

  test("of refusals writes for whoever asks next, whichever source it is, so that none can be told by how long it takes", async () => {
    const world = watched();
    const { countDelivery: write } = world.relay.store;
    let writes = 0;
    world.relay.store.countDelivery = (...given) => {
      writes += 1;
      return write(...given);
    };
    for (let n = 0; n < 40; n++) await countRefusal(world.relay, `(unknown ${n % 2})`);
    expect(writes).toBe(10);
    await forged(world, 5);
    expect(writes).toBe(10);
  });

  test("never fails a delivery", async () => {
    const world = watched();
    world.relay.store.countDelivery = async () => {
      throw new Error("no answer");
    };
    await countDelivery(world.relay, "web", { at: MONDAY, what: "taken" });
    await countRefusal(world.relay, "web");
    expect(world.logged).toHaveLength(2);
  });
});

describe("the overview", () => {
  test("three failures in a row, over hours, are reported of a source of which little comes", async () => {
    const world = watched();
    await countDelivery(world.relay, "web", { at: world.now(), what: "taken" });
    for (let n = 0; n < 3; n++) {
      await world.until(world.now() + 9 * HOUR);
      expect((await world.relay.store.sourceHealth("web", "2026-01-01")).incidents).toEqual([]);
      await world.refuse(1);
    }
    await world.until(world.now() + 15 * MINUTE);
    const { incidents } = await world.relay.store.sourceHealth("web", "2026-01-01");
    expect(incidents).toMatchObject([{ kind: "refused", message: expect.stringContaining("Its last 3 deliveries") }]);
  });

  test("says of each source of the agreement how it does, and nothing of others", async () => {
    const source = { provider: "form", auth: { token: "WEB" } };
    const world = watched({
      people: people({ ana: {}, ben: {}, sam: { manager: "vera" }, vera: { manager: undefined } }),
      sources: { web: source, idle: source },
    });
    world.relay.store.quarantine = async ({ limit }) => ({
      items: Array.from({ length: limit }, () => ({
        id: "dlv_1",
        source: "web",
        receivedAt: "",
        reason: "",
        bytes: 1,
      })),
      next: "more",
    });
    await world.receive(HOUR, MONDAY + 14 * DAY);
    await countDelivery(world.relay, "gone", { at: world.now(), what: "taken" });
    await countDelivery(world.relay, "web", { at: world.now(), what: "quarantined", skewMs: 900 });
    await countDelivery(world.relay, "web", { at: world.now(), what: "taken", test: true });
    await world.refuse(200);
    await world.until(world.now() + 15 * MINUTE);
    const tally = { taken: 0, quarantined: 0, refused: 0, stale: 0, tooLarge: 0, tests: 0 };
    expect(await sourceOverview(world.relay)).toEqual([
      {
        source: "web",
        provider: "form",
        state: "refused",
        lastDeliveryAt: "2026-11-16T00:00:00.000Z",
        today: { ...tally, quarantined: 1, refused: 200, tests: 1 },
        last7Days: { ...tally, taken: 144, quarantined: 1, refused: 200, tests: 1 },
        usualPerDay: 24,
        unnamed: [],
        clockSkewMs: 900,
        inQuarantine: { count: 1_000, more: true },
        incidents: [
          {
            kind: "refused",
            openedAt: "2026-11-16T00:00:00.000Z",
            since: "2026-11-16T00:00:00.000Z",
            message: expect.stringContaining("200 deliveries failed"),
            toldAt: "2026-11-16T00:00:00.000Z",
          },
        ],
      },
      {
        source: "idle",
        provider: "form",
        state: "never",
        lastDeliveryAt: null,
        today: tally,
        last7Days: tally,
        usualPerDay: null,
        unnamed: [],
        clockSkewMs: null,
        inQuarantine: { count: 0, more: true },
        incidents: [],
      },
    ]);
  });
});
