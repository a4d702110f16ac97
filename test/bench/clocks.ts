import { setTimeout as sleep } from "node:timers/promises";
import { type AttributeValue, BatchWriteItemCommand, DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoStore } from "@baton/aws/dynamo";
import { sqsQueues } from "@baton/aws/sqs";
import { start } from "@baton/core/clock";
import { sweep } from "@baton/core/clockwork";
import type { Lead, Relay } from "@baton/core/lead";
import type { Queues } from "@baton/core/ports";
import { rulebooks } from "@baton/core/rules";
import { dueAttributes, leadKey } from "../../packages/aws/src/dynamo/table/keys.ts";
import { delaySeconds } from "../../packages/core/src/lead/change/dispatch.ts";
import { alongside, lead } from "../helpers/leads.ts";
import { median, quantile } from "./load.ts";
import type { Running } from "./stack.ts";
import { fixed, print } from "./table.ts";

/** Clocks that are due in the same minute: from how far ahead on, and over what time. */
const SAME_MINUTE = { clocks: 2_000, aheadMs: 12_000, spreadMs: 60_000 };
/** How long after its instant a clock is given up. */
const PATIENCE_MS = 15_000;

/** How many clocks are open beside those that are due; the rest falls due within a month. */
const openClocks = (process.env.BENCH_OPEN_CLOCKS ?? "1000,10000").split(",").map(Number);
const dueClocks = [100, 1_000];
const SWEEPS = 5;

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Prints how late clocks are that are due in the same minute, and what a sweep reads beside what is open and what is due. */
export async function printClockCosts(stack: Running): Promise<void> {
  Object.assign(process.env, stack.environment);
  const table = linked("Table", "name");
  const clock = await fetch(`${stack.url}/local/clock`, { method: "POST", body: JSON.stringify({ advance: "0s" }) });
  if (!clock.ok) throw new Error(`The clock answered ${clock.status}: ${await clock.text()}`);
  const aheadMs = Date.parse(((await clock.json()) as { now: string }).now) - Date.now();
  const store = dynamoStore({ table });
  const relay = (queues: Queues): Relay => ({
    store,
    queues,
    rulebooks: rulebooks(store, () => performance.now()),
    time: { now: () => Date.now() + aheadMs, wallMs: (ms) => ms },
    log() {},
    measure() {},
  });
  await sweepCosts(
    relay({ async checks() {}, async notices() {}, async intake() {}, async days() {}, waiting: async () => 0 }),
    table,
  );
  await lateness(
    relay(
      sqsQueues({
        checks: () => linked("ChecksQueue", "url"),
        notices: () => linked("NoticesQueue", "url"),
        intake: () => linked("IntakeQueue", "url"),
        days: () => linked("DaysQueue", "url"),
      }),
    ),
  );
}

const linked = (name: string, property: string): string => JSON.parse(process.env[`SST_RESOURCE_${name}`]!)[property];

/** In real time, with everything in one process on this machine: the messages, the checks, and the mails they cause. */
async function lateness(relay: Relay): Promise<void> {
  const { clocks, aheadMs, spreadMs } = SAME_MINUTE;
  const ids: string[] = [];
  const begin = relay.time.now() + aheadMs;
  await each(clocks, async (n) => {
    const dueAt = begin + Math.floor((n * spreadMs) / clocks);
    const { id } = await put(relay, dueAt, n);
    ids.push(id);
    const message = { lead: id, dueAt: new Date(dueAt).toISOString() };
    const delay = delaySeconds(relay.time, dueAt);
    if (dueAt < relay.time.now() || delay === undefined) throw new Error("A clock was put in too late, or too early.");
    await relay.queues.checks([{ message, delaySeconds: delay }]);
  });
  await sleep(begin + spreadMs - relay.time.now());
  let late = await latenesses(relay, ids);
  while (late.length < clocks && relay.time.now() < begin + spreadMs + PATIENCE_MS) {
    await sleep(1_000);
    late = await latenesses(relay, ids);
  }
  print(
    `${clocks} clocks due in the same ${spreadMs / 1000} s on the local stack, ms from due to done`,
    ["", "done", "p50", "p99", "most"],
    [["fired − due", fixed(late.length), ...[0.5, 0.99, 1].map((share) => fixed(quantile(late, share)))]],
    [
      "Real time; queues, checks and the mails they cause share one process. SQS delays by whole seconds, rounded up: half of one",
      "on the average, and one at most, is what precision costs.",
    ],
  );
}

/** The lead of such a number, owned, whose first step is due at an instant. */
async function put(relay: Relay, dueAt: number, n: number): Promise<Lead> {
  const rulebook = await relay.rulebooks.active();
  const stage = rulebook.agreement.sla.hot!.stages[0]!;
  // Somebody whose load does not count, or the sweep would first make it true.
  const owners = Object.keys(rulebook.agreement.people).filter(
    (person) => !rulebook.counted.has(person) && rulebook.workingTime(person).onDuty(dueAt),
  );
  const owner = owners[n % owners.length]!;
  const starting = (at: number) => start(rulebook, { policy: "hot", stage, holder: owner, at });
  const firstStepMs = Date.parse(starting(dueAt).steps[0]!.at) - dueAt;
  const made = lead({ at: dueAt - firstStepMs, owner });
  made.clock = starting(dueAt - firstStepMs);
  const { startedAt, respondBy } = made.clock;
  const window = { stage: stage.name, policy: "hot", holder: owner, side: "sales" as const };
  made.tally.windows = [{ ...window, startedAt, promisedBy: respondBy, respondBy }];
  if (Date.parse(made.clock.steps[0]!.at) !== dueAt) throw new Error("The clock does not run all the time.");
  await relay.store.commit(made, alongside());
  return made;
}

/** How late the first step of each lead was, of those where it was done. */
async function latenesses(relay: Relay, ids: readonly string[]): Promise<number[]> {
  const late: number[] = [];
  await each(ids.length, async (n) => {
    const { at, doneAt } = (await relay.store.lead(ids[n]!))!.clock!.steps[0]!;
    if (doneAt !== undefined) late.push(Date.parse(doneAt) - Date.parse(at));
  });
  return late;
}

async function sweepCosts(relay: Relay, table: string): Promise<void> {
  const client = new DynamoDBClient();
  const model = await put(relay, relay.time.now() + 30 * MINUTE, 0);
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: table, Key: strings(leadKey(model.id)), ConsistentRead: true }),
  );
  /** So many more leads like the model, due between two instants. */
  const fill = async (count: number, from: number, to: number): Promise<void> => {
    await each(Math.ceil(count / 25), async (batch) => {
      const size = Math.min(25, count - batch * 25);
      const requests = Array.from({ length: size }, (_, n) => {
        const at = Math.floor(from + ((batch * 25 + n) / count) * (to - from));
        const { id } = lead({ at });
        const key = leadKey(id);
        const keys = { ...key, ...dueAttributes(id, at), createdKey: `${new Date(at).toISOString()}#${id}` };
        return { PutRequest: { Item: { ...item, ...strings(keys) } } };
      });
      await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
    });
  };
  const now = relay.time.now();
  const rows: string[][] = [];
  const row = async (open: number) => {
    const { readUnits, checks, ms } = await measured(relay);
    rows.push([`${fixed(open)} open`, fixed(checks), fixed(readUnits, 1), fixed(ms, 1)]);
  };
  const before = (await measured(relay)).checks;
  await fill(dueClocks[0]!, now, now + MINUTE);
  let open = before + dueClocks[0]!;
  for (const wanted of openClocks) {
    await fill(wanted - open, now + 30 * MINUTE, now + 30 * DAY);
    open = Math.max(open, wanted);
    await row(open);
  }
  await fill(dueClocks[1]! - dueClocks[0]!, now, now + MINUTE);
  await row(open + dueClocks[1]! - dueClocks[0]!);
  print("A sweep beside what is open", ["", "due", "read units", "ms"], rows, [
    "Leads in the table of the local stack, with all of their index entries; consumed capacity as the emulator counts it. A sweep reads",
    "what is due within six minutes, so its cost is that of what it does, not of what is open. Medians of the time.",
  ]);
}

/** What a sweep consumes, and how long it takes. */
async function measured(relay: Relay): Promise<{ readUnits: number; checks: number; ms: number }> {
  const { send } = DynamoDBClient.prototype;
  let readUnits = 0;
  DynamoDBClient.prototype.send = async function counting(this: DynamoDBClient, command: { input: object }) {
    Object.assign(command.input, { ReturnConsumedCapacity: "TOTAL" });
    const answer = await (
      send as (command: unknown) => Promise<{ ConsumedCapacity?: { CapacityUnits?: number } }>
    ).call(this, command);
    readUnits += [answer.ConsumedCapacity ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
    return answer;
  } as typeof send;
  try {
    const { checks } = await sweep(relay);
    const once = readUnits;
    const times: number[] = [];
    for (let n = 0; n < SWEEPS; n++) {
      const begin = performance.now();
      await sweep(relay);
      times.push(performance.now() - begin);
    }
    return { readUnits: once, checks, ms: median(times) };
  } finally {
    DynamoDBClient.prototype.send = send;
  }
}

const strings = (values: Record<string, string>): Record<string, AttributeValue> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { S: value }]));

/** Does something for each number below, with some at a time. */
async function each(count: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (next < count) await work(next++);
    }),
  );
}
