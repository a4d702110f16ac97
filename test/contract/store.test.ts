import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { QueryInput } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { ensureTable } from "@baton/aws/admin";
import { type Dynamo, dynamodb } from "@baton/aws/call";
import { dynamoPrivacy, dynamoReports, dynamoStore } from "@baton/aws/dynamo";
import type { Agreement } from "@baton/core/agreement";
import type { PrivacyStore, Store } from "@baton/core/ports";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rowItem } from "../../packages/aws/src/dynamo/items/row-item.ts";
import { pages } from "../../packages/aws/src/dynamo/table/query.ts";
import { startDynamodb } from "../../packages/local/src/emulators/dynamodb.ts";
import { allOnDynamodbLocal, dynamodbLocalMissing, startDynamodbLocal } from "../helpers/dynamodb-local.ts";
import { alongside, asked, changed, closed, delivery, iso, lead, T0 } from "../helpers/leads.ts";
import { memoryReports } from "../helpers/memory/memory-reports.ts";
import { memoryStore } from "../helpers/memory/memory-store.ts";
import { emulatorEnvironment } from "../helpers/stack/env.ts";
import { serve } from "../helpers/stack/http.ts";
import { describeCampaignStore } from "./campaign-contract.ts";
import { describeHealth } from "./health-contract.ts";
import { describeMailboxes } from "./mailbox-contract.ts";
import { describeOwnership } from "./ownership-contract.ts";
import { describePrivacy } from "./privacy-contract.ts";
import { describeRefusals } from "./refusal-contract.ts";
import { describeReports, type OpenedReports } from "./report-contract.ts";
import { describeStore } from "./store-contract.ts";
import { describeViewers } from "./viewer-contract.ts";

type Key = { pk: string; sk: string };

describeStore("in memory, for tests", async () => memoryStore());
describeRefusals("in memory, for tests", async () => memoryStore());
describeHealth("in memory, for tests", async () => memoryStore());
describeMailboxes("in memory, for tests", async () => memoryStore());
describeOwnership("in memory, for tests", async () => memoryStore());
describeViewers("in memory, for tests", async () => memoryStore());
describeCampaignStore("in memory, for tests", async () => memoryStore());
describePrivacy("in memory, for tests", async () => memoryStore());
describeReports("in memory, for tests", async () => {
  const reports = memoryReports();
  return {
    ...reports,
    put: async (...row) => reports.putRow(...row),
    dueDays: async (until) => reports.due(until),
  };
});

describe("dynoxide", () => {
  const emulator = emulated(() => startDynamodb({ dataDir: undefined, onLoss: () => {} }));
  describeStore("DynamoDB adapter on dynoxide, three items a page", () => emulator.store({ pageSize: 3 }));
  describeRefusals("DynamoDB adapter on dynoxide", () => emulator.store());
  describeHealth("DynamoDB adapter on dynoxide, three items a page", () => emulator.store({ pageSize: 3 }));
  describeMailboxes("DynamoDB adapter on dynoxide, three items a page", () => emulator.store({ pageSize: 3 }));
  describeOwnership("DynamoDB adapter on dynoxide", () => emulator.store());
  describeViewers("DynamoDB adapter on dynoxide", () => emulator.store());
  describeCampaignStore("DynamoDB adapter on dynoxide, three items a page", () => emulator.store({ pageSize: 3 }));
  describePrivacy("DynamoDB adapter on dynoxide, three items a page", () => emulator.store({ pageSize: 3 }));
  describeReports("DynamoDB adapter on dynoxide, three items a page", async () =>
    (await emulator.store({ pageSize: 3 })).reports(),
  );

  test("what an earlier deployment had in force is in force", async () => {
    const entry = (name: string) => ({ agreement: { name } as Agreement, text: name, appliedAt: iso(T0) });
    for (const first of ["current", "currentAgreement", "activeAgreement"] as const) {
      const store = await emulator.store();
      await store.publish(entry("one"), undefined);
      await store.publish(entry("two"), 1);
      await store.rename({ pk: "AGREEMENT", sk: "V~" }, { pk: "AGREEMENT", sk: "ACTIVE" });
      await store[first]();
      expect(await store.current()).toEqual({ version: 2, roster: { version: 0, absences: [] } });
      expect((await store.currentAgreement())?.stored.version).toBe(2);
      expect(await store.publish(entry("three"), 2)).toBe(3);
    }
  });

  describe("expiry", () => {
    const day = 86_400;
    const expiries = async (store: OpenedStore) =>
      Object.fromEntries((await store.items()).map(({ sk, expiresAt }) => [String(sk).split("#")[0], expiresAt]));

    test("of a lead and its facts is so long after it closed, whatever was told of it before and after", async () => {
      const store = await emulator.store({ pageSize: 3 });
      const open = lead({ keptDays: 30 });
      await store.commit(open, alongside());
      const told = changed(open);
      await store.commit(told, alongside({ facts: [asked("again")] }));
      expect(await expiries(store)).toEqual({ LEAD: undefined, FACT: undefined });
      const over = closed(told, T0 + 5 * 60_000);
      await store.commit(over, alongside({ facts: [asked("once more")] }));
      await store.commit(changed(over), alongside({ facts: [asked("and again")] }));
      const at = Math.floor(Date.parse(over.closed!.at) / 1000) + 30 * day;
      const items = await store.items();
      expect(items).toHaveLength(4);
      for (const { expiresAt } of items) expect(expiresAt).toBe(at);
    });

    test("of what is open again is none, until it closes again", async () => {
      const store = await emulator.store({ pageSize: 3 });
      const open = lead({ keptDays: 30 });
      await store.commit(open, alongside());
      const over = closed(open, T0);
      await store.commit(over, alongside({ facts: [asked("once")] }));
      const { closed: _closed, ...rest } = changed(over);
      const reopened = { fact: { at: iso(T0), is: "lead.reopened" as const, by: "sam", as: "rejected" as const } };
      await store.commit({ ...rest, stage: "contact" }, alongside({ facts: [reopened] }));
      expect(await expiries(store)).toEqual({ LEAD: undefined, FACT: undefined });
      for (const { expiresAt } of await store.items()) expect(expiresAt).toBeUndefined();
    });

    test("there is none without a retention in the agreement", async () => {
      const store = await emulator.store();
      const open = lead();
      await store.commit(open, alongside());
      await store.commit(closed(open, T0), alongside({ facts: [asked("again")] }));
      expect(await expiries(store)).toEqual({ LEAD: undefined, FACT: undefined });
    });
  });
});

type OpenedStore = Awaited<ReturnType<ReturnType<typeof emulated>["store"]>>;

const missing = dynamodbLocalMissing();
describe.skipIf(missing)("DynamoDB Local", () => {
  const emulator = emulated(startDynamodbLocal);
  const adapter = `DynamoDB adapter on DynamoDB Local${missing ? ` (not run: ${missing})` : ""}`;
  describeStore(adapter, () => emulator.store());
  if (!allOnDynamodbLocal) return;
  describeHealth(adapter, () => emulator.store());
  describeMailboxes(adapter, () => emulator.store());
  describeOwnership(adapter, () => emulator.store());
  describeViewers(adapter, () => emulator.store());
  describeCampaignStore(adapter, () => emulator.store());
  describePrivacy(adapter, () => emulator.store());
  describeReports(adapter, async () => (await emulator.store()).reports());
});

/** Stores in new tables of one emulator, which runs as long as the suite around it. */
function emulated(start: () => Promise<{ url: string; stop(): Promise<void> }>) {
  let running: Awaited<ReturnType<typeof start>> | undefined;
  let tables = 0;
  let restore = () => {};
  beforeAll(async () => {
    restore = emulatorEnvironment({});
    running = await start();
  });
  afterAll(async () => {
    restore();
    await running?.stop();
  });
  return {
    async store({ pageSize }: { pageSize?: number } = {}): Promise<
      Store & {
        privacy: PrivacyStore;
        reports(): OpenedReports;
        items(): Promise<Record<string, unknown>[]>;
        rename(from: Key, to: Key): Promise<void>;
      }
    > {
      tables += 1;
      const name = `baton-${tables}`;
      await ensureTable({ endpoint: running!.url, name });
      const client = limitPages(
        dynamodb({ attempts: 3, connectMs: 5_000, answerMs: 30_000, endpoint: running!.url }),
        pageSize,
      );
      const store = dynamoStore({ table: name, client });
      return {
        ...store,
        privacy: dynamoPrivacy({ table: name, client }),
        reports: () => ({
          ...dynamoReports({ table: name, client }),
          async put(day, key, row) {
            await client.send("PutItem", { TableName: name, Item: rowItem(row.lead!, { day, key, rows: [row] }) });
          },
          async dueDays(until) {
            const found = [];
            for await (const one of store.due(until)) found.push(one);
            return found;
          },
        }),
        async rename(from, to) {
          const { Item } = await client.send("GetItem", { TableName: name, Key: marshall(from) });
          await client.send("PutItem", { TableName: name, Item: { ...Item, ...marshall(to) } });
          await client.send("DeleteItem", { TableName: name, Key: marshall(from) });
        },
        async items() {
          const found: Record<string, unknown>[] = [];
          for await (const items of pages({ TableName: name }, (page) => client.send("Scan", page)))
            found.push(...items.map((item) => unmarshall(item)));
          return found;
        },
      };
    },
  };
}

/** A page of DynamoDB ends after 1 MB; this makes every query's and scan's end after a few items, so that whoever forgets the next page is found. */
const limitPages = (client: Dynamo, pageSize: number | undefined): Dynamo => ({
  send(operation, input) {
    const paged = pageSize !== undefined && (operation === "Query" || operation === "Scan");
    const { Limit } = input as QueryInput;
    const smaller = paged && !(Limit !== undefined && Limit < pageSize);
    return client.send(operation, smaller ? { ...input, Limit: pageSize } : input);
  },
});

describe("a DynamoDB that takes its time", () => {
  test("is asked by as many at once as there are: nobody waits for somebody else's connection, and fails over it", async () => {
    const { url, stop } = await serve(async () => {
      await sleep(300);
      return { status: 200, headers: { "content-type": "application/x-amz-json-1.0" }, body: "{}" };
    });
    const restore = emulatorEnvironment({ AWS_ENDPOINT_URL_DYNAMODB: url });
    try {
      const store = dynamoStore({ table: "baton" });
      const asked = Array.from({ length: 200 }, () => store.current());
      expect(new Set((await Promise.all(asked)).map(({ version }) => version))).toEqual(new Set([undefined]));
    } finally {
      restore();
      stop();
    }
  });
});

describe("a DynamoDB that does not answer", () => {
  const before = { ...process.env };
  const silent = createServer(() => {});
  beforeAll(async () => {
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    Object.assign(process.env, {
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    });
  });
  afterAll(() => {
    process.env = before;
    silent.closeAllConnections();
    silent.close();
  });

  test("is given up within the two seconds that a webhook provider waits", async () => {
    const store = dynamoStore({ table: "baton" });
    const started = performance.now();
    await expect(store.keepDelivery(delivery(), Buffer.from("{}"), { expiresAt: T0 })).rejects.toThrow();
    expect(performance.now() - started).toBeLessThan(2_500);
  });
});
