import type { AccountValue, KnownAccount } from "@baton/core/fields";
import type { AccountEntry, Store } from "@baton/core/ports";
import type { Dynamo } from "../call/index.ts";
import { personWrites } from "./people.ts";
import { failedAs, marshall, unmarshall } from "./table/client.ts";
import { accountKey } from "./table/keys.ts";
import { readMany } from "./table/many.ts";
import { transact } from "./table/transact.ts";

/** Writes of accounts under way at a time: an import must not take every connection. */
const AT_A_TIME = 25;

export function ownership(client: Dynamo, TableName: string): Pick<Store, "setAccounts" | "accounts" | "savePerson"> {
  const setAccount = ({ domain, at, fields = {}, ...said }: AccountEntry) => {
    const all = [
      ...Object.entries(said),
      ...Object.entries(fields).map(([name, value]) => [`${MORE}${name}`, value] as const),
    ].filter(([, value]) => value !== undefined);
    const places = (which: boolean) => all.flatMap(([, value], n) => ((value === null) === which ? [n] : []));
    const [removed, set] = [places(true), places(false)];
    const sets = ["importedAt = :at", ...set.map((n) => `#n${n} = :v${n}`)].join(", ");
    const removes = removed.length === 0 ? "" : ` REMOVE ${removed.map((n) => `#n${n}`).join(", ")}`;
    return client.send("UpdateItem", {
      TableName,
      Key: marshall(accountKey(domain)),
      UpdateExpression: `SET ${sets}${removes}`,
      ...(all.length > 0 && {
        ExpressionAttributeNames: Object.fromEntries(all.map(([name], n) => [`#n${n}`, name])),
      }),
      ExpressionAttributeValues: marshall({
        ":at": at,
        ...Object.fromEntries(set.map((n) => [`:v${n}`, all[n]![1]])),
      }),
    });
  };
  return {
    async setAccounts(entries) {
      const last = [...new Map(entries.map((entry) => [entry.domain, entry])).values()];
      for (let from = 0; from < last.length; from += AT_A_TIME)
        await Promise.all(last.slice(from, from + AT_A_TIME).map(setAccount));
    },

    async accounts(domains) {
      const items = await readMany(client, TableName, domains.map(accountKey));
      return Object.fromEntries(
        items.map((item) => {
          const account = unmarshall<AccountItem>(item);
          return [account.pk.slice(accountKey("").pk.length), accountOf(account)];
        }),
      );
    },

    async savePerson(write) {
      const [put, ...joins] = personWrites(TableName, write);
      if (joins.length > 0) return (await transact(client, [put!, ...joins])) === -1 ? "done" : "person";
      try {
        await client.send("PutItem", put!.Put!);
        return "done";
      } catch (error) {
        // The other is a transaction under way with the same person, which will have changed them.
        if (failedAs(error, "ConditionalCheckFailedException") || failedAs(error, "TransactionConflictException"))
          return "person";
        throw error;
      }
    },
  };
}

/** A company as it is stored; what is declared by the agreement under names of its own. */
type AccountItem = { pk: string; sk: string; importedAt?: string } & Record<string, AccountValue>;
const MORE = "field#";

/** What was said of a company. */
export function accountOf({ pk: _pk, sk: _sk, importedAt: _at, ...said }: AccountItem): KnownAccount {
  const [more, own] = [true, false].map((which) =>
    Object.entries(said).filter(([name]) => name.startsWith(MORE) === which),
  );
  return {
    known: true,
    ...Object.fromEntries(own!),
    ...(more!.length > 0 && {
      fields: Object.fromEntries(more!.map(([name, value]) => [name.slice(MORE.length), value])),
    }),
  };
}
