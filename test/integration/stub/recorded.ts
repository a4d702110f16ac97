import type { SQSRecord } from "aws-lambda";

interface Recorded {
  batches: SQSRecord[][];
  sweeps: string[];
}

/** What the stub functions were given; global, because stack and test may each load this file in their own way. */
const store = globalThis as { batonRecorded?: Recorded };
store.batonRecorded ??= { batches: [], sweeps: [] };
export const recorded = store.batonRecorded;
