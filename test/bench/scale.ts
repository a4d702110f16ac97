import { BatchWriteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { dynamoPrivacy, dynamoStore } from "@baton/aws/dynamo";
import { sqsQueues } from "@baton/aws/sqs";
import { sweep } from "@baton/core/clockwork";
import type { Relay } from "@baton/core/lead";
import type { Queues } from "@baton/core/ports";
import { exportPerson, noteClues } from "@baton/core/privacy";
import { rulebooks } from "@baton/core/rules";
import { leadItem } from "../../packages/aws/src/dynamo/items/lead-item.ts";
import { checked, people, small } from "../helpers/agreements.ts";
import { alongside, delivery, iso, lead } from "../helpers/leads.ts";
import type { Running } from "./stack.ts";
import { fixed, print } from "./table.ts";

/** A tenth of what a large company may have at once, or less. */
const DUE = 15_000;
const UNOWNED = 50_000;
const AWAY = 100;
const LEADS_OF_EACH = 20;
const DELIVERIES = 20_000;
const AUDIT_MS = 5_000;

/** Prints what a sweep and an export take of a tenth, or a five hundredth, of what they have to hold. */
export async function printScale(stack: Running): Promise<void> {
  Object.assign(process.env, stack.environment);
  const linked = (name: string, property: string): string => JSON.parse(process.env[`SST_RESOURCE_${name}`]!)[property];
  const TableName = linked("Table", "name");
  const store = dynamoStore({ table: TableName });
  const client = new DynamoDBClient();
  const now = Date.parse("2026-11-24T09:00:00Z");
  const real = sqsQueues({
    checks: () => linked("ChecksQueue", "url"),
    notices: () => linked("NoticesQueue", "url"),
    intake: () => linked("IntakeQueue", "url"),
    days: () => linked("DaysQueue", "url"),
  });
  let sent = 0;
  let behind = 0;
  let later = 0;
  const queues: Queues = {
    ...real,
    // The idle consumers of the local stack would take them at once.
    waiting: async () => behind,
    async checks(messages) {
      sent += messages.length;
      await real.checks(messages);
    },
  };
  const relay: Relay = {
    store,
    queues,
    rulebooks: rulebooks(store, () => performance.now()),
    time: { now: () => now + later, wallMs: (ms) => ms },
    log() {},
    measure() {},
  };
  const put = (items: object[]) =>
    each(Math.ceil(items.length / 25), async (n) => {
      const Items = items.slice(n * 25, (n + 1) * 25);
      await client.send(
        new BatchWriteItemCommand({
          RequestItems: { [TableName]: Items.map((Item) => ({ PutRequest: { Item: Item as never } })) },
        }),
      );
    });
  const rows: string[][] = [];
  const row = async (name: string, work: () => Promise<unknown>) => {
    const [cpu, begin] = [process.cpuUsage(), performance.now()];
    sent = 0;
    await work();
    const { user, system } = process.cpuUsage(cpu);
    rows.push([name, fixed(performance.now() - begin), fixed((user + system) / 1000), fixed(sent)]);
  };
  const run = async (name: string) => row(name, () => sweep(relay));

  const away = Object.fromEntries(
    Array.from({ length: AWAY }, (_, n) => [`rep${n}`, { away: [{ from: "2026-11-20", to: "2026-12-31" }] }]),
  );
  const text = small({
    people: people({ ...away, sam: { manager: "vera" }, vera: { manager: undefined } }),
    teams: { sales: { members: Object.keys(away), manager: "sam" } },
    routing: [{ name: "Everyone", to: "sales", sla: "fast" }],
  });
  const { version: before } = await store.current();
  await store.publish({ agreement: checked(text), text, appliedAt: iso(now) }, before);
  // What the people of the version before had is seen to first.
  for (const minutes of [5, 10]) {
    later = minutes * 60_000;
    await sweep(relay);
  }
  await run("nothing to do");

  // Nothing of these is due meanwhile.
  const reviewAt = iso(now + 365 * 86_400_000);
  const kept = Object.keys(away).flatMap((owner) =>
    Array.from({ length: LEADS_OF_EACH }, () => lead({ at: now, owner, stage: "disposition", reviewAt })),
  );
  await put(kept.map((one) => leadItem(one)));
  later += 60 * 60_000;
  await run(`${AWAY} people on leave with ${LEADS_OF_EACH} leads each, looked at again`);
  later += 5 * 60_000;
  await run("the next sweep");

  const unowned = Array.from({ length: UNOWNED }, () => lead({ at: now, owner: null, reviewAt }));
  const waiting = { ...unowned[0]!.decision, rule: "Everyone" };
  await put(unowned.map((one) => leadItem({ ...one, decision: waiting })));
  await run(`${UNOWNED} leads that nobody has and nobody can take`);

  const due = Array.from({ length: DUE }, () => lead({ at: now, owner: "vera", reviewAt: iso(now) }));
  await put(due.map((one) => leadItem(one)));
  later = 8 * 86_400_000;
  await run(`${DUE} clocks due at once`);
  behind = 9_000;
  await run("the next sweep, with 9,000 of them waiting");
  print("A sweep at scale", ["", "ms", "processor ms", "messages"], rows, [
    "Real SQS messages, of the emulator in a process of its own, as is the table. A new account's function has 0.29 of a processor.",
  ]);

  const privacy = dynamoPrivacy({ table: TableName });
  const email = "jane@globex.example";
  const hers = Array.from({ length: 10 }, () => lead({ at: now, fields: { email } }));
  for (const one of hers) await store.commit(one, alongside());
  const deliveries = Array.from({ length: DELIVERIES }, () => delivery());
  await each(DELIVERIES, async (n) => {
    await store.keepDelivery(deliveries[n]!, Buffer.from(`{"mail":"joe${n}@initech.example"}`), {
      expiresAt: now + 90 * 86_400_000,
    });
  });
  await noteClues(
    privacy,
    hers.map(({ id }) => `LEAD#${id}\nLEAD`),
  );
  const took: string[][] = [];
  const one = async (name: string, audit: boolean) => {
    const begin = performance.now();
    const { read, next } = await exportPerson(relay, privacy, { email, audit }, AbortSignal.timeout(AUDIT_MS));
    took.push([name, fixed(performance.now() - begin), fixed(read), next === null ? "yes" : "no"]);
  };
  await one("by clues", false);
  await one("the first request of an audit", true);
  print("An export of one person", ["", "ms", "items read", "all of it"], took, [
    "By clues it reads what leads to the person, however many others there are; an audit reads everything, and the clues of each item.",
  ]);
}

/** Does something for each number below, with some at a time. */
async function each(count: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (next < count) await work(next++);
    }),
  );
}
