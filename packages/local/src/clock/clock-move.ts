import { iso, type SimulatedClock } from "./clock.ts";

export interface ClockMove {
  /** Where the clock is now, ISO. */
  now: string;
  /** Messages that were still waiting or in flight when patience ended; absent when everything was quiet. */
  busy?: number;
}

/** The parts of the stack that a move of the clock has to drive. */
export interface Moved {
  clock: SimulatedClock;
  /** The earliest entry `<ISO instant>#<key>` of the due index after `after`. */
  nextDue(after: string): Promise<string | undefined>;
  /** Runs schedules; `onTheWay`: the clock moves on at once. */
  sweep(options: { onTheWay: boolean }): Promise<void>;
  /** Waits until nothing is going on and answers how many messages were left when it gave up; `tolerated` ones count as quiet. */
  settle(tolerated: number): Promise<number>;
}

/** Rounds after which an entry that does not go away is left behind. */
const patience = 3;

/** Moves the clock to an instant and stops at every due instant on the way, so that nothing happens late that would have been in time. */
export async function moveClock(stack: Moved, target: number): Promise<ClockMove> {
  const { clock } = stack;
  clock.hold();
  try {
    // Refuses to go backwards before anything happens.
    if (target < clock.now()) clock.moveTo(target);
    // What is going on belongs to the present instant: a mail on its way must not find itself minutes late.
    let busy = await stack.settle(0);
    const stopAt = async (instant: number, onTheWay: boolean) => {
      clock.moveTo(Math.max(clock.now(), instant));
      await stack.sweep({ onTheWay });
      busy = await stack.settle(busy);
    };

    let after = "";
    let last = { instant: "", entry: "", rounds: 0 };
    for (;;) {
      const entry = await stack.nextDue(after);
      if (entry === undefined) break;
      const instant = entry.slice(0, entry.indexOf("#"));
      const dueAt = Date.parse(instant);
      if (dueAt > target) break;
      const rounds = entry === last.entry ? last.rounds + 1 : 1;
      last = { instant, entry, rounds };
      // `$` sorts right after `#`: past all entries of this instant.
      if (rounds > patience || Number.isNaN(dueAt)) after = `${instant}$`;
      else await stopAt(dueAt, true);
    }
    await stopAt(target, false);
    return { now: iso(clock.now()), ...(busy > 0 ? { busy } : {}) };
  } finally {
    clock.release();
  }
}
