import { type Action, dueAt, type Lead } from "@baton/core/lead";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { people, small } from "../../../helpers/agreements.ts";
import { type World, world } from "../../../helpers/world.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const T = "2026-11-24T14:30:00.000Z";

const parts = {
  people: people({
    ana: { calendar: "office", capacity: { open: 3 } },
    ben: { away: [{ from: "2026-11-25", to: "2026-11-25" }] },
    dan: { calendar: "office" },
    sam: { manager: "vera", calendar: "office" },
    vera: { manager: undefined },
  }),
  teams: { sales: { members: ["ana", "ben", "dan"], manager: "sam" } },
  sla: {
    fast: {
      snooze: { max: "1d" },
      stages: {
        accept: {
          within: "20m",
          steps: [
            { at: "50%", do: "remind" },
            { at: "+10m", do: "reassign" },
          ],
        },
        contact: {
          within: "1h",
          steps: [
            { at: "50%", do: "remind", repeat: { every: "10m", times: 2 } },
            { at: "100%", do: "escalate", to: "manager" },
            { at: "+15m", do: "reassign" },
            { at: "+elapsed 3h", do: "escalate", to: "sales" },
          ],
        },
        disposition: { within: "2d", steps: [{ at: "100%", do: "escalate", to: "vera" }] },
      },
    },
  },
  reasons: [{ id: "not-a-fit", name: "Not a fit" }],
};
const agreement = small(parts);
/** Agreements that plan nothing after a while, or nothing at all. */
const silent = [
  small({ ...parts, sla: { fast: { stages: { contact: { within: "1h" }, disposition: { within: "1d" } } } } }),
  small({ ...parts, routing: [{ name: "Never", when: { employees: { lt: 0 } }, to: "sales", sla: "fast" }] }),
  small({ ...parts, teams: { sales: { members: ["ben"], manager: "sam" } } }),
];

type Deed =
  | { do: "wait"; minutes: number }
  | { do: "outage"; minutes: number }
  | { do: "lose messages" }
  | { do: "answer"; action: Action; who: "owner" | "former" | "sam" | "vera"; minutes: number };

const minutes = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 600 }));
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("wait" as const), minutes }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("outage" as const), minutes }) },
  { weight: 1, arbitrary: fc.constant<Deed>({ do: "lose messages" }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("answer" as const),
      action: fc.constantFrom<Action>("accept", "contacted", "reject", "reassign", "snooze", "outcome"),
      who: fc.constantFrom("owner" as const, "owner" as const, "former" as const, "sam" as const, "vera" as const),
      minutes,
    }),
  },
);

async function perform(w: World, id: string, deed: Deed): Promise<void> {
  if (deed.do === "wait") return w.until(w.now() + deed.minutes * MINUTE);
  if (deed.do === "outage") return w.outage(w.now() + deed.minutes * MINUTE);
  if (deed.do === "lose messages") return w.loseMessages();
  const { owner, owners } = await w.lead(id);
  const by = deed.who === "owner" ? owner : deed.who === "former" ? owners[0]?.person : deed.who;
  const more = {
    reason: deed.action === "outcome" ? "won" : "not-a-fit",
    to: deed.minutes % 2 === 0 ? "dan" : "vera",
    until: new Date(w.now() + deed.minutes * MINUTE).toISOString(),
  };
  // A refusal is an answer too; only our own bugs are none.
  await w.answer(id, by ?? "vera", deed.action, more).catch((error: { code?: string }) => {
    expect(error.code).toMatch(/^response\./);
  });
}

/** What must hold of every lead at every moment. */
async function judge(w: World, before: Lead, lead: Lead): Promise<void> {
  expect(lead.owners.at(-1)?.person ?? null).toBe(lead.owner);
  expect(lead.revision).toBeGreaterThanOrEqual(before.revision);
  for (const step of lead.clock?.steps ?? []) {
    if (step.doneAt) expect(Date.parse(step.doneAt)).toBeGreaterThanOrEqual(Date.parse(step.at));
    else expect(step.state).toBe("pending");
  }
  const ids = lead.clock?.steps.map(({ id }) => id) ?? [];
  expect(new Set(ids).size).toBe(ids.length);
  expect(lead.closed === undefined).toBe(lead.clock !== undefined);

  const due = dueAt(lead);
  const indexed: number[] = [];
  for await (const one of w.store.due(Number.MAX_SAFE_INTEGER)) if (one.id === lead.id) indexed.push(one.at);
  expect(indexed).toEqual(due === undefined ? [] : [due]);
  expect(due === undefined).toBe(lead.closed !== undefined && lead.notices.length === 0);
  const pending = lead.clock?.steps.filter(({ state }) => state === "pending") ?? [];
  if (pending.length > 0) expect(due).toBeLessThanOrEqual(Math.min(...pending.map(({ at }) => Date.parse(at))));
}

describe("P4 timed", () => {
  test("through any sequence of answers, outages and lost or repeated messages nothing comes early, twice or never", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 14 }), fc.integer({ min: 1, max: 3 }), async (deeds, deliveries) => {
        const w = await world(agreement, { at: T, deliveries });
        const { id } = await w.send({ name: "Jo", email: "jo@globex.example" });
        let before = await w.lead(id);
        for (const one of deeds) {
          await perform(w, id, one);
          const lead = await w.lead(id);
          await judge(w, before, lead);
          before = lead;
        }
        // Ten minutes with everything running catch up on whatever an outage left behind.
        await w.until(w.now() + 10 * MINUTE);
        const lead = await w.lead(id);
        await judge(w, before, lead);
        expect(dueAt(lead) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(w.now());
        expect(lead.notices).toEqual([]);
        const notices = w.mails.map(({ notice }) => notice);
        expect(new Set(notices).size).toBe(notices.length);
      }),
      { numRuns: 150 },
    );
  }, 90_000);

  test("every open lead has a next due instant, also when the agreement plans nothing for it, and nobody hears of it twice a day", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...silent), fc.array(deed, { maxLength: 10 }), async (text, deeds) => {
        const w = await world(text, { at: T });
        const { id } = await w.send({ name: "Jo", email: "jo@globex.example" });
        for (const one of [
          ...deeds,
          ...Array.from({ length: 20 }, (): Deed => ({ do: "wait", minutes: DAY / MINUTE })),
        ]) {
          await perform(w, id, one);
          const lead = await w.lead(id);
          if (lead.closed) return;
          expect(dueAt(lead)).toBeDefined();
        }
        const lead = await w.lead(id);
        expect(dueAt(lead)).toBeGreaterThan(w.now());
        const reviews = w.mails.filter(({ kind }) => kind === "review").map(({ at }) => Date.parse(at));
        expect(reviews.length).toBeGreaterThan(0);
        for (const [n, at] of reviews.slice(1).entries()) expect(at - reviews[n]!).toBeGreaterThanOrEqual(DAY);
      }),
      { numRuns: 40 },
    );
  }, 90_000);

  test("with everything running, every step happens at its very instant", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(2 * 24 * 60), fc.nat(59_999), async (minute, ms) => {
        const at = new Date(Date.parse(T) + minute * MINUTE + ms).toISOString();
        const w = await world(agreement, { at });
        const { id } = await w.send({ name: "Jo", email: "jo@globex.example" });
        await w.until(Date.parse(at) + 3 * 24 * 60 * MINUTE);
        const steps = (await w.lead(id)).clock!.steps;
        for (const { state, at, doneAt } of steps) {
          expect(state).toBe("fired");
          // Queues delay by whole seconds, rounded up.
          expect(Date.parse(doneAt!) - Date.parse(at)).toBeLessThan(1000);
        }
      }),
      { numRuns: 40 },
    );
  }, 90_000);
});

describe("P2 once", () => {
  test("any mixture of repeated deliveries, one after the other or at the same time, makes one lead for each id", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.nat(4), { minLength: 1, maxLength: 6 }), { maxLength: 6 }),
        async (batches) => {
          const w = await world(agreement, { at: T });
          for (const batch of batches) {
            await Promise.all(batch.map((n) => w.send({ email: `jo${n}@globex.example` }, { key: `key-${n}` })));
          }
          const { items } = await w.store.leads({ limit: 100, until: T });
          expect(items.map(({ email }) => email).sort()).toEqual(
            [...new Set(batches.flat())].sort().map((n) => `jo${n}@globex.example`),
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("P3 owned", () => {
  test("every lead has an owner, or none and a manager who was told, whatever the team's calendars, leave and capacity", async () => {
    const member = fc.record({
      calendar: fc.constantFrom(undefined, "office"),
      away: fc.constantFrom([], [{ from: "2026-11-24", to: "2026-11-24" }]),
      capacity: fc.constantFrom({}, { open: 0 }, { open: 2 }, { perDay: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(
        member,
        member,
        fc.constantFrom("round-robin", "least-loaded"),
        fc.nat(12),
        async (ana, ben, pick, count) => {
          const w = await world(
            small({
              people: people({ ana, ben, sam: { manager: "vera" }, vera: { manager: undefined } }),
              teams: { sales: { members: ["ana", "ben"], pick, manager: "sam" } },
            }),
            { at: T },
          );
          await Promise.all(Array.from({ length: count }, (_, n) => w.send({ email: `jo${n}@globex.example` })));
          // Of many at once, some are told in one mail at the end of the minute.
          await w.until(Date.parse(T) + MINUTE);
          const { items } = await w.store.leads({ limit: 100, until: T });
          expect(items).toHaveLength(count);
          for (const { id, owner } of items) {
            expect(w.mailed(id)).toEqual([owner === null ? "unowned vera" : `handover ${owner}`]);
            const { candidates } = (await w.lead(id)).decision;
            // P5 explained: everybody who was looked at and did not get it has a reason.
            for (const { person, excluded } of candidates) expect(excluded === undefined).toBe(person === owner);
          }
          for (const [person, { capacity }] of [
            ["ana", ana],
            ["ben", ben],
          ] as const) {
            const limit =
              ("open" in capacity ? capacity.open : undefined) ?? ("perDay" in capacity ? capacity.perDay : undefined);
            if (limit !== undefined)
              expect(items.filter(({ owner }) => owner === person).length).toBeLessThanOrEqual(limit);
          }
        },
      ),
      { numRuns: 80 },
    );
  }, 20_000);
});
