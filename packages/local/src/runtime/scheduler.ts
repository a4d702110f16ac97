import { randomUUID } from "node:crypto";
import { iso, type SimulatedClock } from "../clock/clock.ts";
import { errorFields, log } from "../log.ts";

export interface ScheduledJob {
  name: string;
  everyMinutes: number;
  /** Whether queues get their work by it. */
  feeds?: boolean | undefined;
  run(event: ScheduledEvent): Promise<unknown>;
}

/** What EventBridge Scheduler hands to a function when a schedule has no input of its own. */
export interface ScheduledEvent {
  version: "0";
  id: string;
  "detail-type": "Scheduled Event";
  source: "aws.scheduler";
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: string;
}

export interface Scheduler {
  /**
   * Runs every job once whose time has come since it ran last, or that feeds the queues; after a run that is under way. `onTheWay`: the
   * clock moves on at once, so that whether queues are fed in time is not looked at.
   */
  runDue(options?: { onTheWay?: boolean }): Promise<void>;
  /** Runs those once that feed the queues. */
  runFeeding(): Promise<void>;
  stop(): void;
}

/** What runs so often has things happen in time, or looks whether they do; the rest only looks whether all is well. */
const OFTEN_MINUTES = 5;

const minimumIntervalMs = 250;
const longestTimerMs = 2 ** 31 - 1;

/** Runs each job every so many simulated minutes. A tick that finds the job still running, or the clock held, is skipped. */
export function startScheduler(options: { jobs: ScheduledJob[]; clock: SimulatedClock }): Scheduler {
  const { clock } = options;
  const timers: NodeJS.Timeout[] = [];
  const runners = options.jobs.map((job) => {
    let running: Promise<void> | undefined;
    let ranAt: number | undefined;
    const once = () => {
      ranAt = clock.now();
      running = job
        .run(scheduledEvent(job.name, clock.now()))
        .then(
          () => {},
          (error) => log("error", "scheduled function failed", { schedule: job.name, ...errorFields(error) }),
        )
        .finally(() => {
          running = undefined;
        });
      return running;
    };
    const everyMs = clock.wallMs(job.everyMinutes * 60_000);
    if (everyMs !== Number.POSITIVE_INFINITY) {
      const tick = () => {
        if (!running && !clock.held) void once();
      };
      timers.push(setInterval(tick, Math.min(Math.max(everyMs, minimumIntervalMs), longestTimerMs)));
    }
    const run = async (wanted: (agoMs: number) => boolean) => {
      await running;
      if (wanted(ranAt === undefined ? Number.POSITIVE_INFINITY : clock.now() - ranAt)) await once();
    };
    return { job, run };
  });
  return {
    async runDue({ onTheWay = false } = {}) {
      await Promise.all(
        runners.map(({ job, run }) =>
          run((agoMs) =>
            job.everyMinutes <= OFTEN_MINUTES ? job.feeds || !onTheWay : agoMs >= job.everyMinutes * 60_000,
          ),
        ),
      );
    },
    async runFeeding() {
      await Promise.all(runners.filter(({ job }) => job.feeds).map(({ run }) => run(() => true)));
    },
    stop() {
      for (const timer of timers) clearInterval(timer);
    },
  };
}

export function scheduledEvent(name: string, now: number): ScheduledEvent {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Scheduled Event",
    source: "aws.scheduler",
    account: "000000000000",
    time: `${iso(now).slice(0, 19)}Z`,
    region: "us-east-1",
    resources: [`arn:aws:scheduler:us-east-1:000000000000:schedule/default/${name}`],
    detail: "{}",
  };
}
