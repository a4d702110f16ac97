import type { Store } from "@baton/core/ports";
import { describe, expect, test } from "vitest";
import { batchOf } from "../../../../packages/core/src/mailing/batches.ts";
import { memoryStore } from "../../../helpers/memory/memory-store.ts";
import { again, named, seedsOf } from "../../../helpers/random/seeds.ts";
import { callFaults, messageFaults } from "../../../helpers/simulation/faults.ts";
import { fortyUntouched, monthPlan, smallPlan } from "../../../helpers/simulation/plans.ts";
import { shortest, told } from "../../../helpers/simulation/shortest.ts";
import { type Outcome, simulate } from "../../../helpers/simulation/simulate.ts";

/** More seeds find more: `SEEDS=1-20000`. */
const seeds = seedsOf(1_000, { first: 1, slices: 4 });
const MINUTE = 60_000;
/** Leads of a month. */
const LEADS = process.env.BATON_TESTS === "all" ? 3_200 : 800;

/** What happens in some of the lives. */
const lives = [
  "lead.attempted",
  "lead.contacted",
  "lead.snoozed",
  "snooze.ended",
  "lead.corrected",
  "response.withdrawn",
  "lead.reopened",
  "wait.started",
  "claimed",
  "taken",
  "released",
  "away",
  "qualified",
  "opportunity",
  "rejection.marked",
  "rejection.judged",
  "rejection.settled",
];

describe("P1 durable, P2 once, P3 owned, P4 timed, P5 explained, P6 fair", () => {
  test("hold in every run, whatever is lost, doubled, late, refused, cut off or off by a clock", {
    timeout: 60_000 + 200 * seeds.length,
  }, async () => {
    const seen = { mails: 0, steps: 0, faults: new Set<string>(), happened: new Set<string>(), away: 0 };
    for (const seed of seeds) {
      const { problems, mails, ledger, happened } = await simulate(seed, smallPlan);
      if (problems.length > 0)
        expect.fail(
          `${told(seed, await shortest(seed, smallPlan))}\n${again(seed, "test/unit/core/promises/simulation.test.ts")}`,
        );
      seen.mails += mails.length;
      seen.steps += ledger.steps;
      seen.away += ledger.absencesTold.size;
      seen.happened = seen.happened.union(ledger.happened);
      for (const name of happened) seen.faults.add(name.slice(name.lastIndexOf(": ") + 2));
    }
    if (named) return;
    expect(seen.mails).toBeGreaterThan(2 * seeds.length);
    expect(seen.steps).toBeGreaterThan(2 * seeds.length);
    expect(seen.away).toBeGreaterThan(0);
    expect([...seen.happened]).toEqual(expect.arrayContaining(lives));
    expect([...seen.faults]).toEqual(expect.arrayContaining([...callFaults, ...messageFaults]));
  });

  test("hold for a busy month, and with nothing in the way every step comes within seconds", {
    timeout: 300_000,
  }, async () => {
    const { problems, mails, ledger } = await simulate(1, monthPlan(LEADS, false));
    expect(problems).toEqual([]);
    expect(ledger.leads.size).toBeGreaterThan(0.93 * LEADS);
    expect(mails.length).toBeGreaterThan(2.8 * LEADS);
    expect(ledger.latestMs).toBeLessThan(3_000);
    // Everybody's week, each review, and what they ask.
    expect(ledger.rounds).toBeGreaterThan(40);
    const asked = new Set([...ledger.said.values()].map(({ subject }) => subject.split("/")[0]));
    const kinds = ["campaign", "judged", "rejection", "ride", "rode", "survey", "win"];
    expect([...asked]).toEqual(expect.arrayContaining(kinds));
    // A batch waits for its minute to end; what it misses, for its retry and the sweep. Nothing else comes late.
    const noted = [...ledger.notices].map(([id, { notice }]) => {
      const { to, kind, minute } = batchOf(notice);
      return { id, batch: `${to} ${kind} ${minute}`, at: Date.parse(notice.at) };
    });
    const byId = new Map(noted.map((one) => [one.id, one]));
    const told = mails.map(({ at, notice: id }) => {
      const { batch, at: came } = byId.get(id)!;
      return { id, batch, delay: at - came };
    });
    // What was taken back before its minute ended made the batch as large as the others did.
    const sizes = Map.groupBy(noted, ({ batch }) => batch);
    expect(Math.max(...told.map(({ delay }) => delay))).toBeLessThan(7 * MINUTE + 3_000);
    expect(told.filter(({ batch, delay }) => delay > 3_000 && sizes.get(batch)!.length <= 5)).toEqual([]);
  });

  test("hold for the same month with faults of every kind, skewed clocks and a sweep that stops", {
    timeout: 300_000,
  }, async () => {
    const { problems, ledger } = await simulate(1, monthPlan(LEADS, true));
    expect(problems).toEqual([]);
    expect(ledger.leads.size).toBeGreaterThan(0.93 * LEADS);
  });
});

describe("40 leads that nobody touches breach with nobody doing anything", () => {
  const escalations = ({ mails, ledger }: Outcome) =>
    [...ledger.leads.keys()].map((id) => mails.filter(({ lead, kind }) => lead === id && kind === "escalation").length);
  const once = Array.from({ length: 40 }, () => 1);

  test("each escalates exactly once, at its instant", async () => {
    const run = await simulate(1, fortyUntouched({}));
    expect(run.problems).toEqual([]);
    expect(escalations(run)).toEqual(once);
    expect(run.ledger.latestMs).toBeLessThan(3_000);
  });

  test("each escalates exactly once though every message is delivered three times", async () => {
    const run = await simulate(1, fortyUntouched({ copies: 3 }));
    expect(run.problems).toEqual([]);
    expect(escalations(run)).toEqual(once);
    expect(run.ledger.latestMs).toBeLessThan(3_000);
  });

  test("each escalates exactly once though the sweep stops for an hour around the breach", async () => {
    const run = await simulate(1, fortyUntouched({ sweepStops: 60 * MINUTE }));
    expect(run.problems).toEqual([]);
    expect(escalations(run)).toEqual(once);
    expect(run.ledger.latestMs).toBeGreaterThan(5 * MINUTE);
    expect(run.ledger.latestMs).toBeLessThan(60 * MINUTE);
  });
});

describe("the simulation notices", () => {
  /** The first seed of some that shows a fault, by the promise that it breaks. */
  async function caught(store: () => Store, after = 0): Promise<{ seed: number; promise: string }> {
    for (let seed = after + 1; seed <= after + 400; seed++) {
      const [problem] = (await simulate(seed, smallPlan, { store })).problems;
      if (problem) return { seed, promise: problem.slice(0, problem.indexOf(":")) };
    }
    return { seed: 0, promise: "none" };
  }

  const broken = (change: (store: Store) => Partial<Store>) => (): Store => {
    const store = memoryStore();
    return { ...store, ...change(store) };
  };
  const overwriting = broken((store) => ({
    async commit(lead, also) {
      const { revision } = (await store.lead(lead.id)) ?? { revision: 0 };
      return store.commit(lead.revision === 1 ? lead : { ...lead, revision: revision + 1 }, also);
    },
  }));
  const forgetful = broken((store) => ({
    async keepDelivery(delivery, body, options) {
      await store.keepDelivery(delivery, body, options);
      return {};
    },
  }));
  const eager = broken(() => ({ claimNotice: async () => true }));
  const generous = broken((store) => {
    let asked = 0;
    return {
      takeTurn: async (rotation, turn) => {
        const log = await store.takeTurn(rotation, turn);
        return ++asked % 3 === 0 ? { ...log, turns: log.turns.slice(-1) } : log;
      },
    };
  });
  const leaking = broken((store) => ({
    commit: (lead, also) => store.commit(lead, lead.revision === 1 ? also : { ...also, loads: [] }),
  }));
  const prosaic = broken((store) => ({
    commit: (lead, also) =>
      store.commit(lead, { ...also, facts: also.facts.filter(({ fact }) => fact.is !== "lead.escalated") }),
  }));

  test.each([
    ["that overwrites what somebody else changed", overwriting, ["P3", "P4", "facts"]],
    ["that takes a repeated delivery for a new one", forgetful, ["P2", "P4"]],
    ["that lets everybody send a notice", eager, ["P4"]],
    ["that hands out a turn twice", generous, ["P6"]],
    ["that gives no load back", leaking, ["load"]],
    ["that forgets what happened", prosaic, ["facts"]],
  ])(
    "a store %s",
    async (_name, store, promises) => {
      const { promise } = await caught(store);
      expect(promises).toContain(promise);
    },
    60_000,
  );

  test("and tells the shortest history it finds, the same each time", async () => {
    // A long one, of which most has nothing to do with it.
    let seed = 0;
    let full: Outcome;
    do {
      seed = (await caught(overwriting, seed)).seed;
      full = await simulate(seed, smallPlan, { store: overwriting, traced: true });
    } while (full.history.length < 250);
    const short = await shortest(seed, smallPlan, { store: overwriting });
    expect(short.history.length).toBeLessThan(full.history.length / 2);
    expect(short.history.find((line) => line.includes("✗"))).toContain(short.problems[0]);
    expect(await shortest(seed, smallPlan, { store: overwriting })).toMatchObject({ history: short.history });
  }, 60_000);
});
