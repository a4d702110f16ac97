import type { Viewer, ViewerStore } from "@baton/core/ports";
import type { Dynamo } from "../../call/index.ts";
import { held, type Item, marshall, unmarshall } from "../table/client.ts";
import { attemptsKey, usedKey, viewerKey } from "../table/keys.ts";
import { readMany } from "../table/many.ts";

/** Sessions that somebody may have: one for each browser they use, and some they forgot. */
const MOST_SESSIONS = 20;
/** A session is an attribute of its own, so that one begins or ends without the others being read. Its value is when it ends. */
const SESSION = "session:";

const seconds = (ms: number): number => Math.ceil(ms / 1000);

export function viewerStore(client: Dynamo, TableName: string): ViewerStore {
  const viewerOf = (item: Item): Viewer | undefined => {
    const sessions = Object.entries(item).flatMap(([name, until]): [string, number][] =>
      name.startsWith(SESSION) ? [[name.slice(SESSION.length), Number(until)]] : [],
    );
    return sessions.length === 0
      ? undefined
      : { changes: Number(item.changes), sessions: Object.fromEntries(sessions) };
  };
  const viewer = async (person: string): Promise<Viewer | undefined> => {
    const Key = marshall(viewerKey(person));
    const { Item } = await client.send("GetItem", { TableName, Key, ConsistentRead: true });
    return Item && viewerOf(unmarshall(Item));
  };
  return {
    viewer,

    async beginSession(person, id, until, now) {
      const sessions = Object.entries((await viewer(person))?.sessions ?? {}).sort(([, a], [, b]) => b - a);
      const over = sessions.filter(([, ends], n) => ends <= now || n >= MOST_SESSIONS - 1).map(([old]) => old);
      const names = Object.fromEntries([id, ...over].map((one, n) => [`#s${n}`, `${SESSION}${one}`]));
      const latest = Math.max(until, ...sessions.map(([, ends]) => ends));
      await client.send("UpdateItem", {
        TableName,
        Key: marshall(viewerKey(person)),
        UpdateExpression: `SET #s0 = :until, expiresAt = :expires ADD changes :one${over.length > 0 ? ` REMOVE ${over.map((_, n) => `#s${n + 1}`).join(", ")}` : ""}`,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: marshall({ ":until": until, ":expires": seconds(latest), ":one": 1 }),
      });
    },

    async endSession(person, id) {
      await client.send("UpdateItem", {
        TableName,
        Key: marshall(viewerKey(person)),
        UpdateExpression: "REMOVE #session",
        ExpressionAttributeNames: { "#session": `${SESSION}${id}` },
      });
    },

    async noteChange(people) {
      const found = (await readMany(client, TableName, [...new Set(people)].map(viewerKey))).map((item) =>
        unmarshall<Item>(item),
      );
      await Promise.all(
        found.filter(viewerOf).map(({ pk, sk }) =>
          held(
            client.send("UpdateItem", {
              TableName,
              Key: marshall({ pk, sk }),
              UpdateExpression: "ADD changes :one",
              // None is made of somebody whose last session has just been deleted.
              ConditionExpression: "attribute_exists(pk)",
              ExpressionAttributeValues: marshall({ ":one": 1 }),
            }),
          ),
        ),
      );
    },

    useOnce: (id, until) =>
      held(
        client.send("PutItem", {
          TableName,
          Item: marshall({ ...usedKey(id), expiresAt: seconds(until) }),
          ConditionExpression: "attribute_not_exists(pk)",
        }),
      ),

    async countAttempt(key, until) {
      const { Attributes } = await client.send("UpdateItem", {
        TableName,
        Key: marshall(attemptsKey(key)),
        UpdateExpression: "ADD attempts :one SET expiresAt = :expires",
        ExpressionAttributeValues: marshall({ ":one": 1, ":expires": seconds(until) }),
        ReturnValues: "UPDATED_NEW",
      });
      return Number(unmarshall<Item>(Attributes!).attempts);
    },
  };
}
