import { type AddressMark, mailboxOf } from "@baton/core/mailbox";
import type { MailboxStore } from "@baton/core/ports";
import type { Dynamo } from "../call/index.ts";
import { failedAs, marshall, unmarshall } from "./table/client.ts";
import { mailboxKey } from "./table/keys.ts";
import { query } from "./table/query.ts";

/** How long it is remembered that an address was cleared: longer than an event of before may wait in a queue and its dead letters. */
const CLEARED_KEPT_SECONDS = 30 * 86_400;

type Stored = { sk: string; mark?: Omit<AddressMark, "address"> };

/** Few addresses have an item: all are in one partition, where they can be listed. */
export function mailboxes(client: Dynamo, TableName: string): MailboxStore {
  const update = async (
    address: string,
    change: { set: string; condition: string; values: object },
  ): Promise<boolean> => {
    try {
      await client.send("UpdateItem", {
        TableName,
        Key: marshall(mailboxKey(mailboxOf(address))),
        UpdateExpression: change.set,
        ConditionExpression: change.condition,
        ExpressionAttributeValues: marshall(change.values),
      });
      return true;
    } catch (error) {
      if (failedAs(error, "ConditionalCheckFailedException")) return false;
      throw error;
    }
  };
  const markOf = ({ sk, mark }: Stored): AddressMark | undefined => mark && { address: sk, ...mark };

  return {
    async markAddress({ address, why, since }) {
      await update(address, {
        set: "SET mark = :mark REMOVE clearedAt, expiresAt",
        condition: "attribute_not_exists(mark) AND (attribute_not_exists(clearedAt) OR clearedAt < :since)",
        values: { ":mark": { why, since }, ":since": since },
      });
    },

    async addressMark(address) {
      const { Item } = await client.send("GetItem", { TableName, Key: marshall(mailboxKey(mailboxOf(address))) });
      return Item && markOf(unmarshall<Stored>(Item));
    },

    clearAddress: (address, at) =>
      update(address, {
        set: "SET clearedAt = :at, expiresAt = :expiresAt REMOVE mark",
        condition: "attribute_exists(mark)",
        values: { ":at": at, ":expiresAt": Math.floor(Date.parse(at) / 1000) + CLEARED_KEPT_SECONDS },
      }),

    async markedAddresses() {
      const stored = query<Stored>(client, {
        TableName,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: marshall({ ":pk": mailboxKey("").pk }),
        ConsistentRead: true,
      });
      const found: AddressMark[] = [];
      for await (const item of stored) {
        const mark = markOf(item);
        if (mark) found.push(mark);
      }
      return found;
    },
  };
}
