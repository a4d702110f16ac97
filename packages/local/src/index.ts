import { setTimeout as sleep } from "node:timers/promises";
import { sqsQueues } from "@baton/aws/sqs";
import * as batonTopology from "@baton/aws/topology";
import { BatonError } from "@baton/core/error";
import type { Queues } from "@baton/core/ports";
import { applyAgreement, readAgreement, type StartAgreement, startAgreement } from "./agreement.ts";
import { type Emulators, startBackends } from "./backends.ts";
import { install, installClock, parseInstant, type SimulatedClock, simulatedClock } from "./clock/clock.ts";
import { type ClockMove, moveClock } from "./clock/clock-move.ts";
import { clockRoute } from "./clock/clock-route.ts";
import { openDataDir } from "./data-dir.ts";
import { messagesIn } from "./emulators/sqs.ts";
import { RunningWork, settle } from "./quiet.ts";
import { functionEnvironment, setEnvironment } from "./runtime/environment.ts";
import { startGateway } from "./runtime/gateway.ts";
import { type Around, loadLambda } from "./runtime/lambda.ts";
import { failedIds, sqsEvent, startPoller } from "./runtime/poller.ts";
import { startProviderApis } from "./runtime/provider-apis.ts";
import { startScheduler } from "./runtime/scheduler.ts";
import { startStreamPoller } from "./runtime/stream-poller.ts";
import { keyForAll, loadSecrets } from "./secrets.ts";
import { exampleAgreement, projectRoot } from "./settings.ts";
import { started, type Undo, undoAll } from "./undo.ts";

export type { Emulators } from "./backends.ts";

export interface StackOptions {
  /** HTTP port; a free one by default. */
  port?: number;
  /** Port of the mail inbox; a free one by default. */
  inboxPort?: number;
  /** Directory of all kept state; without one nothing is kept. */
  dataDir?: string | undefined;
  /** Agreement to apply; the shipped example by default. `agreementText` wins. */
  agreementPath?: string;
  agreementText?: string;
  apiKey?: string | undefined;
  /** Values of sources' secrets by name; missing ones are generated. */
  secrets?: Record<string, string>;
  /** Simulated start, ISO; the real time by default. */
  now?: string | undefined;
  /** Simulated seconds per real second; 1 by default, 0 freezes the clock. */
  speed?: number;
  /** The domain for copies of mails to leads; none are received without it. */
  inboundDomain?: string | undefined;
  /** The board's identity provider, as JSON; none, if absent. */
  identityProvider?: string | undefined;
  /** Which functions to run; Baton's by default. */
  topology?: Pick<typeof batonTopology, "routes" | "schedules"> & {
    queues: Record<string, batonTopology.QueueShape>;
    streams?: Record<string, batonTopology.StreamShape>;
  };
  /** Database and queues are kept nowhere, whatever else the data directory has. */
  inMemory?: boolean | undefined;
  /** What functions send their messages by, made of SQS's queues; these by default. */
  queues?: ((sqs: Queues) => Queues) | undefined;
  /** What every page says above its content. */
  notice?: string | undefined;
  /** How emulators are started; each in a process of its own by default. */
  emulators?: Emulators;
  /** What each run of a function is done in. */
  around?: Around;
  /** Where the topology's handler paths start; the project by default. */
  root?: string;
}

export interface Stack {
  url: string;
  inboxUrl: string;
  /** Where the queues are. */
  sqsUrl: string;
  apiKey: string;
  /** Values of sources' secrets by name. */
  secrets: Record<string, string>;
  sources: StartAgreement["sources"];
  /** Whether the agreement has signers, who have not signed what the stack started with. */
  unsigned: boolean;
  clock: SimulatedClock;
  /** What `POST /local/clock` does; rejects when the clock refuses. */
  moveClock(to: { now: string } | { advance: string }): Promise<ClockMove>;
  /** For what drives it from inside. */
  inside: Inside;
  /** Resolves when an emulator ends unasked; the stack is of no use then and wants to be stopped. */
  failure: Promise<Error>;
  /** Lets running work finish for up to 5 s, then stops everything that was started. */
  stop(): Promise<void>;
}

/** The stack's works, for who has its time pass otherwise than by the clock. */
export interface Inside {
  tableName: string;
  /** Signs the links in mails. */
  linkKey: string;
  /** Has the consumer of a queue take a message, as if the queue had delivered it. Rejects when it does not take it. */
  consume(queue: string, body: string): Promise<void>;
  /** Runs the schedules that feed the queues. */
  feedQueues(): Promise<void>;
  /** Runs every schedule whose time has come. */
  runSchedules(): Promise<void>;
  /** Hands over what is there of the table's streams. */
  drainStreams(): Promise<void>;
  /** Whether the stack is being stopped, so that nothing is worth beginning. */
  stopping(): boolean;
}

const tableName = "baton-local";
/** Timeout of the functions for which the topology names none, as AWS would give them. */
const defaultTimeoutSeconds = 20;
/** What running work gets to finish when the stack stops. */
const drainMs = 5_000;

/**
 * Starts all of Baton on this machine and resolves when it takes requests.
 * The functions' environment and clock are global to the process: one stack per process at a time, and handlers that were
 * imported once keep the emulators of their first stack.
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const undo: Undo = [];
  try {
    return await start(options, undo);
  } catch (error) {
    await undoAll(undo);
    throw error;
  }
}

async function start(options: StackOptions, undo: Undo): Promise<Stack> {
  const { inboundDomain, root = projectRoot, speed = 1, agreementPath = exampleAgreement } = options;
  const { queues: always, inboundQueues } = batonTopology;
  const { topology = { ...batonTopology, queues: { ...always, ...(inboundDomain && inboundQueues) } } } = options;
  const failure = Promise.withResolvers<Error>();
  const activity = new RunningWork();

  const clock = simulatedClock({ speed, startAt: options.now === undefined ? undefined : parseInstant(options.now) });
  undo.push(installClock(clock));
  // A simulated day begins when the stack is ready, not while it is starting.
  if (options.now !== undefined) clock.hold();
  const text = options.agreementText ?? (await readAgreement(agreementPath));
  const agreement = startAgreement(text, agreementPath, clock.now());
  const data = await openDataDir(options.dataDir);
  undo.push(data.remove);
  const secrets = await loadSecrets({
    dataDir: data.dir,
    named: agreement.secrets,
    apiKey: options.apiKey,
    given: options.secrets ?? {},
  });

  const providers = await startProviderApis(process.env);
  undo.push(async () => providers.stop());
  const [gateway, backends] = await started([
    startGateway({ port: options.port ?? 0, clock, notice: options.notice }).then((gateway) => {
      undo.push(() => gateway.stop(0));
      return gateway;
    }),
    startBackends(
      {
        tableName,
        queues: topology.queues,
        dataDir: options.inMemory ? undefined : options.dataDir,
        inboxPort: options.inboxPort ?? 0,
        onLoss: failure.resolve,
        emulators: options.emulators,
        unread: Object.keys(topology.streams ?? {}).length === 0,
      },
      undo,
    ),
  ]);
  const url = `http://localhost:${gateway.port}`;
  undo.push(
    setEnvironment(
      functionEnvironment({
        url,
        tableName,
        ...backends,
        inboundDomain,
        identityProvider: options.identityProvider,
        secrets,
        providers: providers.environment,
      }),
    ),
  );

  if (options.queues)
    undo.push(install(Symbol.for("baton.queues"), options.queues(queuesOf(backends.linkedQueueUrls))));

  // From here on code of the functions runs, so clock and environment are in place.
  const load = (path: string, timeoutSeconds = defaultTimeoutSeconds) =>
    loadLambda(root, path, timeoutSeconds, options.around);
  const routes = await Promise.all(
    topology.routes.map(async ({ route, handler }) => ({ route, value: await load(handler) })),
  );
  const queues = await Promise.all(
    Object.entries(topology.queues).map(async ([name, { handler, timeoutSeconds, batchSize }]) => ({
      name,
      url: backends.queueUrls[name]!,
      batchSize,
      lambda: await load(handler, timeoutSeconds),
    })),
  );
  const streams = await Promise.all(
    Object.entries(topology.streams ?? {}).map(async ([name, shape]) => ({
      name,
      shape,
      lambda: await load(shape.handler, shape.timeoutSeconds),
      reader: await backends.openStream!(),
    })),
  );
  const jobs = await Promise.all(
    topology.schedules.map(async ({ name, everyMinutes, feeds, handler }) => {
      const lambda = await load(handler);
      return { name, everyMinutes, feeds, run: (event: unknown) => activity.run(() => lambda.invoke(event)) };
    }),
  );

  const scheduler = startScheduler({ jobs, clock });
  const pollers = queues.map((queue) => startPoller({ queue, sqs: backends.sqs, activity }));
  const streamPollers = streams.map(({ reader, ...stream }) => startStreamPoller({ stream, reader, activity }));
  const pending = () => messagesIn(backends.sqsUrl, Object.keys(topology.queues));
  const consume = async (queue: string, Body: string) => {
    const { lambda } = queues.find(({ name }) => name === queue)!;
    const event = sqsEvent(queue, [{ MessageId: "1", Body, Attributes: { ApproximateReceiveCount: "1" } }]);
    if (failedIds(await activity.run(() => lambda.invoke(event)))?.size !== 0)
      throw new BatonError("message.failed", `The consumer of ${queue} did not take a message.`);
  };
  const unread = async () => {
    let changes = 0;
    for (const poller of streamPollers) changes += await poller.pending();
    return changes;
  };
  const move = (target: number) =>
    moveClock(
      {
        clock,
        nextDue: backends.due.nextDue,
        sweep: scheduler.runDue,
        settle: (tolerated) => settle({ pending, unread, activity, tolerated }),
      },
      target,
    );
  gateway.serve(routes, {
    "POST /local/clock": clockRoute({ now: clock.now, move }),
    "POST /local/providers": providers.route,
  });
  let stopping = false;
  undo.push(async () => {
    stopping = true;
    scheduler.stop();
    const drained = Promise.all([gateway.stop(drainMs), ...[...pollers, ...streamPollers].map((one) => one.stop())]);
    await Promise.race([drained, sleep(drainMs, undefined, { ref: false })]);
  });

  await applyAgreement({
    agreement,
    url: `http://127.0.0.1:${gateway.port}`,
    apiKey: keyForAll(secrets.apiKey),
    dataDir: data.dir,
  });
  await scheduler.runDue();
  if (options.now !== undefined) clock.release();

  return {
    url,
    inboxUrl: backends.sesUrl.replace("127.0.0.1", "localhost"),
    sqsUrl: backends.sqsUrl,
    apiKey: keyForAll(secrets.apiKey),
    secrets: secrets.sources,
    sources: agreement.sources,
    unsigned: agreement.toSign,
    clock,
    inside: {
      tableName,
      linkKey: secrets.linkKey,
      consume,
      feedQueues: () => scheduler.runFeeding(),
      runSchedules: () => scheduler.runDue(),
      async drainStreams() {
        while ((await unread()) > 0);
      },
      stopping: () => stopping,
    },
    moveClock: (to) => postClock(url, to),
    failure: failure.promise,
    stop: () => undoAll(undo),
  };
}

const queuesOf = (urls: Record<string, string>): Queues =>
  sqsQueues({
    checks: () => urls.ChecksQueue!,
    notices: () => urls.NoticesQueue!,
    intake: () => urls.IntakeQueue!,
    days: () => urls.DaysQueue!,
  });

async function postClock(url: string, to: object): Promise<ClockMove> {
  const response = await fetch(`${url}/local/clock`, { method: "POST", body: JSON.stringify(to) });
  const answer = (await response.json()) as ClockMove & { error?: { code: string; message: string } };
  if (answer.error) throw new BatonError(answer.error.code, answer.error.message);
  return answer;
}
