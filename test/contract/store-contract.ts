import { randomBytes } from "node:crypto";
import type { Agreement } from "@baton/core/agreement";
import type { Delivery } from "@baton/core/delivery";
import { type Entry, type Lead, type LeadSummary, REQUEST, summaryOf } from "@baton/core/lead";
import type { Person, PersonWrite, StoredTouch } from "@baton/core/person";
import type { LoadChange, NoticeBatch, Page, Store } from "@baton/core/ports";
import { type Load, noLoad, type Turn } from "@baton/core/rules";
import type { Proposal } from "@baton/core/signing";
import { beforeEach, describe, expect, test } from "vitest";
import { alongside, asked, changed, closed, delivery, iso, lead, T0, ticking } from "../helpers/leads.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const MiB = 1_048_576;
const expiresAt = T0 + 90 * DAY;

const somebody = (id: string, identities: string[], changes: Partial<Person> = {}): Person => ({
  id,
  revision: 1,
  identities,
  known: false,
  touched: true,
  firstSeen: iso(T0),
  lastSeen: iso(T0),
  ...changes,
});

/** The person of a lead, who was never seen before. */
function firstSeen({ id, owner, person }: Lead): PersonWrite {
  const [first, ...others] = person!.identities;
  return {
    person: somebody(first!, person!.identities, { known: true, touched: false, lead: id, ...(owner && { owner }) }),
    seen: 0,
    join: others.map((identity) => ({ identity, seen: 0 })),
  };
}

const touch = (label: string, at: number): StoredTouch => ({
  id: `${iso(at)}#${label}`,
  at: iso(at),
  source: "web-tracking",
  touch: "page",
  label,
  facts: { path: `/${label}`, times: 1, first: true },
});

/** What core relies on of a store, whatever keeps it. `open` answers an empty one. */
export function describeStore(name: string, open: () => Promise<Store>): void {
  describe(`Store: ${name}`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });

    const keep = (
      one: Delivery,
      body: Uint8Array = Buffer.from("{}"),
      options: { retryAt?: number; notBefore?: number } = {},
    ) => store.keepDelivery(one, body, { expiresAt, ...options });
    const commit = (one: Lead, load?: LoadChange, person?: PersonWrite) =>
      store.commit(one, alongside({ ...(load && { loads: [load] }), ...(person && { person }) }));
    const personOf = async (identity: string) =>
      (await store.known({ identities: [identity], accounts: [], loads: [] })).people[identity];
    const due = async (until: number) => {
      const found: { kind: string; id: string; at: number }[] = [];
      for await (const one of store.due(until)) found.push(one);
      return found;
    };

    test("answers a ping", async () => {
      await expect(store.ping()).resolves.toBeUndefined();
    });

    describe("deliveries", () => {
      test("one id is kept once, however many come at the same time", async () => {
        const one = delivery();
        const answers = await Promise.all(Array.from({ length: 25 }, () => keep(one)));
        expect(answers.filter(({ existing }) => existing === undefined)).toHaveLength(1);
        for (const { existing } of answers) if (existing) expect(existing).toEqual(one);
      });

      test("one with an id of its own is the same for ever", async () => {
        const one = delivery();
        await keep(one);
        const later = { ...one, receivedAt: iso(T0 + 400 * DAY) };
        expect(await keep(later)).toEqual({ existing: one });
        expect((await store.delivery(one.id))?.delivery).toEqual(one);
        expect([await store.isPending(one.id), await store.isPending("dlv_none")]).toEqual([
          one.outcome === "pending",
          false,
        ]);
      });

      test("one known by its content is the same until an instant, and while it is pending; then a new one, once", async () => {
        const one = delivery();
        const again = (at: number) => keep({ ...one, receivedAt: iso(at) }, Buffer.from("{}"), { notBefore: at - DAY });
        expect(await again(T0)).toEqual({});
        expect((await again(T0 + DAY - 1)).existing).toEqual(one);
        expect((await again(T0 + DAY)).existing).toEqual(one);
        expect((await again(T0 + DAY + 1)).existing).toEqual(one);
        await store.settleDelivery({ ...one, outcome: "lead" });
        const answers = await Promise.all(Array.from({ length: 20 }, () => again(T0 + DAY + 1)));
        expect(answers.filter(({ existing }) => existing === undefined)).toHaveLength(1);
        expect((await store.delivery(one.id))?.delivery.receivedAt).toBe(iso(T0 + DAY + 1));
      });

      test.each([0, 1, 1023, 1024, 350_000, 350_001, 700_001, MiB])(
        "%i random bytes come back as they were",
        async (size) => {
          const body = randomBytes(size);
          const one = delivery({ bytes: size });
          await keep(one, body);
          const kept = await store.delivery(one.id);
          expect(kept?.delivery).toEqual(one);
          expect(Buffer.compare(Buffer.from(kept!.body), body)).toBe(0);
        },
      );

      test("1 MiB of the same byte comes back as it was", async () => {
        const body = Buffer.alloc(MiB, "a");
        const one = delivery();
        await keep(one, body);
        expect(Buffer.compare(Buffer.from((await store.delivery(one.id))!.body), body)).toBe(0);
      });

      test("other bytes under the same id never replace the first, whatever their size", async () => {
        const sizes = [10, 5_000, MiB];
        for (const first of sizes) {
          const one = delivery();
          const body = randomBytes(first);
          await keep(one, body);
          const others = await Promise.all(sizes.map((size) => keep(one, randomBytes(size))));
          expect(others.every(({ existing }) => existing !== undefined)).toBe(true);
          expect(Buffer.compare(Buffer.from((await store.delivery(one.id))!.body), body)).toBe(0);
        }
      });

      test("of several bodies that race for one id, the winner's is the one that is kept", async () => {
        const one = delivery();
        const bodies = Array.from({ length: 6 }, () => randomBytes(400_000));
        const answers = await Promise.all(bodies.map((body) => keep(one, body)));
        const winners = bodies.filter((_, i) => answers[i]!.existing === undefined);
        expect(winners).toHaveLength(1);
        expect(Buffer.compare(Buffer.from((await store.delivery(one.id))!.body), winners[0]!)).toBe(0);
      });

      test("an unknown one is undefined", async () => {
        expect(await store.delivery("dlv_unknown")).toBeUndefined();
      });

      test("one that is finished is due no more, and nothing changes it then", async () => {
        const one = delivery();
        await keep(one, Buffer.from("{}"), { retryAt: T0 + MINUTE });
        const settled = { ...one, outcome: "lead" as const, leads: ["lead_1"] };
        await store.settleDelivery(settled);
        expect(await due(T0 + DAY)).toEqual([]);
        await store.settleDelivery({ ...one, outcome: "quarantined", reason: "No e-mail." });
        await store.settleDelivery({ ...one, leads: ["lead_2"] }, T0 + MINUTE);
        expect((await store.delivery(one.id))?.delivery).toEqual(settled);
        expect(await due(T0 + DAY)).toEqual([]);
      });

      test("one that somebody has dealt with meanwhile does not become pending again, nor lose what it waits for", async () => {
        const waiting = { state: "later" as const, message: "busy", since: iso(T0), attempts: 1 };
        const [quarantined, awaiting] = [delivery(), delivery()];
        for (const one of [quarantined, awaiting]) await keep(one, Buffer.from("{}"), { retryAt: T0 + MINUTE });
        await store.settleDelivery({ ...quarantined, outcome: "quarantined", reason: "No e-mail." });
        await store.settleDelivery({ ...awaiting, waiting }, T0 + 2 * MINUTE);
        for (const one of [quarantined, awaiting]) await store.settleDelivery({ ...one, leads: ["lead_1"] });
        expect((await store.delivery(quarantined.id))?.delivery.outcome).toBe("quarantined");
        expect((await store.delivery(awaiting.id))?.delivery).toEqual({ ...awaiting, waiting });
        expect(await due(T0 + DAY)).toEqual([{ kind: "delivery", id: awaiting.id, at: T0 + 2 * MINUTE }]);
      });

      test("one that stays pending stays due when it was, unless it is said when", async () => {
        const one = delivery();
        await keep(one, Buffer.from("{}"), { retryAt: T0 + MINUTE });
        await store.settleDelivery({ ...one, leads: ["lead_1"] });
        expect((await store.delivery(one.id))?.delivery).toEqual({ ...one, leads: ["lead_1"] });
        expect(await due(T0 + MINUTE)).toEqual([{ kind: "delivery", id: one.id, at: T0 + MINUTE }]);
        await store.settleDelivery(one, T0 + 2 * MINUTE);
        expect(await due(T0 + MINUTE)).toEqual([]);

        expect(await due(T0 + DAY)).toEqual([{ kind: "delivery", id: one.id, at: T0 + 2 * MINUTE }]);
      });
    });

    describe("quarantine", () => {
      const quarantined = (at: number, changes: Partial<Delivery> = {}) =>
        delivery({ receivedAt: iso(at), outcome: "quarantined", reason: "The body is empty.", bytes: 7, ...changes });

      test("lists newest first, page by page, nothing twice and nothing left out", async () => {
        const all = Array.from({ length: 11 }, (_, i) => quarantined(T0 + i * MINUTE));
        for (const one of [...all].sort((a, b) => a.id.localeCompare(b.id))) await keep(one);
        await keep(delivery());
        const pages = await everyPage((cursor) => store.quarantine({ limit: 3, cursor }));
        expect(pages.every(({ items }) => items.length <= 3)).toBe(true);
        expect(pages.flatMap(({ items }) => items)).toEqual(
          all.reverse().map(({ id, source, receivedAt, reason, bytes }) => ({ id, source, receivedAt, reason, bytes })),
        );
      });

      test("is empty at first", async () => {
        expect(await store.quarantine({ limit: 25 })).toEqual({ items: [], next: null });
      });

      test("a pending delivery that turns out unreadable moves there, and is due no more", async () => {
        const one = delivery();
        await keep(one, Buffer.from("{}"), { retryAt: T0 + MINUTE });
        expect(await due(T0 + MINUTE)).toEqual([{ kind: "delivery", id: one.id, at: T0 + MINUTE }]);
        await store.settleDelivery({ ...one, outcome: "quarantined", reason: "No e-mail." });
        expect(await due(T0 + DAY)).toEqual([]);
        expect((await store.quarantine({ limit: 5 })).items).toMatchObject([{ id: one.id, reason: "No e-mail." }]);
        expect((await store.delivery(one.id))?.delivery).toMatchObject({
          outcome: "quarantined",
          reason: "No e-mail.",
        });
      });

      test("one that makes a lead after all leaves it, and keeps its bytes", async () => {
        const one = quarantined(T0);
        const body = Buffer.from("raw bytes");
        await keep(one, body);
        const made = lead({ delivery: one.id });
        const { reason: _reason, ...settled } = { ...one, outcome: "lead" as const, leads: [made.id] };
        await store.settleDelivery(settled);
        expect((await store.quarantine({ limit: 5 })).items).toEqual([]);
        const kept = await store.delivery(one.id);
        expect(kept?.delivery).toEqual(settled);
        expect(Buffer.from(kept!.body).toString()).toBe("raw bytes");
      });

      test("a cursor that no list answered is refused as the caller's fault", async () => {
        for (const cursor of badCursors) {
          await expect(store.quarantine({ limit: 5, cursor })).rejects.toMatchObject({ status: 400 });
        }
      });
    });

    describe("the first commit of a lead", () => {
      test("stores lead, person and load together", async () => {
        const one = ticking(
          lead({
            person: { id: "p1", known: false, identities: ["p1"] },
            fields: { name: "Zoë Müller ✓", email: "zoe@globex.example", employees: 12.5, message: "" },
            extra: { tags: { value: "a, b", reason: "not one of a, b" }, count: { value: 3 }, fan: { value: false } },
            counted: true,
          }),
          T0 + 5 * MINUTE,
        );
        const load: LoadChange = {
          of: "ana",
          change: 1,
          seen: noLoad,
          day: "2026-11-24",
          limits: { open: 40, perDay: 12 },
        };
        const write = firstSeen(one);
        expect(await store.commit(one, alongside({ loads: [load], person: write }))).toBe("done");

        expect(await store.lead(one.id)).toEqual(one);
        expect(await store.known({ identities: ["p1", "p0"], accounts: [], loads: ["ana", "ben"] })).toEqual({
          current: { version: undefined, roster: { version: 0, absences: [] } },
          people: { p1: write.person },
          beside: {},
          account: { known: false },
          loads: { ana: { open: 1, day: "2026-11-24", today: 1 }, ben: noLoad },
        });
        expect(await due(T0 + DAY)).toEqual([{ kind: "lead", id: one.id, at: T0 + 5 * MINUTE }]);
      });

      test("happens once among concurrent attempts, and the losers leave no trace", async () => {
        const one = lead({ person: { id: "p1", known: false, identities: ["p1"] }, counted: true });
        const load: LoadChange = { of: "ana", change: 1, seen: noLoad, day: "2026-11-24" };
        const answers = await Promise.all(
          Array.from({ length: 12 }, (_, i) => store.commit({ ...one, noticeCount: i }, alongside({ loads: [load] }))),
        );
        expect(answers.filter((answer) => answer === "done")).toHaveLength(1);
        expect(answers.filter((answer) => answer === "conflict")).toHaveLength(11);
        const winner = answers.indexOf("done");
        expect((await store.lead(one.id))?.noticeCount).toBe(winner);
        expect((await store.loads(["ana"])).ana).toMatchObject({ open: 1, today: 1 });
      });

      test("that is too late to find its load changes nothing at all", async () => {
        const first = lead({ counted: true });
        const load: LoadChange = { of: "ana", change: 1, seen: noLoad, day: "2026-11-24", exact: true };
        expect(await commit(first, load)).toBe("done");
        const second = ticking(
          lead({ person: { id: "p2", known: false, identities: ["p2"] }, counted: true }),
          T0 + MINUTE,
        );
        expect(await commit(second, load, firstSeen(second))).toBe("load");
        expect(await store.lead(second.id)).toBeUndefined();
        expect(await personOf("p2")).toBeUndefined();
        expect(await due(T0 + DAY)).toEqual([]);
        expect((await store.loads(["ana"])).ana?.open).toBe(1);
      });

      test("says beside whose telephone number somebody has it too, unless those changed meanwhile", async () => {
        const first = lead({ person: { id: "p5", known: false, identities: ["p5"] } });
        const holder = firstSeen(first);
        expect(await commit(first, undefined, holder)).toBe("done");
        const [second, third] = ["p6", "p7"].map((id) => lead({ person: { id, known: false, identities: [id] } }));
        const sharing = (with_: string[], seen: number) => ({
          person: { ...holder.person, revision: seen + 1, beside: { p5: with_ } },
          seen,
        });
        expect(await commit(second!, undefined, { ...firstSeen(second!), sharedWith: sharing(["p6"], 1) })).toBe(
          "done",
        );
        expect(await commit(third!, undefined, { ...firstSeen(third!), sharedWith: sharing(["p7"], 1) })).toBe(
          "person",
        );
        expect(await store.lead(third!.id)).toBeUndefined();
        const { people, beside } = await store.known({ identities: ["p5", "p6"], accounts: [], loads: [] });
        expect(people).toMatchObject({ p5: { revision: 2, beside: { p5: ["p6"] } }, p6: { id: "p6" } });
        expect(beside).toEqual({ p5: [people.p6] });
      });

      test("takes ways to be known from somebody only while they are that one's", async () => {
        const first = lead({ person: { id: "p8", known: false, identities: ["p8", "p9", "p10"] } });
        const whole = firstSeen(first);
        expect(await commit(first, undefined, whole)).toBe("done");
        const parted = {
          person: { ...whole.person, id: "p9", revision: 1, identities: ["p9", "p10"] },
          seen: 0,
          join: [{ identity: "p10", seen: 0 }],
          takenFrom: { person: { ...whole.person, revision: 2, identities: ["p8"] }, seen: 1 },
        };
        expect(await store.savePerson(parted)).toBe("done");
        expect(await store.savePerson(parted)).toBe("person");
        const { people } = await store.known({ identities: ["p8", "p9", "p10"], accounts: [], loads: [] });
        expect(Object.values(people).map(({ id, identities }) => [id, identities])).toEqual([
          ["p8", ["p8"]],
          ["p9", ["p9", "p10"]],
          ["p9", ["p9", "p10"]],
        ]);
      });

      test("that is too late to find its person as seen changes nothing at all", async () => {
        const identities = ["p3", "phone of p3"];
        const first = lead({ person: { id: "p3", known: false, identities } });
        const second = ticking(lead({ person: { id: "p3", known: false, identities } }), T0 + MINUTE);
        const write = firstSeen(first);
        const answers = await Promise.all([
          commit(first, undefined, write),
          commit(second, undefined, firstSeen(second)),
        ]);
        expect(answers.toSorted()).toEqual(["done", "person"]);
        const loser = answers[0] === "person" ? first : second;
        expect(await store.lead(loser.id)).toBeUndefined();
        expect((await personOf("phone of p3"))?.lead).toBe(loser === first ? second.id : first.id);
      });

      test("is not there for an unknown id", async () => {
        expect(await store.lead("lead_unknown")).toBeUndefined();
        expect(await store.facts("lead_unknown")).toEqual([]);
      });
    });

    describe("loads", () => {
      const take = (change: Partial<LoadChange> = {}): LoadChange => ({
        of: "ana",
        change: 1,
        seen: noLoad,
        day: "2026-11-24",
        ...change,
      });
      const ana = async (): Promise<Load> => (await store.loads(["ana"])).ana!;

      test("with `exact`, one of many who saw the same load goes through", async () => {
        for (let round = 0; round < 3; round++) {
          const seen = await ana();
          const answers = await Promise.all(
            Array.from({ length: 12 }, () => commit(lead({ counted: true }), take({ seen, exact: true }))),
          );
          expect(answers.filter((answer) => answer === "done")).toHaveLength(1);
          expect(answers.filter((answer) => answer === "load")).toHaveLength(11);
          expect((await ana()).open).toBe(round + 1);
        }
      });

      /** Like the relay: reads, decides, commits, and decides again when the load moved on. */
      async function untilFull(limits: NonNullable<LoadChange["limits"]>, day: string): Promise<boolean> {
        for (;;) {
          const seen = await ana();
          const today = seen.day === day ? seen.today : 0;
          if (
            seen.open >= (limits.open ?? Number.POSITIVE_INFINITY) ||
            today >= (limits.perDay ?? Number.POSITIVE_INFINITY)
          )
            return false;
          if ((await commit(lead({ counted: true }), take({ seen, day, limits }))) === "done") return true;
        }
      }

      test("the cap of open leads is reached and never passed under concurrency", async () => {
        const given = await Promise.all(Array.from({ length: 20 }, () => untilFull({ open: 5 }, "2026-11-24")));
        expect(given.filter(Boolean)).toHaveLength(5);
        expect(await ana()).toEqual({ open: 5, day: "2026-11-24", today: 5 });
      });

      test("the cap holds for commits that all saw the same place free", async () => {
        await commit(lead({ counted: true }), take());
        const seen = await ana();
        const answers = await Promise.all(
          Array.from({ length: 12 }, () => commit(lead({ counted: true }), take({ seen, limits: { open: 4 } }))),
        );
        expect(answers.filter((answer) => answer === "done")).toHaveLength(3);
        expect((await ana()).open).toBe(4);
      });

      test("so does the day's limit, which starts again on the next day", async () => {
        const limits = { open: 40, perDay: 3 };
        const first = await Promise.all(Array.from({ length: 10 }, () => untilFull(limits, "2026-11-24")));
        expect(first.filter(Boolean)).toHaveLength(3);
        const second = await Promise.all(Array.from({ length: 10 }, () => untilFull(limits, "2026-11-25")));
        expect(second.filter(Boolean)).toHaveLength(3);
        expect(await ana()).toEqual({ open: 6, day: "2026-11-25", today: 3 });
      });

      test("a commit that saw yesterday's count is refused once the day has begun", async () => {
        await commit(lead({ counted: true }), take({ day: "2026-11-23", limits: { perDay: 1 } }));
        const seen = await ana();
        const change = take({ seen, day: "2026-11-24", limits: { perDay: 1 } });
        expect(await commit(lead({ counted: true }), change)).toBe("done");
        expect(await commit(lead({ counted: true }), change)).toBe("load");
        expect(await ana()).toEqual({ open: 2, day: "2026-11-24", today: 1 });
      });

      test("closing frees a place; giving by hand takes one past every limit and does not count for the day", async () => {
        const one = lead({ counted: true });
        await commit(one, take({ limits: { open: 1 } }));
        const two = lead({ owner: "ben" });
        await commit(two);
        expect(
          await store.commit(
            changed(two, { owner: "ana", counted: true }),
            alongside({
              loads: [{ of: "ana", change: 1, day: "2026-11-24", limits: { open: 1 } }],
            }),
          ),
        ).toBe("done");
        expect(await ana()).toEqual({ open: 2, day: "2026-11-24", today: 1 });
        expect(await store.commit(closed(one, T0), alongside({ loads: [{ of: "ana", change: -1 }] }))).toBe("done");
        expect(await ana()).toEqual({ open: 1, day: "2026-11-24", today: 1 });
      });

      test("a hand-over moves the load or nothing", async () => {
        const one = lead({ counted: true });
        await commit(one, take());
        const loads: LoadChange[] = [
          { of: "ana", change: -1 },
          { of: "ben", change: 1, seen: noLoad, day: "2026-11-24", exact: true },
        ];
        expect(await store.commit(changed(one, { owner: "ben" }), alongside({ loads }))).toBe("done");
        expect(await store.loads(["ana", "ben"])).toMatchObject({ ana: { open: 0 }, ben: { open: 1 } });
        const two = lead({ counted: true });
        await commit(two, take({ seen: await ana() }));
        const moved = alongside({ loads, facts: [asked("again")] });
        expect(await store.commit(changed(two, { owner: "ben" }), moved)).toBe("load");
        expect(await store.lead(two.id)).toEqual(two);
        expect(await store.facts(two.id)).toEqual([]);
        expect(await store.loads(["ana", "ben"])).toMatchObject({ ana: { open: 1 }, ben: { open: 1 } });
      });
    });

    describe("a load that is not what the leads say", () => {
      const open = async () => (await store.loads(["ana"])).ana!.open;
      const minute = 60_000;
      const drift = (seen: number, found: number, now: number) => ({ seen, found, now, confirms: now - minute });

      test("is corrected when it is found so again, later than a minute after", async () => {
        await commit(lead({ counted: true }), { of: "ana", change: 1, seen: noLoad, day: "2026-11-24" });
        expect(await store.correctLoad("ana", drift(1, 3, T0))).toBe(false);
        expect(await store.correctLoad("ana", drift(1, 3, T0 + minute))).toBe(false);
        expect(await open()).toBe(1);
        expect(await store.correctLoad("ana", drift(1, 3, T0 + minute + 1))).toBe(true);
        expect((await store.loads(["ana"])).ana).toEqual({ open: 3, day: "2026-11-24", today: 1 });
        expect(await store.correctLoad("ana", drift(3, 3, T0 + 3 * minute))).toBe(false);
      });

      test("is left alone when the load changed since, though back to what it was", async () => {
        const one = lead({ counted: true });
        await commit(one, { of: "ana", change: 1, seen: noLoad, day: "2026-11-24" });
        await store.correctLoad("ana", drift(1, 3, T0));
        const two = lead({ counted: true });
        const seen = { open: 1, day: "2026-11-24", today: 1 };
        expect(await commit(two, { of: "ana", change: 1, seen, day: "2026-11-24" })).toBe("done");
        await store.commit(closed(two, T0), alongside({ loads: [{ of: "ana", change: -1 }] }));
        expect(await store.correctLoad("ana", drift(1, 3, T0 + 5 * minute))).toBe(false);
        expect(await open()).toBe(1);
      });

      test("is left alone when something else is found, or the load is another by now", async () => {
        expect(await store.correctLoad("ana", drift(0, 2, T0))).toBe(false);
        expect(await store.correctLoad("ana", drift(0, 1, T0 + 5 * minute))).toBe(false);
        expect(await store.correctLoad("ana", drift(7, 1, T0 + 10 * minute))).toBe(false);
        expect(await open()).toBe(0);
        expect(await store.correctLoad("ana", drift(0, 1, T0 + 15 * minute))).toBe(true);
        expect(await open()).toBe(1);
      });
    });

    const openOf = (owner: string | null) => Array.fromAsync(store.openLeads(owner));

    test("of open leads as many are found as are wanted, the oldest first", async () => {
      const made = Array.from({ length: 7 }, (_, n) => lead({ owner: null, at: T0 + ((n * 3) % 7) * MINUTE }));
      for (const one of made) await commit(one);
      const oldest = made.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1)).map(({ id }) => id);
      const found: string[] = [];
      for await (const { id } of store.openLeads(null)) {
        found.push(id);
        if (found.length === 5) break;
      }
      expect(found).toEqual(oldest.slice(0, 5));
      expect((await openOf(null)).map(({ id }) => id)).toEqual(oldest);
    });

    test("open leads are found by who has them, or that nobody has", async () => {
      const [hers, his, nobodys, done] = [lead(), lead({ owner: "ben" }), lead({ owner: null }), lead()];
      for (const one of [hers, his, nobodys, done]) await commit(one);
      await store.commit(closed(done, T0), alongside());
      expect(await openOf("ana")).toEqual([summaryOf(hers)]);
      expect(await openOf(null)).toEqual([summaryOf(nobodys)]);
      expect(await openOf("cid")).toEqual([]);
      await store.commit(changed(nobodys, { owner: "ben" }), alongside());
      expect(await openOf(null)).toEqual([]);
      expect((await openOf("ben")).map(({ id }) => id).sort()).toEqual([his.id, nobodys.id].sort());
    });

    describe("turns", () => {
      const among = [
        { who: "ana", weight: 1 },
        { who: "José, the 2nd", weight: 3 },
      ];
      const turn = (of: string): Turn => ({ of, among });

      test("are put in one order, that everybody who takes one finds", async () => {
        const logs = await Promise.all(Array.from({ length: 60 }, (_, n) => store.takeTurn("team/emea", turn(`${n}`))));
        const [longest] = logs.toSorted((a, b) => b.turns.length - a.turns.length);
        expect(longest!.turns.map(({ of }) => of).sort()).toEqual(Array.from({ length: 60 }, (_, n) => `${n}`).sort());
        for (const [n, { turns }] of logs.entries()) {
          expect(turns.at(-1)).toEqual(turn(`${n}`));
          expect(turns).toEqual(longest!.turns.slice(0, turns.length));
        }
        expect(await store.takeTurn("team/other", turn("0"))).toEqual({ since: 0, base: {}, turns: [turn("0")] });
      });

      test("one that is taken again is the same one, whoever came between", async () => {
        const given: Turn = { of: "b", among: among.slice(1), instead: { among, took: "ana" } };
        for (const one of [turn("a"), given, turn("c")]) await store.takeTurn("team/emea", one);
        expect(await store.takeTurn("team/emea", given)).toEqual({ since: 0, base: {}, turns: [turn("a"), given] });
        expect((await store.takeTurn("team/emea", turn("b"))).turns).toHaveLength(4);
      });

      test("are summed up by one, and what came after stays", async () => {
        for (const of of ["a", "b", "c", "d"]) await store.takeTurn("team/emea", turn(of));
        const [first, other] = [{ ana: 5 }, { ana: 7 }];
        await store.sumTurns("team/emea", { since: 0, count: 3, base: first });
        await store.sumTurns("team/emea", { since: 0, count: 2, base: other });
        expect(await store.takeTurn("team/emea", turn("e"))).toEqual({
          since: 3,
          base: first,
          turns: [turn("d"), turn("e")],
        });
        await store.sumTurns("team/emea", { since: 3, count: 2, base: other });
        expect(await store.takeTurn("team/emea", turn("a"))).toEqual({ since: 5, base: other, turns: [turn("a")] });
      });
    });

    describe("changes of a lead", () => {
      test("one of several from the same revision goes through, with its facts and rows", async () => {
        const one = lead();
        await commit(one);
        for (const telling of [true, false]) {
          const before = (await store.lead(one.id))!;
          const answers = await Promise.all(
            Array.from({ length: 10 }, (_, i) =>
              store.commit(
                changed(before, { noticeCount: i }),
                telling ? alongside({ facts: [asked(`by ${i}`)] }) : alongside(),
              ),
            ),
          );
          expect(answers.filter((answer) => answer === "done")).toHaveLength(1);
          expect(answers.filter((answer) => answer === "conflict")).toHaveLength(9);
          const winner = answers.indexOf("done");
          expect(await store.lead(one.id)).toEqual(changed(before, { noticeCount: winner }));
          if (telling)
            expect(await store.facts(one.id)).toEqual([
              { v: 1, revision: 2, facts: [asked("").fact], words: { 0: { news: `by ${winner}` } } },
            ]);
        }
      });

      test("an unknown lead is a conflict, not a new lead", async () => {
        const one = lead();
        expect(await store.commit(changed(one), alongside())).toBe("conflict");
        expect(await store.lead(one.id)).toBeUndefined();
      });

      test("facts are read in the order of commits, whenever they happened, and the latest page by page", async () => {
        let one = lead();
        await store.commit(one, alongside({ facts: [asked("0 first")] }));
        const written = ["0 first"];
        for (let round = 1; round < 13; round++) {
          one = changed(one);
          const texts = [`${round} first`, `${round} second`];
          written.push(...texts);
          // Late news is of what happened before.
          await store.commit(one, alongside({ facts: texts.map((text) => asked(text, T0 - round * MINUTE)) }));
        }
        const texts = (entries: Entry[]) =>
          entries.flatMap(({ facts, words }) => facts.map((_, n) => words?.[n]?.news));
        expect(texts(await store.facts(one.id))).toEqual(written);
        const pages: (string | undefined)[] = [];
        for (let before: number | undefined; before !== 1; ) {
          const page = await store.facts(one.id, { limit: 5, ...(before !== undefined && { before }) });
          expect(page.length).toBeLessThanOrEqual(5);
          pages.unshift(...texts(page));
          before = page[0]!.revision;
        }
        expect(pages).toEqual(written);
      });

      test("move it in the due index and in the lists", async () => {
        const one = ticking(lead({ owner: "ana" }), T0 + MINUTE);
        await commit(one);
        const two = changed(ticking(one, T0 + 9 * MINUTE), { owner: "ben" });
        await store.commit(two, alongside());
        expect(await due(T0 + DAY)).toEqual([{ kind: "lead", id: one.id, at: T0 + 9 * MINUTE }]);
        const of = async (owner: string) =>
          (await store.leads({ owner, limit: 5, until: iso(T0) })).items.map(({ id }) => id);
        expect([await of("ana"), await of("ben")]).toEqual([[], [one.id]]);
        await store.commit(closed(two, T0), alongside());
        expect(await due(T0 + DAY)).toEqual([]);
        expect((await store.leads({ owner: "ben", open: false, limit: 5, until: iso(T0) })).items).toMatchObject([
          { id: one.id, stage: "closed", dueAt: null },
        ]);
      });
    });

    describe("what is due", () => {
      test("is everything up to and including the instant, and nothing after", async () => {
        const offsets = Array.from({ length: 40 }, (_, i) => (i * 7) % 40);
        const leads = offsets.map((offset) => ticking(lead(), T0 + offset * MINUTE));
        for (const one of leads) await commit(one);
        const pending = delivery();
        await keep(pending, Buffer.from("{}"), { retryAt: T0 + 3 * MINUTE });
        const found = await due(T0 + 20 * MINUTE);
        const expected = leads.flatMap((one, i) =>
          offsets[i]! <= 20 ? [{ kind: "lead", id: one.id, at: T0 + offsets[i]! * MINUTE }] : [],
        );
        const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);
        expect(found.sort(byId)).toEqual(
          [...expected, { kind: "delivery", id: pending.id, at: T0 + 3 * MINUTE }].sort(byId),
        );
        expect(await due(T0 - 1)).toEqual([]);
      });

      test("comes earliest first within each of a few shards", async () => {
        const offsets = Array.from({ length: 60 }, (_, i) => (i * 37) % 60);
        for (const offset of offsets) await commit(ticking(lead(), T0 + offset * MINUTE));
        const found = await due(T0 + DAY);
        expect(found).toHaveLength(60);
        const descents = found.filter(({ at }, i) => i > 0 && at < found[i - 1]!.at);
        expect(descents.length).toBeLessThan(16);
      });
    });

    describe("lists of leads", () => {
      /** Ninety leads over four months, some in the same millisecond, in the order a list shows them. */
      async function many(): Promise<Lead[]> {
        const owners = ["ana", "ben", null];
        const all = Array.from({ length: 90 }, (_, i) => {
          const one = lead({ at: T0 - Math.floor(i / 2) * 2.3 * DAY, owner: owners[i % 3] });
          return i % 5 === 0 ? { ...closed(one, T0), revision: 1 } : i % 2 === 0 ? one : ticking(one, T0 + i * MINUTE);
        });
        for (let at = 0; at < all.length; at += 15) await Promise.all(all.slice(at, at + 15).map((one) => commit(one)));
        return all.sort((a, b) => (`${a.createdAt}#${a.id}` < `${b.createdAt}#${b.id}` ? 1 : -1));
      }

      test("show every lead once, newest first, whatever the filter and the size of a page", async () => {
        const all = await many();
        const since = iso(T0 - 40 * DAY);
        const contact = ({ stage }: LeadSummary) => stage === "contact";
        const cases: {
          filter: Pick<Parameters<Store["leads"]>[0], "owner" | "open" | "since" | "where">;
          of: (one: Lead) => boolean;
        }[] = [
          { filter: {}, of: () => true },
          { filter: { owner: "ana" }, of: ({ owner }) => owner === "ana" },
          { filter: { owner: "" }, of: ({ owner }) => owner === null },
          { filter: { where: contact }, of: ({ stage }) => stage === "contact" },
          { filter: { open: true }, of: ({ stage }) => stage !== "closed" },
          { filter: { since }, of: ({ createdAt }) => createdAt >= since },
          {
            filter: { owner: "ben", open: false, since },
            of: (one) => one.owner === "ben" && one.stage === "closed" && one.createdAt >= since,
          },
          { filter: { owner: "nobody" }, of: () => false },
        ];
        for (const { filter, of } of cases) {
          const expected = all.filter(of).map(({ id }) => id);
          for (const limit of [7, 100]) {
            const pages = await everyPage((cursor) => store.leads({ ...filter, limit, cursor, until: iso(T0) }));
            expect(pages.flatMap(({ items }) => items.map(({ id }) => id))).toEqual(expected);
            expect(pages.slice(0, -1).every(({ items }) => items.length === limit)).toBe(true);
          }
        }
      });

      test("requests are listed apart from leads, though somebody has both", async () => {
        const one = lead({ at: T0 - MINUTE });
        const asked = lead({
          id: `${REQUEST}_01`,
          at: T0,
          request: { kind: "fix", title: "A fix", by: "mia", text: "?" },
        });
        await commit(one);
        await commit(asked);
        const ids = async (filter: object) =>
          (await store.leads({ limit: 5, until: iso(T0), ...filter })).items.map(({ id }) => id);
        expect(await ids({})).toEqual([one.id]);
        expect(await ids({ owner: one.owner })).toEqual([one.id]);
        expect(await ids({ requests: true })).toEqual([asked.id]);
        const open: string[] = [];
        for await (const { id } of store.openLeads(one.owner)) open.push(id);
        expect(open).toEqual([one.id, asked.id]);
      });

      test("what few leads are like is looked for so far, and further from there", async () => {
        const leads = [lead({ source: "rare", at: T0 - 30 * MINUTE })];
        for (let n = 0; n < 25; n++) leads.push(lead({ at: T0 - n * MINUTE }));
        for (const one of leads) await commit(one);
        const rare = ({ source }: LeadSummary) => source === "rare";
        const pages = await everyPage((cursor) =>
          store.leads({ limit: 5, where: rare, most: 10, cursor, until: iso(T0) }),
        );
        expect(pages.map(({ items }) => items.length)).toEqual([0, 0, 1]);
      });

      test("say of each lead what a list shows", async () => {
        const one = ticking(lead({ owner: null }), T0 + MINUTE);
        await commit(one);
        const expected: LeadSummary = {
          id: one.id,
          source: "website-demo",
          name: one.fields.name as string,
          email: one.fields.email as string,
          owner: null,
          stage: "contact",
          score: 85,
          rule: "Hot",
          dueAt: iso(T0 + MINUTE),
          respondBy: iso(T0 + MINUTE),
          campaign: null,
          company: (one.fields.company as string | undefined) ?? null,
          team: "emea",
          segment: null,
          test: false,
          createdAt: iso(T0),
        };
        expect(await store.leads({ limit: 1, until: iso(T0) })).toEqual({ items: [expected], next: null });
      });

      test("a full last page has no next one", async () => {
        for (let i = 0; i < 6; i++) await commit(lead({ at: T0 - i * DAY }));
        const pages = await everyPage((cursor) => store.leads({ limit: 3, cursor, until: iso(T0) }));
        expect(pages.map(({ items }) => items.length)).toEqual([3, 3]);
      });

      test("what comes in while somebody pages shifts nothing", async () => {
        const first = [lead({ at: T0 - 3 }), lead({ at: T0 - 2 }), lead({ at: T0 - 1 })];
        for (const one of first) await commit(one);
        const page = await store.leads({ limit: 2, until: iso(T0) });
        await commit(lead({ at: T0 }));
        const rest = await store.leads({ limit: 2, cursor: page.next!, until: iso(T0 + DAY) });
        expect([...page.items, ...rest.items].map(({ id }) => id)).toEqual(first.map(({ id }) => id).reverse());
        expect(rest.next).toBeNull();
      });

      test("nothing after `until`, and an empty list where `since` lies after it", async () => {
        await commit(lead({ at: T0 }));
        expect((await store.leads({ limit: 5, until: iso(T0 - 1) })).items).toEqual([]);
        for (const owner of [undefined, "ana"]) {
          for (const since of [iso(T0 + MINUTE), iso(T0 + 40 * DAY)]) {
            expect(await store.leads({ limit: 5, owner, since, until: iso(T0) })).toEqual({ items: [], next: null });
          }
        }
      });

      test("a cursor that no list answered is refused as the caller's fault", async () => {
        await commit(lead());
        for (const cursor of badCursors) {
          await expect(store.leads({ limit: 5, cursor, until: iso(T0) })).rejects.toMatchObject({ status: 400 });
        }
      });
    });

    describe("facts", () => {
      test("whose words are erased keep what happened and when, and no other lead's are touched", async () => {
        const [one, other] = [lead(), lead()];
        const facts = [asked("saying: Jane"), asked("phone: +49")];
        for (const each of [one, other]) {
          await commit(each);
          await store.commit(changed(each), alongside({ facts }));
        }
        await store.eraseWords(one.id);
        const kept = { v: 1, revision: 2, facts: facts.map(({ fact }) => fact) };
        expect(await store.facts(one.id)).toEqual([kept]);
        expect(await store.facts(other.id)).toEqual([
          { ...kept, words: { 0: { news: "saying: Jane" }, 1: { news: "phone: +49" } } },
        ]);
      });
    });

    describe("a person", () => {
      test("belongs to the lead's owner, also when that changes later", async () => {
        const first = lead({
          person: { id: "p-moves", known: false, identities: ["p-moves"] },
          owner: "ana",
        });
        await store.commit(first, alongside({ person: firstSeen(first) }));
        expect(await personOf("p-moves")).toMatchObject({ owner: "ana", revision: 1 });
        const second = { ...first, revision: 2, owner: "ben" };
        expect(await store.commit(second, alongside())).toBe("done");
        expect(await personOf("p-moves")).toMatchObject({ owner: "ana", revision: 1 });
        expect(await store.commit({ ...second, revision: 3 }, alongside({ newOwner: true }))).toBe("done");
        expect(await personOf("p-moves")).toMatchObject({ owner: "ben", revision: 2 });
      });

      test("is found by every identity that is theirs, and an identity is one person's", async () => {
        const person = somebody("mail of jo", ["mail of jo", "phone of jo"]);
        const join = [{ identity: "phone of jo", seen: 0 }];
        expect(await store.addTouches(person.id, [], { write: { person, seen: 0, join } })).toBe("done");
        expect(await personOf("phone of jo")).toEqual(person);
        const other = somebody("mail of flo", ["mail of flo", "phone of jo"]);
        expect(await store.addTouches(other.id, [], { write: { person: other, seen: 0, join } })).toBe("person");
        expect(await personOf("mail of flo")).toBeUndefined();
        expect((await store.known({ identities: [], accounts: [], loads: [] })).people).toEqual({});
      });

      test("who turns out to be somebody else is found under all that either had", async () => {
        const visitor = somebody("cookie", ["cookie", "second cookie"]);
        const joined = [{ identity: "second cookie", seen: 0 }];
        await store.addTouches("cookie", [touch("a", T0)], { write: { person: visitor, seen: 0, join: joined } });
        const jo = somebody("mail of jo", ["mail of jo", "cookie", "second cookie"]);
        const late = { person: jo, seen: 0, join: [{ identity: "cookie", seen: 7 }] };
        expect(await store.addTouches("mail of jo", [], { write: late })).toBe("person");
        const write = { person: jo, seen: 0, join: [{ identity: "cookie", seen: 1 }] };
        expect(await store.addTouches("mail of jo", [touch("b", T0 + 1)], { write })).toBe("done");
        expect(await personOf("cookie")).toEqual(jo);
        expect(await personOf("second cookie")).toEqual(jo);
        expect((await store.touches(jo.identities, 10)).map(({ label }) => label)).toEqual(["b", "a"]);
      });

      test("is known by their company, under whatever identity they are by now", async () => {
        const jo = { ...somebody("mail of jo", ["mail of jo"]), company: "firma.example" };
        const write = { person: jo, seen: 0, join: [] };
        expect(await store.addTouches(jo.id, [], { write })).toBe("done");
        expect(await store.colleagues("firma.example", 10)).toEqual([jo]);
        expect(await store.colleagues("other.example", 10)).toEqual([]);
      });

      test("has each touch once, newest first, as many as are asked for", async () => {
        const touches = [touch("one", T0), touch("two", T0 + 1_000), touch("three", T0 + 2_000)];
        await store.addTouches("jo", touches, {});
        await store.addTouches("jo", [touches[1]!], {});
        expect(await store.touches(["jo"], 10)).toEqual(touches.toReversed());
        expect((await store.touches(["jo"], 2)).map(({ label }) => label)).toEqual(["three", "two"]);
        expect(await store.touches(["flo"], 10)).toEqual([]);
      });
    });

    describe("agreements", () => {
      const entry = (name: string) => ({ agreement: { name } as Agreement, text: `name: ${name}`, appliedAt: iso(T0) });

      test("are numbered from 1, and a version never changes", async () => {
        expect((await store.current()).version).toBeUndefined();
        expect(await store.activeAgreement()).toBeUndefined();
        expect(await store.agreement(1)).toBeUndefined();
        expect(await store.publish(entry("one"), undefined)).toBe(1);
        expect(await store.publish(entry("two"), 1)).toBe(2);
        expect((await store.current()).version).toBe(2);
        expect((await store.known({ identities: [], accounts: [], loads: [] })).current.version).toBe(2);
        expect(await store.agreement(1)).toEqual({ version: 1, ...entry("one") });
        expect(await store.activeAgreement()).toEqual({ version: 2, ...entry("two") });
        expect(await store.agreement(2)).toEqual({ version: 2, ...entry("two") });
      });

      test("have beside the active one who is away, which no other version changes", async () => {
        const absence = { id: "away_1", person: "ana", from: "2026-11-24", until: "2026-11-25", deputy: "ben" };
        const roster = (version: number) => ({ version, absences: [{ ...absence, by: "ana", at: iso(T0), told: [] }] });
        expect(await store.currentAgreement()).toBeUndefined();
        expect(await store.saveRoster(roster(1))).toBe(false);
        await store.publish(entry("one"), undefined);
        expect(await store.current()).toEqual({ version: 1, roster: { version: 0, absences: [] } });
        expect(await store.saveRoster(roster(1))).toBe(true);
        await store.publish(entry("two"), 1);
        expect(await store.current()).toEqual({ version: 2, roster: roster(1) });
        expect(await store.currentAgreement()).toEqual({
          stored: { version: 2, ...entry("two") },
          roster: roster(1),
        });
        expect((await store.known({ identities: [], accounts: [], loads: [] })).current).toEqual(await store.current());
      });

      test("of several who say at once who is away one goes through", async () => {
        await store.publish(entry("one"), undefined);
        const answers = await Promise.all(
          Array.from({ length: 6 }, () => store.saveRoster({ version: 1, absences: [] })),
        );
        expect(answers.filter((saved) => saved)).toHaveLength(1);
        expect(await store.saveRoster({ version: 1, absences: [] })).toBe(false);
        expect(await store.saveRoster({ version: 3, absences: [] })).toBe(false);
        expect((await store.current()).roster.version).toBe(1);
      });

      test("remember up to which roster open leads follow the people", async () => {
        await store.publish(entry("one"), undefined);
        expect(await store.settled()).toBeUndefined();
        const seen = { version: 0, roster: "digest", since: "2026-11-24T09:00:00.000Z" };
        await store.settle({ ...seen, until: "2026-11-24T10:00:00.000Z" });
        expect(await store.settled()).toEqual({ ...seen, until: "2026-11-24T10:00:00.000Z" });
        await store.settle(seen);
        expect(await store.settled()).toEqual(seen);
        expect(await store.versions({ limit: 5 })).toHaveLength(1);
        expect((await store.activeAgreement())?.version).toBe(1);
      });

      test("keep who published them, why, and what they put in force again", async () => {
        const told = { by: "Chloé", why: "The office in Madrid moved", rollbackOf: 1 };
        await store.publish(entry("one"), undefined);
        await store.publish({ ...entry("two"), ...told }, 1);
        expect(await store.agreement(2)).toEqual({ version: 2, ...entry("two"), ...told });
        expect(await store.activeAgreement()).toEqual({ version: 2, ...entry("two"), ...told });
        expect(await store.versions({ limit: 5 })).toEqual([
          { version: 2, appliedAt: iso(T0), ...told },
          { version: 1, appliedAt: iso(T0) },
        ]);
      });

      test("are listed newest first, as many as asked for, from before a version on", async () => {
        expect(await store.versions({ limit: 5 })).toEqual([]);
        for (let n = 1; n <= 11; n++) await store.publish(entry(`${n}`), n === 1 ? undefined : n - 1);
        const listed = async (options: { limit: number; before?: number }) =>
          (await store.versions(options)).map(({ version }) => version);
        expect(await listed({ limit: 100 })).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
        expect(await listed({ limit: 4 })).toEqual([11, 10, 9, 8]);
        expect(await listed({ limit: 4, before: 8 })).toEqual([7, 6, 5, 4]);
        expect(await listed({ limit: 4, before: 3 })).toEqual([2, 1]);
        expect(await listed({ limit: 4, before: 2 })).toEqual([1]);
        expect(await listed({ limit: 4, before: 1 })).toEqual([]);
        expect(await listed({ limit: 2, before: 99_999_999 })).toEqual([11, 10]);
      });

      test("proposals take each other's place, one revision after the other, with all that they say", async () => {
        expect(await store.proposal()).toBeUndefined();
        const { agreement, text } = entry("proposed");
        const first: Proposal = {
          revision: 1,
          digest: "a",
          state: "open",
          text,
          agreement,
          base: "before",
          at: iso(T0),
          lapsesAt: iso(T0 + 14 * DAY),
          changes: ["routing: other people"],
          findings: [],
          signers: [{ person: "mo", side: "marketing" }],
          signatures: [],
          told: [],
        };
        expect(await store.commitProposal(first)).toBe("done");
        expect(await store.commitProposal(first)).toBe("conflict");
        expect(await store.proposal()).toEqual(first);
        const long = randomBytes(1_000_000).toString("base64");
        const second = { ...first, revision: 2, at: iso(T0 + MINUTE), text: long };
        expect(await store.commitProposal({ ...second, revision: 3 })).toBe("conflict");
        expect(await store.commitProposal(second)).toBe("done");
        expect(await store.proposal()).toEqual(second);
        // The same again, written shorter.
        const third = { ...first, revision: 3, at: iso(T0 + 2 * MINUTE) };
        expect(await store.commitProposal(third)).toBe("done");
        expect(await store.proposal()).toEqual(third);
        const due = async (until: number) => {
          const kinds: string[] = [];
          for await (const { kind } of store.due(until)) kinds.push(kind);
          return kinds;
        };
        expect(await due(Date.parse(third.lapsesAt) - 1)).not.toContain("proposal");
        expect(await due(Date.parse(third.lapsesAt))).toContain("proposal");
      });

      test("who signed a version that is in force is noted with it", async () => {
        const version = (await store.publish({ ...entry("x"), unsigned: "An emergency" }, undefined))!;
        const signatures = [{ by: "mo", side: "marketing" as const, at: iso(T0) }];
        await store.signVersion(version, signatures);
        const [listed] = await store.versions({ limit: 1 });
        expect(listed).toMatchObject({ version, signatures });
        expect(listed).not.toHaveProperty("unsigned");
        expect((await store.agreement(version))?.signatures).toEqual(signatures);
      });

      test("of any size are published and read whole, and listed without their contents", async () => {
        const large = { ...entry("large"), text: randomBytes(1_500_000).toString("base64") };
        expect(await store.publish(large, undefined)).toBe(1);
        expect(await store.agreement(1)).toEqual({ version: 1, ...large });
        expect(await store.publish(entry("small"), 1)).toBe(2);
        expect(await store.publish(large, 2)).toBe(3);
        expect(await store.publish(large, 2)).toBeUndefined();
        expect(await store.activeAgreement()).toEqual({ version: 3, ...large });
        expect(await store.agreement(2)).toEqual({ version: 2, ...entry("small") });
        expect((await store.versions({ limit: 5 })).map(({ version }) => version)).toEqual([3, 2, 1]);
      });

      test("are written anew as the same version, shorter or longer, by the same people", async () => {
        const told = { by: "Chloé", why: "signed" };
        const large = randomBytes(900_000).toString("base64");
        await store.publish({ ...entry("one"), ...told }, undefined);
        await store.publish({ ...entry("two"), ...told }, 1);
        for (const text of ["longer", large, large.slice(0, 600_000), "short", large]) {
          const renewed = { version: 2, ...entry("two"), ...told, agreement: { name: "renewed" } as Agreement, text };
          await store.renew(renewed);
          expect(await store.agreement(2)).toEqual(renewed);
          expect(await store.activeAgreement()).toEqual(renewed);
        }
        expect(await store.agreement(1)).toEqual({ version: 1, ...entry("one"), ...told });
        expect(await store.versions({ limit: 5 })).toHaveLength(2);
      });

      test("have tables, whose rows are kept by what they are, of any size", async () => {
        const rows = (cells: string[][]) => ({
          by: [{ field: "country", how: "key" as const }],
          gives: [{ column: "owner", type: "target" as const }],
          types: ["string" as const],
          rows: cells,
        });
        const large = rows(Array.from({ length: 20_000 }, () => [randomBytes(20).toString("hex"), "ana"]));
        const few = rows([["DE", "ana"]]);
        expect(await store.table("none")).toBeUndefined();
        const [first, second] = [await store.saveTable(large), await store.saveTable(few)];
        expect(first).not.toBe(second);
        expect(await store.saveTable(structuredClone(few))).toBe(second);
        expect(await store.table(first)).toEqual(large);
        expect(await store.table(second)).toEqual(few);
      });

      test("the tenth is newer than the ninth", async () => {
        for (let n = 1; n <= 10; n++) await store.publish(entry(`${n}`), n === 1 ? undefined : n - 1);
        expect((await store.activeAgreement())?.version).toBe(10);
      });

      test("one of several that replace the same version goes through", async () => {
        for (const expected of [undefined, 1]) {
          const answers = await Promise.all(
            Array.from({ length: 6 }, (_, i) => store.publish(entry(`by ${i}`), expected)),
          );
          const next = (expected ?? 0) + 1;
          expect(answers.filter((answer) => answer === next)).toHaveLength(1);
          expect(answers.filter((answer) => answer === undefined)).toHaveLength(5);
          expect((await store.agreement(next))?.text).toBe(`name: by ${answers.indexOf(next)}`);
        }
        expect(await store.publish(entry("late"), 1)).toBeUndefined();
        expect(await store.publish(entry("from nowhere"), undefined)).toBeUndefined();
        expect((await store.current()).version).toBe(2);
      });
    });

    describe("sending of a notice", () => {
      const batch = { to: "sam", kind: "escalation" as const, minute: iso(T0) };
      const claim = (now: number, notice = "lead_1.1", of = batch) =>
        store.claimNotice(of, { lead: "lead_1", notice }, { now, until: now + MINUTE });

      test("is one process's at a time, until its claim ends", async () => {
        const answers = await Promise.all(Array.from({ length: 10 }, () => claim(T0)));
        expect(answers.filter((claimed) => claimed)).toHaveLength(1);
        expect(await claim(T0, "lead_1.2")).toBe(true);
        expect(await claim(T0 + MINUTE - 1)).toBe(false);
        expect(await claim(T0 + MINUTE)).toBe(true);
        expect(await claim(T0 + MINUTE)).toBe(false);
      });

      test("is counted with its batch, once each, however often it is tried", async () => {
        expect(await store.claimedNotices(batch, 7)).toEqual([]);
        await Promise.all([3, 1, 2, 1].map((n) => claim(T0, `lead_1.${n}`)));
        await claim(T0 + DAY, "lead_1.1");
        expect(await store.claimedNotices(batch, 7)).toEqual(["lead_1.1", "lead_1.2", "lead_1.3"]);
        expect(await store.claimedNotices(batch, 2)).toEqual(["lead_1.1", "lead_1.2"]);
        for (const other of [{ to: "vera" }, { kind: "reminder" as const }, { minute: iso(T0 + MINUTE) }])
          expect(await store.claimedNotices({ ...batch, ...other } as NoticeBatch, 7)).toEqual([]);
      });

      test("that is claimed at the same time as others counts for each of them", async () => {
        const counts = await Promise.all(
          Array.from({ length: 10 }, async (_, n) => {
            await claim(T0, `lead_1.${n}`);
            return (await store.claimedNotices(batch, 20)).length;
          }),
        );
        const sorted = counts.sort((a, b) => a - b);
        expect(sorted.every((count, n) => count > n)).toBe(true);
        expect(sorted.at(-1)).toBe(10);
      });

      test("that is put off gives up the claim and is found with its batch, once, in order", async () => {
        const all = { now: T0 + 2 * MINUTE, limit: 10 };
        expect(await store.putOffNotices(batch, all)).toEqual([]);
        const notices = ["lead_1.1", "lead_1.2", "lead_1.3", "lead_1.4", "lead_1.5"];
        for (const notice of notices.toReversed()) {
          await claim(T0, notice);
          await store.putOffNotice(batch, notice, T0 + MINUTE);
        }
        await store.putOffNotice(batch, "lead_1.1", T0 + 2 * MINUTE);
        await claim(T0, "lead_1.6");
        const found = notices.map((notice) => ({ lead: "lead_1", notice }));
        expect(await store.putOffNotices(batch, all)).toEqual(found);
        expect(await store.putOffNotices(batch, { ...all, limit: 2 })).toEqual(found.slice(0, 2));
        expect(await store.putOffNotices(batch, { now: T0 + MINUTE, limit: 10 })).toEqual(found.slice(1));
        expect(await store.putOffNotices(batch, { now: T0 + MINUTE - 1, limit: 10 })).toEqual([]);
        expect(await store.putOffNotices({ ...batch, to: "vera" }, all)).toEqual([]);
        expect(await store.putOffUntil(batch, "lead_1.1")).toBe(T0 + 2 * MINUTE);
        expect(await store.putOffUntil(batch, "lead_1.6")).toBeUndefined();
        expect(await store.putOffUntil(batch, "lead_1.7")).toBeUndefined();
        expect(await claim(T0, "lead_1.1")).toBe(true);
        expect(await claim(T0, "lead_1.1")).toBe(false);
      });

      test("that failed is given up, and somebody else's at once", async () => {
        await claim(T0);
        await store.giveUpNotice(batch, "lead_1.1");
        expect(await claim(T0)).toBe(true);
        expect(await store.putOffNotices(batch, { now: T0 + DAY, limit: 10 })).toEqual([]);
      });

      test("that was put off and need not be sent any more is not found with its batch, and counts with it all the same", async () => {
        for (const notice of ["lead_1.1", "lead_1.2"]) {
          await claim(T0, notice);
          await store.putOffNotice(batch, notice, T0);
        }
        await store.forgetNotice(batch, "lead_1.1");
        expect(await store.putOffNotices(batch, { now: T0, limit: 10 })).toEqual([
          { lead: "lead_1", notice: "lead_1.2" },
        ]);
        expect(await store.putOffUntil(batch, "lead_1.1")).toBeUndefined();
        expect(await store.claimedNotices(batch, 10)).toEqual(["lead_1.1", "lead_1.2"]);
      });

      test("with others that were put off is one process's at a time, until it gives that up or its claim ends", async () => {
        const list = (now: number, of = batch) => store.claimList(of, { now, until: now + MINUTE });
        const answers = await Promise.all(Array.from({ length: 10 }, () => list(T0)));
        expect(answers.filter((claimed) => claimed)).toHaveLength(1);
        expect(await list(T0, { ...batch, to: "vera" })).toBe(true);
        expect(await list(T0 + MINUTE - 1)).toBe(false);
        expect(await list(T0 + MINUTE)).toBe(true);
        await store.giveUpList(batch);
        expect(await list(T0 + MINUTE)).toBe(true);
        expect(await store.claimedNotices(batch, 10)).toEqual([]);
      });

      test("is no fact of the lead", async () => {
        const one = lead();
        await commit(one);
        await store.claimNotice(batch, { lead: one.id, notice: `${one.id}.1` }, { now: T0, until: T0 + MINUTE });
        expect(await store.facts(one.id)).toEqual([]);
        expect(await store.lead(one.id)).toEqual(one);
      });
    });
  });
}

const base64url = (text: string): string => Buffer.from(text).toString("base64url");
const badCursors = [
  "%%%",
  "nonsense",
  base64url("{}"),
  base64url("null"),
  base64url('{"before":1}'),
  base64url('{"before":"x"}'),
  base64url("[]"),
];

/** Follows a list to its end. */
async function everyPage<T>(list: (cursor: string | undefined) => Promise<Page<T>>): Promise<Page<T>[]> {
  const pages: Page<T>[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(cursor);
    pages.push(page);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && pages.length < 1_000);
  return pages;
}
