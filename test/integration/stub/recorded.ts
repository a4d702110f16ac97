import type { SQSRecord } from "aws-lambda";

/** What the stub functions were given; kept globally because stack and test may load this file each in their own way. */
export const recorded = ((globalThis as Record<symbol, unknown>)[Symbol.for("baton.test.recorded")] ??= {
  batches: [],
  sweeps: [],
}) as { batches: SQSRecord[][]; sweeps: string[] };
