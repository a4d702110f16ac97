import { BatonError } from "@baton/core/error";
import type { Chance } from "./chance.ts";
import { type CallFault, type Faults, fateOf } from "./faults.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** One invocation of a function: it has a clock of its own, and dies alone. */
export interface Process {
  name: string;
  /** Its clock, epoch ms. */
  now(): number;
  dead: boolean;
  /** What it called so far, and how often. */
  calls: Map<string, number>;
  die(): void;
}

/** How an invocation ended, for whoever started it. */
export type End<T> = { as: "done"; value: T } | { as: "failed"; error: unknown } | { as: "dead" };

/** Something outside did not do what it was asked, or did not say so. */
export class Unavailable extends Error {}

export interface Machines {
  /** Runs work in a process of its own. What happens at the same time elsewhere happens between its calls. */
  start<T>(name: string, work: (process: Process) => Promise<T>, ended: (end: End<T>) => void): void;
  /**
   * A call over the network. It takes effect at one instant, later; what else is planned comes before it or after it.
   * @param refused the answer of a conditional write that lost a race
   */
  call<T>(process: Process, what: string, effect: () => Promise<T>, refused?: T): Promise<T>;
}

export function machines(
  { time, chance, faults }: { time: VirtualTime; chance: Chance; faults: Faults },
  options: { faultsUntil: number; trace(line: () => string): void; unexpected(name: string, error: unknown): void },
): Machines {
  const started = new Map<string, number>();
  const never = new Promise<never>(() => {});

  return {
    start(given, work, ended) {
      const name = numbered(started, given);
      const skew = faults.skewMs === 0 ? 0 : chance.between(`${name}: clock`, -faults.skewMs, faults.skewMs);
      let over = false;
      const end = (how: Parameters<typeof ended>[0]) => {
        if (over) return;
        over = true;
        ended(how);
      };
      const process: Process = {
        name,
        dead: false,
        calls: new Map(),
        now: () => Math.floor(time.now + skew),
        die() {
          process.dead = true;
          end({ as: "dead" });
        },
      };
      work(process).then(
        (value) => end({ as: "done", value }),
        (error: unknown) => {
          if (!(error instanceof Unavailable || error instanceof BatonError)) options.unexpected(name, error);
          end({ as: "failed", error });
        },
      );
    },

    async call(process, what, effect, refused) {
      if (process.dead) return never;
      const name = `${process.name}: ${numbered(process.calls, what)}`;
      const faulty = time.now < options.faultsUntil;
      const fate = faulty ? fateOf(chance, faults, name, refused !== undefined) : undefined;
      if (fate) options.trace(() => `${name}: ${told[fate]}`);
      await time.pass(fate === "slow" ? chance.between(`${name} takes`, 1_000, 90_000) : latencyMs(chance, name));
      if (process.dead) return never;
      switch (fate) {
        case "dies before":
          process.die();
          return never;
        case "fails before":
          throw new Unavailable(name);
        case "race":
          return refused!;
        case "dies after":
          await effect();
          process.die();
          return never;
        case "fails after":
          await effect();
          throw new Unavailable(name);
        case "twice":
          await effect();
          return effect();
        default:
          return effect();
      }
    },
  };
}

/** How somebody tries again who did not hear that it worked; what was refused they leave. */
export const insisting =
  (time: VirtualTime, machines: Machines) =>
  <T>(
    name: string,
    attempts: number,
    work: (process: Process) => Promise<T>,
    done: (value: T) => void = () => {},
  ): void =>
    machines.start(name, work, (end) => {
      const refused = end.as === "failed" && "code" in (end.error as object);
      if (end.as === "done") done(end.value);
      else if (!refused && attempts > 1)
        time.at(time.now + 5_000, () => insisting(time, machines)(name, attempts - 1, work, done));
    });

const told: Record<CallFault, string> = {
  "dies before": "the process dies before it takes effect",
  "dies after": "it takes effect, and the process dies",
  "fails before": "fails",
  "fails after": "takes effect, and is reported to have failed",
  twice: "is done twice, because the first answer gets lost",
  race: "is refused, as if somebody else had been faster",
  slow: "is slow",
};

/** Mostly some ms, now and then much more. */
function latencyMs(chance: Chance, name: string): number {
  const roll = chance.number(`${name} takes`);
  return roll < 0.95 ? 1 + 20 * roll : 2_000 * (roll - 0.94);
}

/** A name that was not used before: with its number from the second on. */
export function numbered(used: Map<string, number>, name: string): string {
  const count = (used.get(name) ?? 0) + 1;
  used.set(name, count);
  return count === 1 ? name : `${name} (${count})`;
}
