/** What Baton measures of itself, in CloudWatch's namespace `Baton`, with the dimensions `service` and `stage`. Data only. */
export const namespace = "Baton";
export const service = "baton";

/** Units by metric. */
export const metrics = {
  /** How long after its instant a step of a clock was done: one value for each. Mostly a queue's latency. */
  ClockLateness: "Milliseconds",
  /** 1 for each sweep that came to its end, so every five minutes. Without it, clocks beyond a quarter of an hour stand still. */
  Sweeps: "Count",
  /**
   * Leads and deliveries for which something was due more than ten minutes ago that is not done; at most 1,000 are counted. Every
   * five minutes, mostly 0.
   */
  Overdue: "Count",
  /** 1 for each delivery that was put into quarantine; one that is replayed and stays there is not counted again. */
  Quarantined: "Count",
  /** Sources with something wrong: quiet, refused, or not told the details. Every quarter of an hour, mostly 0. */
  TroubledSources: "Count",
  /** Days whose numbers were not what their rows add up to, because a message was lost; they are folded anew. Every quarter of an hour, mostly 0. */
  StaleDays: "Count",
  /** 1 for each mail that bounced, was rejected or called spam, and for each report that cannot be sent, because the operator's address did. */
  Undelivered: "Count",
} as const satisfies Record<string, "Milliseconds" | "Count">;

export type Metric = keyof typeof metrics;

/** Takes a measurement in the metric's unit, to be published when the work at hand is done. Never fails. */
export type Meter = (metric: Metric, value: number) => void;
