import { hoursPerMonth, polling } from "./assumptions.ts";
import { add, type Counted, meanUsage, nothing, only, type Sizing, scale, type Usage } from "./usage.ts";

/** What a month uses without a single lead: every schedule's runs while nothing is due, and polls of empty queues. */
export function monthlyUsage(
  idle: readonly Counted[],
  { schedules, queues }: { schedules: readonly { everyMinutes: number; handler: string }[]; queues: number },
  sizing: Sizing,
): Usage {
  const sweeps = schedules.map(({ everyMinutes, handler }) => {
    const path = handler.replace(/\.handler$/, "");
    const run = meanUsage(
      idle.map((counted) => only(counted, (by) => by === path)),
      sizing,
    );
    return scale({ ...run, scheduled: 1 }, (hoursPerMonth * 60) / everyMinutes);
  });
  const pollsPerMonth = polling.polls * (3600 / polling.waitSeconds) * hoursPerMonth;
  return add(...sweeps, { ...nothing, queueRequests: queues * pollsPerMonth });
}
