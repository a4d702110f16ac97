import type { Baton } from "./stack/stack.ts";

/** Working days of the example's office and of Madrid, all of them full ones. */
const mornings = [
  "2026-11-24",
  "2026-11-25",
  "2026-11-26",
  "2026-11-30",
  "2026-12-01",
  "2026-12-02",
  "2026-12-03",
  "2026-12-09",
  "2026-12-10",
];

/** Mornings on which nothing of the tests before is in the way: each call moves the clock to 9:00 UTC, 10:00 in Berlin, of another day. */
export function days(baton: () => Baton): { next(): Promise<Day> } {
  const left = [...mornings];
  return {
    async next() {
      const date = left.shift();
      if (date === undefined) throw new Error("There are more tests than mornings.");
      await baton().moveTo(`${date}T09:00:00Z`);
      return {
        at: (time) => `${date}T${time}.000Z`,
        until: (time) => baton().moveTo(`${date}T${time}Z`),
      };
    },
  };
}

export interface Day {
  /** An instant of the day, `hh:mm:ss` UTC. */
  at(time: string): string;
  until(time: string): Promise<void>;
}
