import type { Units } from "./capacity.ts";

/** One request of a function to AWS. */
export interface Call extends Units {
  service: "DynamoDB" | "SQS" | "SES";
  operation: string;
  /** Path of the function that made it. */
  handler: string;
  /** What it was about, for the reader. */
  what: string;
  bytes: number;
  /** Parts of `write` that keep facts, and the rows of reports. */
  facts: number;
  rows: number;
}

/** One run of a function. */
export interface Run {
  handler: string;
  /** Messages it was given; of other events one. */
  events: number;
  queue: boolean;
  /** Processor time. */
  ms: number;
  calls: number;
  logBytes: number;
}

export interface Counted {
  calls: Call[];
  runs: Run[];
  /** Bytes that the table has grown by, with its indexes. */
  grown: number;
}

/** What AWS charges for. */
export interface Usage {
  apiRequests: number;
  invocations: number;
  gbSeconds: number;
  writeUnits: number;
  readUnits: number;
  queueRequests: number;
  mails: number;
  scheduled: number;
  logBytes: number;
  /** Bytes in the table, each for a month; and in its continuous backup. */
  storedByteMonths: number;
  backedUpByteMonths: number;
  /** Alarms, metrics of Baton's own and dashboards, each for a month. */
  alarmMonths: number;
  metricMonths: number;
  dashboardMonths: number;
}

export const nothing: Usage = {
  apiRequests: 0,
  invocations: 0,
  gbSeconds: 0,
  writeUnits: 0,
  readUnits: 0,
  queueRequests: 0,
  mails: 0,
  scheduled: 0,
  logBytes: 0,
  storedByteMonths: 0,
  backedUpByteMonths: 0,
  alarmMonths: 0,
  metricMonths: 0,
  dashboardMonths: 0,
};

/** How a run here becomes one on Lambda. */
export interface Sizing {
  memoryMb(handler: string): number;
  /** Memory that comes with one whole processor, in MB. */
  wholeProcessorMb: number;
  /** What a call to AWS takes longer than one to the emulators, in ms. */
  callMs: number;
  /** The share of runs that begin with a start of a process, which is billed, and its length in ms. */
  coldStart: { share: number; ms: number };
  /** What the platform itself logs of a run, and of a request, in bytes. */
  platformLogBytes: { run: number; request: number };
  /** How long what is stored stays. */
  monthsKept: number;
}

/** A larger request to SQS is charged as several. */
const requestBytes = 64 * 1024;

/** What something that was counted uses. Each message is received, handled and deleted alone, which is the most it can cost. */
export function usageOf({ calls, runs, grown }: Counted, sizing: Sizing): Usage {
  const apiRequests = runs.filter(({ handler }) => handler.startsWith("functions/http/")).length;
  const sent = calls.filter(({ service }) => service === "SQS");
  const received = sum(runs, ({ events, queue }) => (queue ? events : 0));
  return {
    ...nothing,
    apiRequests,
    invocations: sum(runs, ({ events }) => events),
    gbSeconds: sum(runs, (run) => gbSecondsOf(run, sizing)),
    writeUnits: sum(calls, ({ write }) => write),
    readUnits: sum(calls, ({ read }) => read),
    queueRequests: sum(sent, ({ bytes }) => Math.ceil(bytes / requestBytes)) + 2 * received,
    mails: calls.filter(({ service }) => service === "SES").length,
    logBytes:
      sum(runs, ({ logBytes, events }) => logBytes + events * sizing.platformLogBytes.run) +
      apiRequests * sizing.platformLogBytes.request,
    storedByteMonths: grown * sizing.monthsKept,
    // The backup leaves the indexes out, which are not told apart here: the most it can cost.
    backedUpByteMonths: grown * sizing.monthsKept,
  };
}

/** What the record of a lead takes. */
export interface Parts {
  factUnits: number;
  rowUnits: number;
  /** What the table's stream has done: the days of reports, which all leads share that come meanwhile, and clues to people. */
  stream: Usage;
}

export function meanParts(rounds: readonly Counted[], sizing: Sizing): Parts {
  const units = (part: "facts" | "rows") =>
    sum(rounds, ({ calls }) => sum(calls, (call) => call[part])) / rounds.length;
  const stream = rounds.map(({ calls, runs }) => ({
    calls: calls.filter(ofStream),
    runs: runs.filter(ofStream),
    grown: 0,
  }));
  return { factUnits: units("facts"), rowUnits: units("rows"), stream: meanUsage(stream, sizing) };
}

export const withoutStream = ({ calls, runs, grown }: Counted): Counted => ({
  calls: calls.filter((call) => !ofStream(call)),
  runs: runs.filter((run) => !ofStream(run)),
  grown,
});

const ofStream = ({ handler, what = "" }: { handler: string; what?: string }): boolean =>
  /\/(rows|fold-days|clues)$/.test(handler) || what.includes("DaysQueue");

/** The mean over several rounds of the same; of time the least, because what else the machine does is not theirs. */
export function meanUsage(rounds: readonly Counted[], sizing: Sizing): Usage {
  const usages = rounds.map((round) => usageOf(round, sizing));
  const mean = scale(add(...usages), 1 / usages.length);
  return { ...mean, gbSeconds: Math.min(...usages.map(({ gbSeconds }) => gbSeconds)) };
}

/** What some functions did of it. */
export const only = ({ calls, runs }: Counted, wanted: (handler: string) => boolean): Counted => ({
  calls: calls.filter(({ handler }) => wanted(handler)),
  runs: runs.filter(({ handler }) => wanted(handler)),
  grown: 0,
});

/** The part that is there because of a lead: of a schedule, which runs anyway, what it queued. */
export const causedByLead = ({ calls, runs, grown }: Counted): Counted => ({
  calls: calls.filter(({ handler, service }) => !isSchedule(handler) || service === "SQS"),
  runs: runs.filter(({ handler }) => !isSchedule(handler)),
  grown,
});

const isSchedule = (handler: string): boolean => handler.startsWith("functions/cron/");

/** A function with less memory has less of a processor: what it computes takes longer by as much. */
function gbSecondsOf({ handler, ms, calls }: Run, { memoryMb, wholeProcessorMb, callMs, coldStart }: Sizing): number {
  const memory = memoryMb(handler);
  // While it starts it has a whole processor.
  const billedMs = ms * Math.max(1, wholeProcessorMb / memory) + calls * callMs + coldStart.share * coldStart.ms;
  return (billedMs / 1000) * (memory / 1024);
}

export function add(...usages: readonly Usage[]): Usage {
  return combine((name) => usages.reduce((total, usage) => total + usage[name], 0));
}

export const scale = (usage: Usage, by: number): Usage => combine((name) => usage[name] * by);

function combine(value: (name: keyof Usage) => number): Usage {
  return Object.fromEntries(
    (Object.keys(nothing) as (keyof Usage)[]).map((name) => [name, value(name)]),
  ) as unknown as Usage;
}

const sum = <T>(of: readonly T[], value: (one: T) => number): number =>
  of.reduce((total, one) => total + value(one), 0);
