import type { Contact } from "@baton/core/delivery";
import { dueAt } from "@baton/core/lead";
import { type NoticeKind, noticeView } from "@baton/core/mailing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ladder, people } from "../../../helpers/agreements.ts";
import { call } from "../../../helpers/sent/calls.ts";
import { type World, world } from "../../../helpers/world.ts";

/** A Tuesday. */
const T = "2026-11-24T09:00:00.000Z";
const clock = (time: string) => `2026-11-24T${time}.000Z`;
const MINUTE = 60_000;
const jo = { name: "Jo Doe", email: "jo@globex.example" };
const away = { away: [{ from: "2026-11-24", to: "2026-11-30" }] };

const sources = {
  web: { provider: "form", auth: { token: "WEB" } },
  calls: { provider: "pipedrive", auth: { basic: "PD" } },
};
const agreement = (parts: object = {}, contact: object = {}) => ladder({ sources, ...parts }, contact);

const observed = (w: World, contact: Contact, key?: string) =>
  w.deliver([contact], { source: "calls", ...(key && { key }) });

/** Mails about a lead since the hand-over, as `kind to`. */
const since = (w: World, id: string) => w.mailed(id).slice(1);

describe("overdue after an outage", () => {
  test("the furthest escalation speaks for all, about who had the lead; the lead passes on all the same, once", async () => {
    const w = await world(agreement(), { at: T });
    const { id } = await w.send(jo);
    w.outage(clock("13:00:00"));
    await w.until(clock("13:00:00"));
    expect(since(w, id).sort()).toEqual(["escalation vera", "reassigned-from ana", "reassigned-to ben"]);
    expect(await w.story(id)).toEqual([
      "stage.breached",
      "step.skipped",
      "lead.escalated",
      "lead.assigned",
      "stage.ended",
      "stage.started",
    ]);
    const lead = await w.lead(id);
    expect(lead.owners.map(({ person }) => person)).toEqual(["ana", "ben"]);
    // Ben has a window of his own, from when he got it.
    expect(lead.clock).toMatchObject({ holder: "ben", respondBy: clock("14:00:00") });
    expect(await w.breaches(id)).toEqual([
      { stage: "contact", at: clock("10:00:00"), holder: "ana", told: ["vera", "ana", "ben"] },
    ]);
  });

  test("nobody is told of a lead that has gone on before the mail could be sent", async () => {
    const w = await world(agreement(), { at: T });
    const { id } = await w.send(jo);
    w.outage(clock("10:15:00"));
    w.loseMessages();
    await w.check(id, clock("10:15:00"));
    w.loseMessages();
    expect((await w.lead(id)).owner).toBe("ben");
    await w.answer(id, "sam", "reassign", { to: "sam" });
    await w.until(clock("10:30:00"));
    expect(w.mailed(id).filter((mail) => mail.endsWith(" ben"))).toEqual(["reassigned-from ben"]);
  });

  test("of any length, nobody keeps a lead beyond its reassignment, and nobody gets two mails of a kind", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 }), async (from, minutes) => {
        const w = await world(agreement(), { at: T });
        const { id } = await w.send(jo);
        const start = Date.parse(T) + from * MINUTE;
        await w.until(start);
        const before = w.mailed(id).length;
        w.outage(start + minutes * MINUTE);
        await w.until(start + minutes * MINUTE);
        const lead = await w.lead(id);
        const passedOn = from + minutes >= 75;
        expect(lead.owners.map(({ person }) => person)).toEqual(passedOn ? ["ana", "ben"] : ["ana"]);
        const mails = w.mailed(id).slice(before);
        expect(new Set(mails).size).toBe(mails.length);
        expect(mails.filter((mail) => mail.startsWith("escalation")).length).toBeLessThanOrEqual(1);
        expect(lead.clock!.steps.every(({ state, at }) => state !== "pending" || Date.parse(at) > w.now())).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe("an open lead on which no step is left", () => {
  const office = { calendar: "office" };

  test("is put before the owner's manager a week after the last word, and every week, until something happens", async () => {
    const w = await world(agreement({}, { steps: [{ at: "100%", do: "escalate", to: "vera" }] }), { at: T });
    const { id } = await w.send(jo);
    await w.until(clock("10:00:00"));
    expect(dueAt(await w.lead(id))).toBe(Date.parse("2026-12-01T10:00:00Z"));
    await w.until("2026-12-01T09:59:59Z");
    expect(since(w, id)).toEqual(["escalation vera"]);
    await w.until("2026-12-08T10:00:00Z");
    expect(since(w, id)).toEqual(["escalation vera", "review sam", "review sam"]);
    expect(await w.story(id)).toEqual(["stage.breached", "lead.escalated", "lead.reviewed", "lead.reviewed"]);
    await w.answer(id, "ana", "contacted");
    await w.answer(id, "ana", "outcome", { reason: "lost" });
    await w.until("2027-01-12T10:00:00Z");
    expect(w.mailed(id)).toHaveLength(4);
    expect(dueAt(await w.lead(id))).toBeUndefined();
  });

  test("that no rule takes is put before the manager every day, in the manager's working time, until somebody has it", async () => {
    const w = await world(
      agreement({
        people: people({ ana: {}, ben: {}, sam: { manager: "vera" }, vera: { manager: undefined, ...office } }),
        routing: [{ name: "Never", when: { employees: { lt: 0 } }, to: "sales", sla: "fast" }],
      }),
      { at: "2026-11-26T20:00:00Z" },
    );
    const { id } = await w.send(jo);
    expect(w.mailed(id)).toEqual(["unowned vera"]);
    // Friday evening is not the time for it; Monday's opening is.
    await w.until("2026-11-30T08:59:59Z");
    expect(since(w, id)).toEqual([]);
    await w.until("2026-12-01T12:00:00Z");
    expect(w.mails.slice(1).map(({ at, kind, to }) => [at, kind, to])).toEqual([
      ["2026-11-30T09:00:00.000Z", "review", "vera"],
      ["2026-12-01T09:00:00.000Z", "review", "vera"],
    ]);
    await w.answer(id, "vera", "reassign", { to: "ben" });
    await w.until("2026-12-08T11:59:59Z");
    expect(w.mailed(id).filter((mail) => mail.startsWith("review"))).toHaveLength(2);
    await w.until("2026-12-08T12:00:00Z");
    // Ben's manager always works.
    expect(w.mailed(id).at(-1)).toBe("review sam");
  });

  test("is put before whoever above is at work", async () => {
    const w = await world(
      agreement(
        { people: people({ ana: {}, ben: {}, sam: { manager: "vera", ...away }, vera: { manager: undefined } }) },
        { steps: [] },
      ),
      { at: "2026-11-20T09:00:00Z" },
    );
    const { id } = await w.send(jo);
    await w.until("2026-11-27T10:00:00Z");
    expect(since(w, id)).toEqual(["review vera"]);
  });

  test("with nobody above is put before the owner, and with nobody at all still falls due", async () => {
    const alone = (ana: object = {}) =>
      agreement({
        people: people({ ana: { manager: undefined, ...ana } }),
        teams: { sales: { members: ["ana"] } },
        sla: { fast: { stages: { contact: { within: "1h" } } } },
      });
    const w = await world(alone(), { at: T });
    const { id } = await w.send(jo);
    await w.until("2026-12-01T10:00:00Z");
    expect(since(w, id)).toEqual(["review ana"]);
    const nobody = await world(alone({ capacity: { open: 0 } }), { at: T });
    const unowned = await nobody.send(jo);
    await nobody.until("2026-12-01T10:00:00Z");
    expect(nobody.mailed(unowned.id)).toEqual([]);
    expect(dueAt(await nobody.lead(unowned.id))).toBeGreaterThan(nobody.now());
  });

  test("is told to be open with whoever has it, or with nobody", async () => {
    const w = await world(agreement(), { at: T });
    const lead = await w.lead((await w.send(jo)).id);
    const rulebook = await w.relay.rulebooks.active();
    const said = (kind: NoticeKind, other?: string) => {
      const notice = { id: "n", kind, to: "sam", at: T, retryAt: T, retries: 0, ...(other && { other }) };
      return noticeView(rulebook, lead, [], [], notice, { link: "https://baton.example/r/x", now: w.now() }).headline;
    };
    expect(said("review", "ana")).toBe("Jo Doe is still open with Ana, and nothing more is planned.");
    expect(said("review")).toBe("Jo Doe is still open with nobody, and nothing more is planned.");
    expect(said("in-time", "ben")).toBe("Ben had already contacted Jo Doe when you were told that nobody had.");
  });

  test("is put before somebody once, however often the message comes and however long the outage", async () => {
    const w = await world(agreement({}, { steps: [] }), { at: T, deliveries: 3 });
    const { id } = await w.send(jo);
    w.outage("2027-01-12T10:00:00Z");
    await w.until("2027-01-12T10:10:00Z");
    expect(since(w, id)).toEqual(["review sam"]);
  });
});

describe("a response from before the breach that becomes known after it", () => {
  test("is in time: the breach is withdrawn, and whoever was told of it is told so, once", async () => {
    const w = await world(agreement(), { at: T });
    const { id } = await w.send(jo);
    await w.until(clock("10:20:00"));
    const told = since(w, id).length;
    expect((await w.lead(id)).owner).toBe("ben");
    await observed(w, call(clock("09:50:00")));
    const lead = await w.lead(id);
    expect(lead).toMatchObject({ stage: "disposition", owner: "ben", clock: { startedAt: clock("09:50:00") } });
    expect(lead.responses.at(-1)).toMatchObject({ by: "ana", stage: "contact", at: clock("09:50:00") });
    expect(lead.responses.at(-1)).not.toHaveProperty("lateMs");
    expect(await w.breaches(id)).toMatchObject([{ at: clock("10:00:00"), withdrawnAt: clock("10:20:00") }]);
    expect(since(w, id).slice(told)).toEqual(["in-time sam", "in-time ana", "in-time ben"]);
    expect((await w.story(id)).filter((is) => is === "breach.withdrawn")).toHaveLength(1);
    await observed(w, call(clock("09:50:00")), "the same again");
    await observed(w, call(clock("09:55:00"), { key: "call-2" }));
    expect(since(w, id)).toHaveLength(told + 3);
  });

  test("takes the lateness from a response that was recorded meanwhile, also when the lead is closed", async () => {
    for (const closing of [false, true]) {
      const w = await world(agreement(), { at: T });
      const { id } = await w.send(jo);
      await w.until(clock("10:05:00"));
      await w.answer(id, "ana", "contacted");
      expect((await w.lead(id)).responses).toMatchObject([{ lateMs: 5 * MINUTE }]);
      if (closing) await w.answer(id, "ana", "outcome", { reason: "won" });
      const before = await w.lead(id);
      await observed(w, call(clock("09:59:00")));
      const lead = await w.lead(id);
      expect(lead.responses.map(({ lateMs }) => lateMs)).toEqual(lead.responses.map(() => undefined));
      expect(lead.responses.at(-1)).toMatchObject({ stage: "contact", evidence: { key: "call-1" } });
      expect(lead.stage).toBe(before.stage);
      expect(await w.breaches(id)).toMatchObject([{ withdrawnAt: clock("10:05:00") }]);
      expect(w.mailed(id).at(-1)).toBe("in-time sam");
    }
  });

  test("after the breach is late by its own window, though another owner's runs by now, and withdraws nothing of the first", async () => {
    const w = await world(agreement(), { at: T });
    const { id } = await w.send(jo);
    await w.until(clock("10:30:00"));
    await observed(w, call(clock("10:05:00")));
    const lead = await w.lead(id);
    expect(lead.responses.at(-1)).toMatchObject({ by: "ana", lateMs: 5 * MINUTE });
    expect((await w.breaches(id))[0]).not.toHaveProperty("withdrawnAt");
    expect(w.mailed(id).filter((mail) => mail.startsWith("in-time"))).toEqual([]);
  });

  test("of the second owner withdraws their breach and not the first owner's", async () => {
    const w = await world(agreement(), { at: T });
    const { id } = await w.send(jo);
    await w.until(clock("11:20:00"));
    await observed(w, call(clock("11:10:00"), { by: "ben@acme.example" }));
    expect(await w.breaches(id)).toMatchObject([
      { at: clock("10:00:00"), holder: "ana" },
      { at: clock("11:15:00"), holder: "ben", told: ["sam"], withdrawnAt: clock("11:20:00") },
    ]);
    expect((await w.breaches(id))[0]).not.toHaveProperty("withdrawnAt");
    expect(w.mailed(id).filter((mail) => mail.startsWith("in-time"))).toEqual(["in-time sam"]);
  });

  test("changes nothing when nobody was told of a breach", async () => {
    const w = await world(agreement(), { at: T });
    const { id } = await w.send(jo);
    await w.until(clock("09:55:00"));
    await w.answer(id, "ana", "contacted");
    const before = await w.lead(id);
    const { outcome } = await observed(w, call(clock("09:50:00")));
    expect(outcome).toBe("ignored");
    expect(await w.lead(id)).toEqual(before);
  });
});

describe("where others fail", () => {
  test("untouched leads breach with nobody writing anything, each exactly once", async () => {
    for (const [deliveries, outage] of [
      [1, false],
      [3, false],
      [1, true],
    ] as const) {
      const w = await world(agreement(), { at: T, deliveries });
      const sent = await Promise.all(Array.from({ length: 40 }, (_, n) => w.send({ email: `jo${n}@globex.example` })));
      if (outage) w.outage(clock("11:00:00"));
      await w.until(clock("11:05:00"));
      for (const { id } of sent)
        expect(w.mailed(id).filter((mail) => mail.startsWith("escalation"))).toEqual(["escalation sam"]);
    }
  });

  describe("a person who left or is away gets nothing", () => {
    test("no reassignment: whoever left the agreement since is passed over", async () => {
      const w = await world(
        agreement({
          people: people({ ana: {}, ben: {}, cid: {}, sam: { manager: "vera" }, vera: { manager: undefined } }),
          teams: { sales: { members: ["ana", "ben", "cid"], manager: "sam" } },
        }),
        { at: T },
      );
      const { id } = await w.send(jo);
      await w.publish(
        agreement({
          people: people({ ana: {}, cid: {}, sam: { manager: "vera" }, vera: { manager: undefined } }),
          teams: { sales: { members: ["ana", "cid"], manager: "sam" } },
        }),
        1,
      );
      await w.until(clock("10:15:00"));
      expect((await w.lead(id)).owners.map(({ person }) => person)).toEqual(["ana", "cid"]);
    });

    test("no reminder, no escalation and no lead by hand: what is theirs goes to who is there", async () => {
      const w = await world(agreement(), { at: T });
      const { id } = await w.send(jo);
      await w.publish(
        agreement({
          people: people({ ben: { manager: "vera" }, vera: { manager: undefined } }),
          teams: { sales: { members: ["ben"], manager: "vera" } },
        }),
        1,
      );
      await expect(w.answer(id, "vera", "reassign", { to: "sam" })).rejects.toThrow();
      await w.until(clock("13:00:00"));
      expect(since(w, id)).toEqual([
        "reassigned-to ben",
        "reminder ben",
        "escalation vera",
        "reassigned-to vera",
        "reassigned-from ben",
        "reminder vera",
      ]);
    });

    test("nor on leave that began while the clock ran", async () => {
      const w = await world(agreement(), { at: T });
      const { id } = await w.send(jo);
      await w.publish(
        agreement({
          people: people({ ana: away, ben: away, sam: { manager: "vera", ...away }, vera: { manager: undefined } }),
        }),
        1,
      );
      await w.until(clock("10:15:00"));
      expect(since(w, id).slice(0, 3)).toEqual(["reassigned-to vera", "reassigned-from ana", "reminder vera"]);
      expect(await w.lead(id)).toMatchObject({ owner: "vera", held: true });
    });

    test("and when the whole team is gone the manager holds the lead", async () => {
      const w = await world(agreement(), { at: T });
      const { id } = await w.send(jo);
      await w.publish(
        agreement({
          people: people({ sam: { manager: "vera" }, vera: { manager: undefined } }),
          teams: { sales: { members: [], manager: "sam" } },
          routing: [{ name: "Everyone", to: "sales", else: "sam", sla: "fast" }],
        }),
        1,
      );
      await w.until(clock("10:15:00"));
      expect(await w.lead(id)).toMatchObject({ owner: "sam", held: true });
    });
  });

  test("a policy edited in the middle moves no open clock and leaves no stale escalation", async () => {
    const w = await world(agreement(), { at: T });
    const { id } = await w.send(jo);
    const steps = (await w.lead(id)).clock!.steps;
    await w.publish(agreement({}, { within: "10m", steps: [{ at: "100%", do: "escalate", to: "vera" }] }), 1);
    await w.until(clock("09:59:59"));
    expect((await w.lead(id)).clock).toMatchObject({ version: 1, steps: steps.map(({ id, at }) => ({ id, at })) });
    expect(since(w, id)).toEqual(["reminder ana"]);
    await w.answer(id, "ana", "contacted");
    await w.until(clock("18:00:00"));
    expect(since(w, id)).toEqual(["reminder ana"]);
  });

  test("no escalation at midnight to people who are off while somebody above can act", async () => {
    const w = await world(
      agreement({
        people: people({
          ana: {},
          ben: {},
          sam: { manager: "vera", calendar: "office" },
          vera: { manager: undefined },
        }),
      }),
      { at: "2026-11-24T23:00:00Z" },
    );
    const { id } = await w.send(jo);
    await w.until("2026-11-25T00:00:00Z");
    expect(since(w, id)).toEqual(["reminder ana", "escalation vera"]);
  });

  test("levels of escalation reach different people, and neither they nor reassignments go in a circle", async () => {
    const w = await world(
      agreement({
        people: people({
          ana: {},
          ben: {},
          cid: {},
          sam: { manager: "vera" },
          vera: { manager: undefined },
        }),
        teams: { sales: { members: ["ana", "ben", "cid"], manager: "sam" } },
        sla: {
          fast: {
            stages: {
              contact: {
                within: "1h",
                steps: [
                  { at: "100%", do: "escalate", to: "manager" },
                  ...["+15m", "+30m", "+45m", "+60m", "+75m"].map((at) => ({ at, do: "reassign" })),
                  { at: "+2h", do: "escalate", to: "vera" },
                ],
              },
            },
          },
        },
      }),
      { at: T },
    );
    const { id } = await w.send(jo);
    await w.until(clock("18:00:00"));
    const owners = (await w.lead(id)).owners.map(({ person }) => person);
    expect(owners).toEqual([...new Set(owners)]);
    expect([owners.at(-1), owners.length]).toEqual(["sam", 4]);
    expect(new Set(w.mailed(id).filter((mail) => mail.startsWith("escalation")))).toEqual(
      new Set(["escalation sam", "escalation vera"]),
    );
  });

  test("a response recorded twice, one of the first owner after a reassignment and one on a closed lead have a friendly answer", async () => {
    const w = await world(agreement(), { at: T });
    const { id } = await w.send(jo);
    await w.until(clock("10:15:00"));
    expect((await w.lead(id)).owner).toBe("ben");
    expect((await w.answer(id, "ana", "contacted")).said).toContain("The clock has stopped");
    expect((await w.answer(id, "ben", "contacted")).said).toBe("The contact with Jo Doe is already recorded.");
    await w.answer(id, "ben", "outcome", { reason: "won" });
    expect((await w.answer(id, "ana", "contacted")).said).toBe("Nothing to do: Jo Doe is already closed, by Ben.");
    expect((await w.lead(id)).responses).toHaveLength(2);
  });
});
