import { type Meter, type Metric, metrics, namespace, service } from "@baton/core/metrics";
import type { Log } from "@baton/core/ports";

/** Of one metric CloudWatch takes 100 values in a line, and at so many Powertools writes one of its own. */
const MOST = 99;

/** What was measured, until it is published as lines of the log that CloudWatch reads metrics from. */
export function meter(log: Log, stage: () => string): { measure: Meter; publish(): Promise<void> } {
  const measured: { metric: Metric; value: number }[] = [];
  return {
    measure: (metric, value) => void measured.push({ metric, value }),
    async publish() {
      if (measured.length === 0) return;
      // Loaded here, so that a function which measures nothing does not carry it.
      const { Metrics } = await import("@aws-lambda-powertools/metrics");
      while (measured.length > 0) {
        const line = new Metrics({ namespace, serviceName: service, defaultDimensions: { stage: stage() } });
        for (const { metric, value } of measured.splice(0, MOST)) line.addMetric(metric, metrics[metric], value);
        log("info", "metrics", { ...line.serializeMetrics() });
      }
    },
  };
}
