/** What Baton measures of itself, in CloudWatch's namespace `Baton`, with the dimensions `service` and `stage`. Data only. */
export const namespace = "Baton";

/** Units by metric. What alarms rest on is said here, and nowhere a second time. */
export const metrics = {
  /** How long after its instant a step of a clock was done: one value for each. Mostly a queue's latency. */
  ClockLateness: "Milliseconds",
  /** 1 for each sweep that came to its end. Every five minutes; none for longer, and clocks beyond a quarter of an hour stand still. */
  Sweeps: "Count",
  /**
   * Leads and deliveries for which something was due more than ten minutes ago that is not done; at most 1,000 are counted. Every
   * five minutes, mostly 0. Above that twice running, clocks stand still and the operator is told; none for longer is as bad,
   * because then nobody looks.
   */
  Overdue: "Count",
} as const satisfies Record<string, "Milliseconds" | "Count">;

export type Metric = keyof typeof metrics;

/** Takes a measurement in the metric's unit, to be published when the work at hand is done. Never fails. */
export type Measure = (metric: Metric, value: number) => void;
