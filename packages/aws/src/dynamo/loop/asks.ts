import type { Ask } from "@baton/core/asks";
import type { PlannedRound, Store } from "@baton/core/ports";
import type { Book } from "@baton/core/sheet";
import type { Dynamo } from "../../call/index.ts";
import { held, marshall, unmarshall } from "../table/client.ts";
import { askedKey, askKey, asksKey, bookKey, dueAttributes, roundKey } from "../table/keys.ts";
import { readMany } from "../table/many.ts";
import { query } from "../table/query.ts";

type Asks = Pick<
  Store,
  "books" | "keepBook" | "ask" | "asksAbout" | "asksOf" | "commitAsk" | "rounds" | "planRound" | "doneRound"
>;

/** So long after an ask closes it is known who was asked what, and what they said. */
const KEPT_MS = 400 * 86_400_000;

export function askStore(client: Dynamo, TableName: string): Asks {
  const askOf = ({ json, revision }: { json: string; revision: number }): Ask => ({
    ...(JSON.parse(json) as Omit<Ask, "revision">),
    revision,
  });
  return {
    async ask(subject, person) {
      const Key = marshall(askKey(subject, person));
      const { Item } = await client.send("GetItem", { TableName, Key, ConsistentRead: true });
      return Item && askOf(unmarshall(Item));
    },

    async asksAbout(subject) {
      const found: Ask[] = [];
      const items = query<{ json: string; revision: number }>(client, {
        TableName,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: marshall({ ":pk": asksKey(subject) }),
        ConsistentRead: true,
      });
      for await (const item of items) found.push(askOf(item));
      return found;
    },

    async asksOf(person) {
      const subjects: string[] = [];
      const items = query<{ sk: string }>(client, {
        TableName,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: marshall({ ":pk": askedKey(person, "").pk }),
        ConsistentRead: true,
      });
      for await (const { sk } of items) subjects.push(sk);
      const found = await readMany(
        client,
        TableName,
        subjects.map((subject) => askKey(subject, person)),
      );
      return found.map((item) => askOf(unmarshall(item)));
    },

    async commitAsk({ revision, ...ask }) {
      const first = revision === 1;
      // That somebody is asked comes first: where nothing is asked after all, it leads to nothing.
      const kept = { expiresAt: Math.floor((Date.parse(ask.respondBy) + KEPT_MS) / 1000) };
      if (first && !ask.unlisted)
        await client.send("PutItem", { TableName, Item: marshall({ ...askedKey(ask.person, ask.subject), ...kept }) });
      const done = await held(
        client.send("PutItem", {
          TableName,
          Item: marshall({ ...askKey(ask.subject, ask.person), revision, ...kept, json: JSON.stringify(ask) }),
          ConditionExpression: first ? "attribute_not_exists(pk)" : "revision = :before",
          ...(!first && { ExpressionAttributeValues: marshall({ ":before": revision - 1 }) }),
        }),
      );
      return done ? "done" : "conflict";
    },

    async books(per, periods) {
      const items = await readMany(
        client,
        TableName,
        periods.map((period) => bookKey(per, period)),
      );
      return Object.fromEntries(
        items.map((item) => {
          const { sk, json } = unmarshall<{ sk: string; json: string }>(item);
          return [sk, JSON.parse(json) as Book];
        }),
      );
    },

    async keepBook(book) {
      await held(
        client.send("PutItem", {
          TableName,
          Item: marshall({ ...bookKey(book.per, book.period), json: JSON.stringify(book) }),
          ConditionExpression: "attribute_not_exists(pk)",
        }),
      );
    },

    async rounds(ids) {
      const items = await readMany(client, TableName, ids.map(roundKey));
      return Object.fromEntries(
        items.map((item) => {
          const { pk, due, begun, done } = unmarshall<PlannedRound & { pk: string }>(item);
          const past = { ...(begun !== undefined && { begun }), ...(done !== undefined && { done }) };
          return [pk.slice(pk.indexOf("#") + 1), { due, ...past }];
        }),
      );
    },

    planRound(id, due, seen, options) {
      const begun = options?.begun && seen !== undefined;
      const { dueShard, due: at } = dueAttributes(`${id} `, due);
      return held(
        client.send("UpdateItem", {
          TableName,
          Key: marshall(roundKey(id)),
          UpdateExpression: `SET dueShard = :shard, #due = :due${begun ? ", begun = :seen" : ""}`,
          ConditionExpression: seen === undefined ? "attribute_not_exists(pk)" : "#due = :seen",
          ExpressionAttributeNames: { "#due": "due" },
          ExpressionAttributeValues: marshall({
            ":shard": dueShard,
            ":due": at,
            ...(seen !== undefined && { ":seen": seen }),
          }),
        }),
      );
    },

    async doneRound(id, due) {
      await client.send("UpdateItem", {
        TableName,
        Key: marshall(roundKey(id)),
        UpdateExpression: "SET done = :due",
        ExpressionAttributeValues: marshall({ ":due": due }),
      });
    },
  };
}
