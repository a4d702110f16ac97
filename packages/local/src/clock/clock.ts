import { BatonError } from "@baton/core/error";

/** Where product code takes the time from, when somebody put a clock there. */
export const clockSeam = Symbol.for("baton.clock");

export interface SimulatedClock {
  /** Simulated epoch milliseconds. */
  now(): number;
  /** Real milliseconds until `simulatedMs` of simulated time have passed; `Infinity` when the clock is frozen. */
  wallMs(simulatedMs: number): number;
  /** Moves forward to an instant (epoch milliseconds). Throws `clock.backwards` for an earlier one. */
  moveTo(instant: number): void;
  /**
   * Stops ticking until `release`, without changing what `wallMs` answers: delays set meanwhile run after the release. `rushed`: time
   * passes by moves alone and takes no real time, however far they are, so that `wallMs` answers 0 until then.
   */
  hold(options?: { rushed: boolean }): void;
  release(): void;
  readonly held: boolean;
}

/**
 * A clock that starts at `startAt` (default: the real time) and runs `speed` simulated seconds per real second; 0 freezes it.
 * With neither it is the real time. `wall` is the real clock, in milliseconds.
 */
export function simulatedClock(
  options: { startAt?: number | undefined; speed?: number; wall?: () => number } = {},
): SimulatedClock {
  const { speed = 1, wall = Date.now } = options;
  let anchor = wall();
  let base = options.startAt ?? anchor;
  let held = false;
  let rushed = false;

  const now = () => (held ? base : Math.floor(base + (wall() - anchor) * speed));
  const setTo = (instant: number) => {
    base = instant;
    anchor = wall();
  };
  return {
    now,
    wallMs: (simulatedMs) => (simulatedMs <= 0 || rushed ? 0 : simulatedMs / speed),
    moveTo(instant) {
      const current = now();
      if (instant < current)
        throw new BatonError("clock.backwards", `It is ${iso(current)} already; the clock only moves forward.`);
      setTo(instant);
    },
    hold(options = { rushed: false }) {
      setTo(now());
      held = true;
      rushed = options.rushed;
    },
    release() {
      setTo(base);
      held = false;
      rushed = false;
    },
    get held() {
      return held;
    },
  };
}

/** Puts the clock where product code looks for it; answers how to take it away again. */
export const installClock = (clock: SimulatedClock): (() => void) => install(clockSeam, clock);

/** Puts something where product code looks for what a process brings; answers how to take it away again. */
export function install(seam: symbol, brought: object): () => void {
  const seams = globalThis as Record<symbol, unknown>;
  seams[seam] = brought;
  return () => {
    delete seams[seam];
  };
}

/** Epoch milliseconds of an ISO 8601 instant; undefined when it is none or leaves the time zone open. */
export function parseInstant(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2}))?$/.test(text)) return undefined;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : instant;
}

export function iso(instant: number): string {
  return new Date(instant).toISOString();
}
