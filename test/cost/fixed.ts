import { hoursPerMonth, polling } from "./assumptions.ts";
import { add, type Counted, meanUsage, nothing, only, type Sizing, scale, type Usage } from "./usage.ts";

/** What is there whether leads come or not. */
export interface Standing {
  schedules: readonly { everyMinutes: number; handler: string }[];
  queues: number;
  alarms: number;
  metrics: number;
  dashboards: number;
}

/** What a month uses without a single lead: every schedule's runs while nothing is due, polls of empty queues, and what watches. */
export function monthlyUsage(
  idle: readonly Counted[],
  { schedules, queues, alarms, metrics, dashboards }: Standing,
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
  return add(...sweeps, {
    ...nothing,
    queueRequests: queues * pollsPerMonth,
    alarmMonths: alarms,
    metricMonths: metrics,
    dashboardMonths: dashboards,
  });
}
