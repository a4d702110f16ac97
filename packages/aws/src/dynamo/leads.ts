import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import type { Entry, FactName, Lead } from "@baton/core/lead";
import { withParents } from "@baton/core/ownership";
import { type KnownPeople, type Person, type StoredTouch, TOUCH_KEPT_MS } from "@baton/core/person";
import type { LoadChange, PersonReading, Store } from "@baton/core/ports";
import { type Load, noLoad } from "@baton/core/rules";
import type { Dynamo } from "../call/index.ts";
import { currentOf } from "./agreements.ts";
import { factItem, readEntry, type StoredEntry } from "./items/fact-item.ts";
import { expiry, leadItem, leadOfItem } from "./items/lead-item.ts";
import { movedRows, rowItem } from "./items/row-item.ts";
import { loadWrite } from "./loads.ts";
import { accountOf } from "./ownership.ts";
import { personOf, personWrites } from "./people.ts";
import { failedAs, type Item, marshall, unmarshall } from "./table/client.ts";
import {
  accountKey,
  companyKey,
  currentKey,
  dealKey,
  factKey,
  LAST_REVISION,
  leadKey,
  loadKey,
  personKey,
  touchKey,
} from "./table/keys.ts";
import { readMany } from "./table/many.ts";
import { query } from "./table/query.ts";
import { transact } from "./table/transact.ts";

type Leads = Pick<
  Store,
  "known" | "colleagues" | "loads" | "lead" | "commit" | "facts" | "eraseWords" | "addTouches" | "touches"
>;

/** An identity is followed at most this far to whoever has it now. */
const MOST_HOPS = 20;

/** Facts by which a closed lead is open again. */
const reopening: ReadonlySet<FactName> = new Set(["lead.reopened", "response.withdrawn", "contact.undone"]);

export function leadStore(client: Dynamo, TableName: string): Leads {
  const batchGet = async (keys: { pk: string; sk: string }[]): Promise<Map<string, Item>> => {
    const items = (await readMany(client, TableName, keys)).map((item) => unmarshall<Item>(item));
    return new Map(items.map((item) => [item.pk as string, item]));
  };
  /** Who has each identity. An identity that became somebody's names them, who may in turn have become another's. */
  const peopleOf = async (identities: string[], found: Map<string, Item>): Promise<KnownPeople> => {
    const people = await holders(identities, found);
    const sharing = Object.entries(people).flatMap(([identity, { beside }]): [string, string[]][] =>
      beside?.[identity] ? [[identity, beside[identity]]] : [],
    );
    if (sharing.length === 0) return { people, beside: {} };
    const ids = sharing.flatMap(([, others]) => others);
    const others = await holders(ids, await batchGet(ids.map(personKey)));
    return {
      people,
      beside: Object.fromEntries(sharing.map(([identity, ids]) => [identity, ids.flatMap((id) => others[id] ?? [])])),
    };
  };
  const holders = async (identities: string[], found: Map<string, Item>): Promise<Record<string, Person>> => {
    const people: Record<string, Person> = {};
    for (const identity of identities) {
      let item = found.get(personKey(identity).pk);
      for (let hop = 0; typeof item?.same === "string" && hop < MOST_HOPS; hop++) {
        const { pk, sk } = personKey(item.same);
        item = found.get(pk) ?? (await batchGet([{ pk, sk }])).get(pk);
      }
      if (item && item.same === undefined) people[identity] = personOf(item);
    }
    return people;
  };
  /** Puts a lead with what goes with it. A transaction costs twice, so what is alone goes without one. */
  const write = async (
    Put: NonNullable<TransactWriteItem["Put"]>,
    loads: LoadChange[],
    also: TransactWriteItem[],
  ): Promise<"done" | "conflict" | "load" | "person"> => {
    if (loads.length + also.length > 0) {
      const failed = await transact(client, [{ Put }, ...loads.map((load) => loadWrite(TableName, load)), ...also]);
      if (failed === -1) return "done";
      return failed === 0 ? "conflict" : failed <= loads.length ? "load" : "person";
    }
    try {
      await client.send("PutItem", Put);
      return "done";
    } catch (error) {
      if (failedAs(error, "ConditionalCheckFailedException")) return "conflict";
      throw error;
    }
  };
  const entriesOf = (lead: string, range: { before?: number; limit?: number; latest?: true } = {}) =>
    query<StoredEntry>(client, {
      TableName,
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :first AND :last",
      ExpressionAttributeValues: marshall({
        ":pk": leadKey(lead).pk,
        ":first": factKey(lead, 0).sk,
        ":last": factKey(lead, range.before === undefined ? LAST_REVISION : range.before - 1).sk,
      }),
      ConsistentRead: true,
      ...(range.latest && { ScanIndexForward: false }),
      ...(range.limit !== undefined && { Limit: range.limit }),
    });
  /** Has the facts of a lead deleted with it. Should the lead not close after all, that is corrected when it does. */
  const expireFacts = async (lead: Lead): Promise<void> => {
    const { expiresAt } = expiry(lead);
    if (expiresAt === undefined) return;
    for await (const entry of entriesOf(lead.id))
      if (entry.expiresAt !== expiresAt)
        await client.send("UpdateItem", {
          TableName,
          Key: marshall({ pk: leadKey(lead.id).pk, sk: entry.sk }),
          UpdateExpression: "SET expiresAt = :at",
          ExpressionAttributeValues: marshall({ ":at": expiresAt }),
        });
  };
  /** Keeps the facts of a lead that is open again. */
  const keepFacts = async (lead: Lead): Promise<void> => {
    for await (const entry of entriesOf(lead.id))
      if (entry.expiresAt !== undefined)
        await client.send("UpdateItem", {
          TableName,
          Key: marshall({ pk: leadKey(lead.id).pk, sk: entry.sk }),
          UpdateExpression: "REMOVE expiresAt",
        });
  };
  const loadOf = (item: Item | undefined): Load => {
    if (!item) return noLoad;
    const { open = 0, day = "", today = 0, week, thisWeek, month, thisMonth } = item as unknown as Partial<Load>;
    return {
      open,
      day,
      today,
      ...(week !== undefined && { week, thisWeek: thisWeek ?? 0 }),
      ...(month !== undefined && { month, thisMonth: thisMonth ?? 0 }),
    };
  };

  return {
    async known({ identities, accounts, loads }): Promise<PersonReading> {
      const found = await batchGet([
        currentKey,
        ...identities.map(personKey),
        ...accounts.map(accountKey),
        ...loads.map(loadKey),
      ]);
      const account = accounts.map((domain) => found.get(accountKey(domain).pk)).find((item) => item !== undefined);
      const parents = async (domain: string) => {
        const { pk, sk } = accountKey(domain);
        const item = (await batchGet([{ pk, sk }])).get(pk);
        return item && accountOf(item as Parameters<typeof accountOf>[0]);
      };
      return {
        current: currentOf(found.get(currentKey.pk)),
        ...(await peopleOf(identities, found)),
        account: account
          ? await withParents(accountOf(account as Parameters<typeof accountOf>[0]), parents)
          : { known: false },
        loads: Object.fromEntries(loads.map((id) => [id, loadOf(found.get(loadKey(id).pk))])),
      };
    },

    async loads(people) {
      const found = await batchGet(people.map(loadKey));
      return Object.fromEntries(people.map((id) => [id, loadOf(found.get(loadKey(id).pk))]));
    },

    async lead(id) {
      const { Item } = await client.send("GetItem", { TableName, Key: marshall(leadKey(id)), ConsistentRead: true });
      return Item && leadOfItem(Item);
    },

    async commit(lead, { facts, rows, loads, newOwner, person, deals = [] }) {
      if (lead.closed) await expireFacts(lead);
      else if (lead.keptDays !== undefined && facts.some(({ fact }) => reopening.has(fact.is))) await keepFacts(lead);
      const put =
        lead.revision === 1
          ? { TableName, Item: leadItem(lead), ConditionExpression: "attribute_not_exists(pk)" }
          : {
              TableName,
              Item: leadItem(lead),
              ConditionExpression: "revision = :before",
              ExpressionAttributeValues: marshall({ ":before": lead.revision - 1 }),
            };
      return write(put, loads, [
        ...(person ? personWrites(TableName, person) : []),
        ...(facts.length > 0 ? [{ Put: { TableName, Item: factItem(lead, facts) } }] : []),
        ...deals.map((deal) => ({ Put: dealOf(TableName, deal, lead.id) })),
        ...rows.put.map((placed) => ({ Put: { TableName, Item: rowItem(lead.id, placed) } })),
        ...rows.remove.map((place) => ({ Put: { TableName, Item: movedRows(lead.id, place) } })),
        ...(newOwner && lead.person && lead.owner !== null ? [{ Update: newOwnerOf(TableName, lead) }] : []),
      ]);
    },

    async colleagues(domain, limit) {
      const { Items = [] } = await client.send("Query", {
        TableName,
        IndexName: "owner",
        KeyConditionExpression: "ownerKey = :key",
        ExpressionAttributeValues: marshall({ ":key": companyKey(domain) }),
        ScanIndexForward: false,
        Limit: limit,
      });
      const ids = Items.map((item) => unmarshall<{ pk: string }>(item).pk.slice(personKey("").pk.length));
      const found = Object.values(await holders(ids, await batchGet(ids.map(personKey))));
      return [...new Map(found.map((person) => [person.id, person])).values()];
    },

    async addTouches(person, touches, { write }) {
      const Items = touches.map((touch) =>
        marshall({ ...touchKey(person, touch.id), touch, expiresAt: keptUntil(touch) }),
      );
      // A touch that is there already is the same one.
      if (!write) {
        await Promise.all(Items.map((Item) => client.send("PutItem", { TableName, Item })));
        return "done";
      }
      const failed = await transact(client, [
        ...personWrites(TableName, write),
        ...Items.map((Item) => ({ Put: { TableName, Item } })),
      ]);
      return failed === -1 ? "done" : "person";
    },

    async touches(identities, limit) {
      const pages = await Promise.all(
        identities.map(async (identity) => {
          const { Items = [] } = await client.send("Query", {
            TableName,
            KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues: marshall({ ":pk": personKey(identity).pk, ":prefix": "TOUCH#" }),
            ScanIndexForward: false,
            Limit: limit,
          });
          return Items.map((item) => unmarshall<{ touch: StoredTouch }>(item).touch);
        }),
      );
      return pages
        .flat()
        .sort((a, b) => (a.id < b.id ? 1 : -1))
        .slice(0, limit);
    },

    async facts(lead, { limit, before } = {}) {
      const found: Entry[] = [];
      const latest = entriesOf(lead, {
        latest: true,
        ...(before !== undefined && { before }),
        ...(limit !== undefined && { limit }),
      });
      for await (const item of latest) {
        found.push(readEntry(item));
        if (found.length === limit) break;
      }
      return found.reverse();
    },

    async eraseWords(lead) {
      for await (const { sk, words } of entriesOf(lead))
        if (words !== undefined)
          await client.send("UpdateItem", {
            TableName,
            Key: marshall({ pk: leadKey(lead).pk, sk }),
            UpdateExpression: "REMOVE words",
          });
    },
  };
}

const dealOf = (TableName: string, deal: string, lead: string) => ({
  TableName,
  Item: marshall({ ...dealKey(deal), lead }),
  ConditionExpression: "attribute_not_exists(pk) OR #lead = :lead OR movesTo = :lead",
  ExpressionAttributeNames: { "#lead": "lead" },
  ExpressionAttributeValues: marshall({ ":lead": lead }),
});

/** Whoever has the lead now has its person. The person's revision moves on, so that no older reading overwrites it. */
function newOwnerOf(TableName: string, lead: Lead) {
  return {
    TableName,
    Key: marshall(personKey(lead.person!.id)),
    UpdateExpression: "SET #owner = :owner ADD revision :one",
    ExpressionAttributeNames: { "#owner": "owner" },
    ExpressionAttributeValues: marshall({ ":owner": lead.owner, ":one": 1 }),
  };
}

const keptUntil = ({ at }: StoredTouch): number => Math.floor((Date.parse(at) + TOUCH_KEPT_MS) / 1000);
