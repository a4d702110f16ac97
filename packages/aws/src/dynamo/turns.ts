import type { TurnStore } from "@baton/core/ports";
import type { Credits, Share, Turn, TurnLog } from "@baton/core/rules";
import type { Dynamo } from "../call/index.ts";
import { type Attributes, failedAs, marshall, unmarshall } from "./table/client.ts";
import { turnsKey } from "./table/keys.ts";

/**
 * A rotation is one item, of the sum of the turns before and a list of those since. DynamoDB puts appends in an order, and each answers
 * with all before it: a turn costs one call, and of any number at once nobody has to try again. One item takes some thousand
 * writes of at most 1 KB a second, and turns so many of them as fit into that.
 */
export function turnStore(client: Dynamo, TableName: string): TurnStore {
  return {
    async takeTurn(rotation, turn) {
      const text = written(turn);
      try {
        const { Attributes } = await client.send("UpdateItem", {
          TableName,
          Key: marshall(turnsKey(rotation)),
          UpdateExpression: "SET turns = list_append(if_not_exists(turns, :none), :turns)",
          ConditionExpression: "attribute_not_exists(turns) OR NOT contains(turns, :turn)",
          ExpressionAttributeValues: marshall({ ":none": [], ":turns": [text], ":turn": text }),
          ReturnValues: "ALL_NEW",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        });
        return logOf(Attributes!);
      } catch (error) {
        if (!failedAs(error, "ConditionalCheckFailedException")) throw error;
        const { Item } = error as unknown as { Item: Attributes };
        const { turns, ...rest } = logOf(Item);
        return { ...rest, turns: turns.slice(0, turns.map(written).indexOf(text) + 1) };
      }
    },

    async sumTurns(rotation, { since, count, base }) {
      try {
        await client.send("UpdateItem", {
          TableName,
          Key: marshall(turnsKey(rotation)),
          UpdateExpression: `SET #base = :base, since = :now REMOVE ${Array.from({ length: count }, (_, n) => `turns[${count - 1 - n}]`).join(", ")}`,
          ConditionExpression: since === 0 ? "attribute_not_exists(since)" : "since = :since",
          ExpressionAttributeNames: { "#base": "base" },
          ExpressionAttributeValues: marshall({
            ":base": base,
            ":now": since + count,
            ...(since > 0 && { ":since": since }),
          }),
        });
      } catch (error) {
        if (!failedAs(error, "ConditionalCheckFailedException")) throw error;
      }
    },
  };
}

function logOf(item: Attributes): TurnLog {
  const { since = 0, base = {}, turns } = unmarshall<{ since?: number; base?: Credits; turns: string[] }>(item);
  return { since, base, turns: turns.map(read) };
}

/** A turn as text: `["lead_….1",["ana","ben",2]]`; people with another weight than 1 have it behind them, and what is given back follows. */
const written = ({ of, among, instead }: Turn): string =>
  JSON.stringify([of, weighted(among), ...(instead ? [instead.took, weighted(instead.among)] : [])]);

function read(text: string): Turn {
  const [of, among, took, before] = JSON.parse(text) as [string, Weighted, string?, Weighted?];
  return {
    of,
    among: unweighted(among),
    ...(took !== undefined && { instead: { took, among: unweighted(before!) } }),
  };
}

type Weighted = (string | number)[];

const weighted = (shares: readonly Share[]): Weighted =>
  shares.flatMap(({ who, weight }) => (weight === 1 ? [who] : [who, weight]));

const unweighted = (list: Weighted): Share[] =>
  list.flatMap((one, n): Share[] => {
    if (typeof one === "number") return [];
    const next = list[n + 1];
    return [{ who: one, weight: typeof next === "number" ? next : 1 }];
  });
