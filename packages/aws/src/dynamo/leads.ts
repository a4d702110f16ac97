import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type BatchGetItemCommandOutput,
  type CancellationReason,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { Delivery } from "@baton/core/delivery";
import { dueAt, type Lead, type LeadEvent, summaryOf } from "@baton/core/lead";
import { type Load, noLoad } from "@baton/core/route";
import type { Known, Store } from "@baton/core/store";
import { type Attributes, failedAs, type Item, marshall, unmarshall } from "./client.ts";
import {
  accountKey,
  activeKey,
  deliveryKey,
  dueAttributes,
  eventKey,
  leadKey,
  loadKey,
  noticeKey,
  ownerKey,
  personKey,
  RECENT_SHARDS,
  recentKey,
  shardOf,
  ticketKey,
} from "./keys.ts";
import { loadWrite } from "./loads.ts";
import { query } from "./query.ts";

type Leads = Pick<
  Store,
  "known" | "loads" | "ticket" | "commit" | "lead" | "update" | "events" | "claimNotice" | "noticeSent"
>;

/** A transaction that met another one on the same item is tried again this often, after a short random wait. */
const CONFLICT_ATTEMPTS = 8;

export function leads(client: DynamoDBClient, TableName: string): Leads {
  const batchGet = async (keys: { pk: string; sk: string }[]): Promise<Map<string, Item>> => {
    const found = new Map<string, Item>();
    // BatchGetItem takes 100 keys; what it leaves unprocessed is asked for again.
    for (let at = 0; at < keys.length; at += 100) {
      let wanted: BatchGetItemCommandInput["RequestItems"] = {
        [TableName]: { Keys: keys.slice(at, at + 100).map((key) => marshall(key)), ConsistentRead: true },
      };
      while (wanted && Object.keys(wanted).length > 0) {
        const answer: BatchGetItemCommandOutput = await client.send(new BatchGetItemCommand({ RequestItems: wanted }));
        for (const item of answer.Responses?.[TableName] ?? []) {
          const read = unmarshall<Item>(item);
          found.set(read.pk as string, read);
        }
        wanted = answer.UnprocessedKeys;
      }
    }
    return found;
  };
  const loadOf = (item: Item | undefined): Load =>
    item ? { open: Number(item.open ?? 0), day: String(item.day ?? ""), today: Number(item.today ?? 0) } : noLoad;

  /** Writes all or nothing; answers the index of the condition that failed, or -1 when all went through. */
  const transact = async (TransactItems: TransactWriteItem[]): Promise<number> => {
    for (let attempt = 1; ; attempt++) {
      try {
        await client.send(new TransactWriteItemsCommand({ TransactItems }));
        return -1;
      } catch (error) {
        if (!failedAs(error, "TransactionCanceledException")) throw error;
        const reasons = (error as { CancellationReasons?: CancellationReason[] }).CancellationReasons ?? [];
        const failed = reasons.findIndex(({ Code }) => Code === "ConditionalCheckFailed");
        if (failed >= 0) return failed;
        if (
          attempt === CONFLICT_ATTEMPTS ||
          !reasons.some(({ Code }) => Code === "TransactionConflict" || Code === "ThrottlingError")
        )
          throw error;
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** attempt));
      }
    }
  };

  return {
    async known({ person, account, loads }): Promise<Known> {
      const found = await batchGet([
        activeKey,
        ...(person === undefined ? [] : [personKey(person)]),
        ...(account === undefined ? [] : [accountKey(account)]),
        ...loads.map(loadKey),
      ]);
      const entity = (item: Item | undefined) => ({
        known: item !== undefined,
        ...(typeof item?.owner === "string" && { owner: item.owner }),
      });
      return {
        activeVersion: found.get(activeKey.pk)?.version as number | undefined,
        person: entity(person === undefined ? undefined : found.get(personKey(person).pk)),
        account: entity(account === undefined ? undefined : found.get(accountKey(account).pk)),
        loads: Object.fromEntries(loads.map((id) => [id, loadOf(found.get(loadKey(id).pk))])),
      };
    },

    async loads(people) {
      const found = await batchGet(people.map(loadKey));
      return Object.fromEntries(people.map((id) => [id, loadOf(found.get(loadKey(id).pk))]));
    },

    async ticket(team) {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName,
          Key: marshall(ticketKey(team)),
          UpdateExpression: "ADD ticket :one",
          ExpressionAttributeValues: marshall({ ":one": 1 }),
          ReturnValues: "UPDATED_NEW",
        }),
      );
      return unmarshall<{ ticket: number }>(Attributes!).ticket;
    },

    async commit(lead, { delivery, load }) {
      const failed = await transact([
        { Put: { TableName, Item: marshall(leadItem(lead)), ConditionExpression: "attribute_not_exists(pk)" } },
        { Update: settled(TableName, delivery) },
        ...(lead.person && !lead.test ? [{ Update: personTouch(TableName, lead) }] : []),
        ...(load ? [loadWrite(TableName, load)] : []),
      ]);
      return failed === -1 ? "done" : failed === 0 ? "exists" : "load";
    },

    async lead(id) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName, Key: marshall(leadKey(id)), ConsistentRead: true }),
      );
      return Item && unmarshall<{ lead: Lead }>(Item).lead;
    },

    async update(lead, { events = [], loads = [], newOwner = false }) {
      const put = {
        TableName,
        Item: marshall(leadItem(lead)),
        ConditionExpression: "revision = :before",
        ExpressionAttributeValues: marshall({ ":before": lead.revision - 1 }),
      };
      const person = newOwner && lead.person ? [{ Update: personTouch(TableName, lead) }] : [];
      if (events.length + loads.length + person.length > 0) {
        const failed = await transact([
          { Put: put },
          ...events.map((event, n) => ({
            Put: { TableName, Item: marshall({ ...eventKey(lead.id, event.at, lead.revision, n), event }) },
          })),
          ...loads.map((load) => loadWrite(TableName, load)),
          ...person,
        ]);
        return failed === -1 ? "done" : failed === 0 ? "conflict" : "load";
      }
      try {
        await client.send(new PutItemCommand(put));
        return "done";
      } catch (error) {
        if (failedAs(error, "ConditionalCheckFailedException")) return "conflict";
        throw error;
      }
    },

    async events(lead) {
      const found: LeadEvent[] = [];
      const stored = query<{ event: LeadEvent }>(client, {
        TableName,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
        ExpressionAttributeValues: marshall({ ":pk": leadKey(lead).pk, ":prefix": "EVENT#" }),
        ConsistentRead: true,
      });
      for await (const { event } of stored) found.push(event);
      return found;
    },

    async claimNotice(lead, notice, { now, until }) {
      try {
        await client.send(
          new UpdateItemCommand({
            TableName,
            Key: marshall(noticeKey(lead, notice)),
            UpdateExpression: "SET claimedUntil = :until",
            ConditionExpression:
              "attribute_not_exists(sentAt) AND (attribute_not_exists(claimedUntil) OR claimedUntil <= :now)",
            ExpressionAttributeValues: marshall({ ":until": until, ":now": now }),
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          }),
        );
        return "claimed";
      } catch (error) {
        if (!failedAs(error, "ConditionalCheckFailedException")) throw error;
        const { Item } = error as { Item?: Attributes };
        return Item && "sentAt" in Item ? "sent" : "busy";
      }
    },

    async noticeSent(lead, notice, { at, messageId }) {
      await client.send(
        new UpdateItemCommand({
          TableName,
          Key: marshall(noticeKey(lead, notice)),
          UpdateExpression: "SET sentAt = :at, messageId = :id",
          ExpressionAttributeValues: marshall({ ":at": at, ":id": messageId }),
        }),
      );
    },
  };
}

function leadItem(lead: Lead): Item {
  const key = leadKey(lead.id);
  const createdKey = `${lead.createdAt}#${lead.id}`;
  return {
    ...key,
    lead,
    revision: lead.revision,
    summary: summaryOf(lead),
    ownerKey: ownerKey(lead.owner, lead.closed !== undefined),
    recentKey: recentKey(lead.createdAt, shardOf(lead.id, RECENT_SHARDS)),
    createdKey,
    ...dueAttributes(key.pk, lead.id, dueAt(lead)),
  };
}

/** The delivery with its outcome, out of the due index and the quarantine. */
function settled(TableName: string, delivery: Delivery) {
  return {
    TableName,
    Key: marshall(deliveryKey(delivery.id)),
    UpdateExpression:
      delivery.outcome === "pending"
        ? "SET delivery = :delivery"
        : "SET delivery = :delivery REMOVE dueShard, due, recentKey, createdKey, summary",
    ExpressionAttributeValues: marshall({ ":delivery": delivery }),
  };
}

function personTouch(TableName: string, lead: Lead) {
  return {
    TableName,
    Key: marshall(personKey(lead.person!.id)),
    UpdateExpression: `SET firstSeen = if_not_exists(firstSeen, :at), lastSeen = :at, lastLead = :lead${lead.owner === null ? "" : ", #owner = :owner"}`,
    ...(lead.owner !== null && { ExpressionAttributeNames: { "#owner": "owner" } }),
    ExpressionAttributeValues: marshall({
      ":at": lead.createdAt,
      ":lead": lead.id,
      ...(lead.owner !== null && { ":owner": lead.owner }),
    }),
  };
}
