import { memoryMb } from "@baton/aws/topology";
import type { Sizing } from "./usage.ts";

/** What cannot be counted here and is taken for granted instead. */

export const sizing: Sizing = {
  memoryMb: (handler) => memoryMb[`${handler}.handler`]!,
  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
  wholeProcessorMb: 1769,
  callMs: 5,
  // At a lead an hour most processes are gone before the next one; with many leads hardly any start is cold. Billed since August 2025:
  // https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/. `npm run bench -- functions` measures it.
  coldStart: { share: 0.5, ms: 300 },
  // Start, end and report of a run, and the access log's line of a request.
  platformLogBytes: { run: 350, request: 250 },
  monthsKept: 12,
};

/** An idle queue is asked by so many long polls at a time. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
export const polling = { polls: 5, waitSeconds: 20 };

export const hoursPerMonth = 730;

/** Reps of a team that a lead router is bought for. */
export const seats = 8;

/** Most that a lead without follow-ups may use; of writes, without and with what the table's stream has done. */
export const limits = { writeUnits: 28, streamUnits: 16, queueRequests: 9 };
