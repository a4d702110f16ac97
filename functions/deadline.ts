import { setTimeout as sleep } from "node:timers/promises";

/** Resolves at an instant of real time (epoch ms), without keeping the process for it. */
export const until = (deadline: number): Promise<void> =>
  sleep(Math.max(0, deadline - Date.now()), undefined, { ref: false });

/** A promise's value, or a rejection when it is not there by an instant of real time (epoch ms). The work itself goes on. */
export function within<T>(deadline: number, work: Promise<T>): Promise<T> {
  const late = until(deadline).then(() => {
    throw Object.assign(new Error("It took too long."), { name: "DeadlineExceeded" });
  });
  return Promise.race([work, late]);
}
