import { describe, expect, test } from "vitest";
import { small, withinAnHour } from "../../../helpers/agreements.ts";
import { memoryStore } from "../../../helpers/memory/memory-store.ts";
import { PowerCut, type World, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00.000Z";
const clock = (time: string) => `2026-11-24T${time}.000Z`;

/** A reminder after half an hour, an escalation to Sam after an hour. */
const agreement = (members: string[]) =>
  small({
    teams: { sales: { members, manager: "sam" } },
    sla: withinAnHour({ at: "50%", do: "remind" }, { at: "100%", do: "escalate", to: "manager" }),
  });

describe("many notices of one kind to one person in a minute", () => {
  const burst = async (count: number, options: { deliveries?: number } = {}) => {
    const w = await world(agreement(["ana"]), { at: T, ...options });
    const ids: string[] = [];
    for (let n = 0; n < count; n++) ids.push((await w.send({ email: `jo${n}@globex.example` })).id);
    return { w, ids };
  };
  /** Forty notices of the last second of a minute, whose messages wait until it is over. */
  const backlog = async () => {
    const { w } = await burst(0);
    await w.until(clock("09:00:59"));
    const queue = w.relay.queues.notices;
    const waiting: Parameters<typeof queue>[0] = [];
    w.relay.queues.notices = async (messages) => void waiting.push(...messages);
    for (let n = 0; n < 40; n++) await w.send({ email: `jo${n}@globex.example` });
    w.relay.queues.notices = queue;
    await w.until(clock("09:01:30"));
    return { w, queue, waiting };
  };
  /** Mails of a kind to somebody: how many notices each holds, in the order sent. */
  const sizes = (w: World, kind: string, to: string) => {
    const mails = w.mails.filter((mail) => mail.kind === kind && mail.to === to);
    const lists = Map.groupBy(mails, ({ list, notice }) => list ?? notice);
    return [...lists.values()].map(({ length }) => length);
  };

  test("five go out one by one and at once", async () => {
    const { w } = await burst(5);
    expect(w.mails.map(({ at, list }) => [at, list])).toEqual(Array.from({ length: 5 }, () => [T, undefined]));
  });

  test("what comes after five is listed in one mail when the minute is over", async () => {
    const { w, ids } = await burst(40);
    expect(sizes(w, "handover", "ana")).toEqual([1, 1, 1, 1, 1]);
    await w.until(clock("09:00:59"));
    expect(w.mails).toHaveLength(5);
    await w.until(clock("09:01:00"));
    expect(sizes(w, "handover", "ana")).toEqual([1, 1, 1, 1, 1, 35]);
    for (const id of ids) {
      expect(w.mailed(id)).toEqual(["handover ana"]);
      expect((await w.lead(id)).notices).toEqual([]);
    }
  });

  test("a list has what is worth most first", async () => {
    const segments = [{ name: "large", when: { company: "Large" }, value: 90_000 }];
    const w = await world(small({ teams: { sales: { members: ["ana"], manager: "sam" } }, segments }), { at: T });
    const ids: string[] = [];
    for (let n = 0; n < 8; n++)
      ids.push((await w.send({ email: `jo${n}@x.example`, company: n === 7 ? "Large" : "Other" })).id);
    await w.until(clock("09:01:00"));
    const listed = w.mails.filter(({ list }) => list !== undefined).map(({ lead }) => lead);
    expect(listed[0]).toBe(ids[7]);
    expect(listed).toHaveLength(3);
  });

  test("of what comes up at the same instant no more than five go out alone, and the rest in one mail", async () => {
    const { w } = await burst(40);
    await w.until(clock("10:01:00"));
    for (const listed of [sizes(w, "reminder", "ana"), sizes(w, "escalation", "sam")]) {
      const alone = listed.filter((size) => size === 1);
      expect(alone.length).toBeLessThanOrEqual(5);
      expect(listed.filter((size) => size > 1)).toEqual([40 - alone.length]);
    }
  });

  test("a list holds 50 at most, and one that would hold a single notice is an ordinary mail", async () => {
    const { w } = await burst(62);
    await w.until(clock("09:01:00"));
    expect(sizes(w, "handover", "ana")).toEqual([1, 1, 1, 1, 1, 50, 7]);
    const single = await burst(6);
    await single.w.until(clock("09:01:00"));
    expect(single.w.mails.map(({ at, list }) => [at.slice(11, 16), list]).at(-1)).toEqual(["09:01", undefined]);
  });

  test("kinds, people and minutes are counted apart", async () => {
    const w = await world(agreement(["ana", "ben"]), { at: T });
    for (let n = 0; n < 10; n++) await w.send({ email: `jo${n}@globex.example` });
    await w.until(clock("09:02:00"));
    for (let n = 10; n < 20; n++) await w.send({ email: `jo${n}@globex.example` });
    expect(w.mails).toHaveLength(20);
    expect(w.mails.filter(({ list }) => list !== undefined)).toEqual([]);
  });

  test("every message three times, each notice is mailed once", async () => {
    const { w, ids } = await burst(20, { deliveries: 3 });
    await w.until(clock("09:05:00"));
    for (const id of ids) expect(w.mailed(id)).toEqual(["handover ana"]);
    expect(sizes(w, "handover", "ana")).toEqual([1, 1, 1, 1, 1, 15]);
  });

  test("when every message is lost meanwhile, the sweep has the list sent", async () => {
    const { w, ids } = await burst(20);
    w.loseMessages();
    await w.until(clock("09:10:00"));
    for (const id of ids) expect(w.mailed(id)).toEqual(["handover ana"]);
  });

  test("when the store has forgotten a batch, what was put off is mailed all the same", async () => {
    const store = memoryStore();
    let forgotten = false;
    const w = await world(agreement(["ana"]), {
      at: T,
      store: {
        ...store,
        putOffUntil: async (batch, notice) => (forgotten ? undefined : store.putOffUntil(batch, notice)),
        claimedNotices: async (batch, limit) => (forgotten ? [] : store.claimedNotices(batch, limit)),
      },
    });
    for (let n = 0; n < 9; n++) await w.send({ email: `jo${n}@globex.example` });
    forgotten = true;
    await w.until(clock("09:05:00"));
    expect(new Set(w.mails.map(({ lead }) => lead)).size).toBe(9);
    expect(w.mails).toHaveLength(9);
  });

  test("a backlog that is worked off when its minute is over is listed as well", async () => {
    const { w, queue, waiting } = await backlog();
    await queue(waiting);
    await w.until(clock("09:03:00"));
    const listed = sizes(w, "handover", "ana");
    expect(listed.filter((size) => size === 1).length).toBeLessThanOrEqual(5);
    expect(listed.reduce((sum, size) => sum + size)).toBe(40);
    expect(listed.length).toBeLessThanOrEqual(6);
  });

  test("a backlog of which every message comes twice, one after the other, is listed as well", async () => {
    const { w, queue, waiting } = await backlog();
    for (const message of waiting) {
      for (let copy = 0; copy < 2; copy++) {
        await queue([message]);
        await w.settle();
      }
    }
    await w.until(clock("09:03:00"));
    const listed = sizes(w, "handover", "ana");
    expect(listed.reduce((sum, size) => sum + size)).toBe(40);
    expect(listed.length).toBeLessThanOrEqual(6);
  });

  test("while no mail goes out, a list is tried once a minute, and no message is left over when it is back", async () => {
    let lists = 0;
    let down = true;
    const w = await world(agreement(["ana"]), {
      at: T,
      ses: (listed) => {
        if (listed > 1) lists += 1;
        if (down) throw new PowerCut("away");
      },
    });
    for (let n = 0; n < 160; n++) await w.send({ email: `jo${n}@globex.example` });
    await w.until(clock("09:10:00"));
    expect(lists).toBeGreaterThan(3);
    expect(lists).toBeLessThanOrEqual(10);
    down = false;
    await w.until(clock("09:16:00"));
    const handovers = w.mails.filter(({ kind }) => kind === "handover");
    expect(new Set(handovers.map(({ notice }) => notice)).size).toBe(160);
    expect(handovers).toHaveLength(160);
  });

  test("thousands within two minutes are all told when the second is over, with few calls of the store at once", async () => {
    const store = memoryStore();
    let [running, most] = [0, 0];
    const watched = new Proxy(store, {
      get(target, name: keyof typeof store) {
        const method = target[name] as (...given: unknown[]) => unknown;
        return (...given: unknown[]) => {
          const answer = method(...given);
          if (!(answer instanceof Promise)) return answer;
          running += 1;
          most = Math.max(most, running);
          return answer.finally(() => {
            running -= 1;
          });
        };
      },
    });
    const w = await world(agreement(["ana"]), { at: T, store: watched });
    w.relay.queues.intake = async () => {};
    for (let n = 0; n < 1_500; n++) await w.send({ email: `jo${n}@globex.example` });
    most = 0;
    await w.until(clock("09:01:30"));
    // Some messages and checks for those that see to it, of a few calls each, beside eight leads of the one list.
    expect(most).toBeLessThanOrEqual(100);
    for (let n = 1_500; n < 3_000; n++) await w.send({ email: `jo${n}@globex.example` });
    await w.until(clock("09:02:00"));
    const told = w.mails.filter(({ kind }) => kind === "handover");
    expect(new Set(told.map(({ lead }) => lead)).size).toBe(3_000);
    expect(told).toHaveLength(3_000);
    expect(sizes(w, "handover", "ana").length).toBeLessThanOrEqual(3_000 / 50 + 12);
  });

  test("a lead of which no mail can be sent keeps those that are listed with it no longer than some minutes", async () => {
    const poison = new Set<string>();
    const w = await world(agreement(["ana"]), {
      at: T,
      ses: (_, leads) => {
        if (leads.some((lead) => poison.has(lead))) throw new PowerCut("SES refuses what is in it");
      },
    });
    const ids: string[] = [];
    for (let n = 0; n < 120; n++) ids.push((await w.send({ email: `jo${n}@globex.example` })).id);
    const [refused] = ids.slice(30);
    poison.add(refused!);
    await w.until(clock("09:08:00"));
    const told = w.mails.filter(({ kind }) => kind === "handover").map(({ lead }) => lead);
    expect(told).toHaveLength(119);
    expect(new Set(told)).toEqual(new Set(ids.filter((id) => id !== refused)));
  });

  test("a mail of a list that is refused keeps no other from being sent, and goes out within minutes", async () => {
    const mails: number[] = [];
    const w = await world(agreement(["ana"]), {
      at: T,
      ses: () => {
        mails.push(mails.length);
        if (mails.length === 7) throw new PowerCut("SES refuses the second mail of the list");
      },
    });
    for (let n = 0; n < 120; n++) await w.send({ email: `jo${n}@globex.example` });
    await w.until(clock("09:04:00"));
    expect(w.mails).toHaveLength(120);
    expect(new Set(w.mails.map(({ notice }) => notice)).size).toBe(120);
    expect(sizes(w, "handover", "ana").length).toBeLessThanOrEqual(10);
  });

  test("a list that could not be sent is sent later, and nothing in it twice", async () => {
    const store = memoryStore();
    let broken = true;
    const w = await world(agreement(["ana"]), {
      at: T,
      store: {
        ...store,
        putOffNotices: (...given) => (broken ? Promise.reject(new PowerCut()) : store.putOffNotices(...given)),
      },
    });
    for (let n = 0; n < 20; n++) await w.send({ email: `jo${n}@globex.example` });
    await w.until(clock("09:01:30"));
    expect(w.mails).toHaveLength(5);
    broken = false;
    await w.until(clock("09:20:00"));
    expect(w.mails.map(({ notice }) => notice).sort()).toEqual(
      [...new Set(w.mails.map(({ notice }) => notice))].sort(),
    );
    expect(w.mails).toHaveLength(20);
  });
});
