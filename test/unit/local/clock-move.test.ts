import { expect, test } from "vitest";
import { simulatedClock } from "../../../packages/local/src/clock/clock.ts";
import { moveClock } from "../../../packages/local/src/clock/clock-move.ts";
import { RunningWork, settle } from "../../../packages/local/src/quiet.ts";

const at = (time: string) => `2026-11-02T${time}.000Z`;

/** A stack whose sweep takes due entries away, except those that are stuck, and may add later ones. */
function stackWith(
  due: string[],
  options: { stuck?: string[]; followedBy?: Record<string, string>; settle?: number[]; speed?: number } = {},
) {
  const entries = new Set(due);
  const clock = simulatedClock({ startAt: Date.parse(at("09:00:00")), speed: options.speed ?? 0 });
  const sweeps: string[] = [];
  const settles = [...(options.settle ?? [])];
  const tolerated: number[] = [];
  return {
    sweeps,
    tolerated,
    clock,
    nextDue: async (after: string) => [...entries].filter((entry) => entry > after).sort()[0],
    sweep: async () => {
      const now = new Date(clock.now()).toISOString();
      sweeps.push(now.slice(11, 19));
      for (const entry of [...entries].filter(
        (entry) => entry.slice(0, 24) <= now && !options.stuck?.includes(entry),
      )) {
        entries.delete(entry);
        const next = options.followedBy?.[entry];
        if (next) entries.add(next);
      }
    },
    settle: async (known: number) => {
      tolerated.push(known);
      return settles.shift() ?? 0;
    },
  };
}

test("stops at every due instant on the way, those included that come up there, and at the target", async () => {
  const stack = stackWith([`${at("09:10:00")}#LEAD#b`, `${at("09:05:00")}#LEAD#a`, `${at("10:00:00")}#LEAD#c`], {
    followedBy: { [`${at("09:05:00")}#LEAD#a`]: `${at("09:07:00")}#LEAD#a` },
  });
  expect(await moveClock(stack, Date.parse(at("09:30:00")))).toEqual({ now: at("09:30:00") });
  expect(stack.sweeps).toEqual(["09:05:00", "09:07:00", "09:10:00", "09:30:00"]);
});

test("what was due before is done at once, without turning the clock back", async () => {
  const stack = stackWith([`${at("08:00:00")}#LEAD#a`]);
  await moveClock(stack, Date.parse(at("09:01:00")));
  expect(stack.sweeps).toEqual(["09:00:00", "09:01:00"]);
});

test("an entry that does not go away is left behind after three rounds", async () => {
  const stuck = `${at("09:05:00")}#LEAD#a`;
  const stack = stackWith([stuck, `${at("09:06:00")}#LEAD#b`], { stuck: [stuck] });
  expect(await moveClock(stack, Date.parse(at("09:10:00")))).toEqual({ now: at("09:10:00") });
  expect(stack.sweeps).toEqual(["09:05:00", "09:05:00", "09:05:00", "09:06:00", "09:10:00"]);
});

test("messages that stay are reported, and waited for once only", async () => {
  const stack = stackWith([`${at("09:05:00")}#LEAD#a`], { settle: [2, 2, 2] });
  expect(await moveClock(stack, Date.parse(at("09:10:00")))).toEqual({ now: at("09:10:00"), busy: 2 });
  expect(stack.tolerated).toEqual([0, 2, 2]);
});

test("what is going on is finished at the present instant before the clock moves", async () => {
  const stack = stackWith([`${at("09:05:00")}#LEAD#a`]);
  const settledAt: string[] = [];
  await moveClock(
    {
      ...stack,
      settle: async () => {
        settledAt.push(new Date(stack.clock.now()).toISOString().slice(11, 19));
        return 0;
      },
    },
    Date.parse(at("09:10:00")),
  );
  expect(settledAt).toEqual(["09:00:00", "09:05:00", "09:10:00"]);
});

test("a move backwards is refused before anything happens, and the clock runs on", async () => {
  const stack = stackWith([], { speed: 1 });
  await expect(moveClock(stack, Date.parse(at("08:00:00")))).rejects.toMatchObject({ code: "clock.backwards" });
  expect(stack.sweeps).toEqual([]);
  expect(stack.clock.held).toBe(false);
});

test("quiet means: nothing pending and nothing begun, twice in a row", async () => {
  const activity = new RunningWork();
  const pending = [3, 0, 0, 0];
  let asked = 0;
  const count = async () => {
    asked += 1;
    // Work that comes and goes between two looks shows in what was begun.
    if (asked === 3) await activity.run(async () => {});
    return pending.shift() ?? 0;
  };
  expect(await settle({ pending: count, activity, tolerated: 0 })).toBe(0);
  expect(asked).toBe(4);
});

test("the wait for quiet ends, and says what is left", async () => {
  const pending = async () => 2;
  expect(await settle({ pending, activity: new RunningWork(), tolerated: 1, capMs: 30 })).toBe(2);
  expect(await settle({ pending, activity: new RunningWork(), tolerated: 2, capMs: 30 })).toBe(2);
});
