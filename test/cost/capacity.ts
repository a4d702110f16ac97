import { type Item, sizeOf } from "./item-size.ts";

/** Capacity units of one call to DynamoDB. */
export interface Units {
  write: number;
  /** Part of `write` that keeps indexes up to date. */
  index: number;
  read: number;
}

interface Consumed {
  CapacityUnits?: number;
  /** DynamoDB tells it for transactions, DynamoDB Local does not. */
  WriteCapacityUnits?: number;
  Table?: { CapacityUnits?: number };
}

type Request = Record<string, unknown> & { TransactItems?: unknown[] };
type Answer = Record<string, unknown> & { __type?: string; ConsumedCapacity?: Consumed | Consumed[] };

const writing = /^(Put|Update|Delete|BatchWrite|TransactWrite)Item/;

/** The same request, asking what it consumes. */
export const askCapacity = (request: Buffer): Buffer =>
  Buffer.from(JSON.stringify({ ...JSON.parse(request.toString()), ReturnConsumedCapacity: "INDEXES" }));

/** What an answered call consumed, as its answer says. */
export function unitsOf(operation: string, request: Request, answer: Answer): Units {
  const units: Units = { write: 0, index: 0, read: 0 };
  if (/ConditionalCheckFailed|TransactionCanceled/.test(answer.__type ?? "")) {
    // A refused write is charged by the item it met, which is not told: at least one unit, two in a transaction.
    return { ...units, write: request.TransactItems ? 2 * request.TransactItems.length : 1 };
  }
  for (const consumed of [answer.ConsumedCapacity ?? []].flat()) {
    const { CapacityUnits: all = 0, Table } = consumed;
    if (!writing.test(operation)) {
      units.read += all;
      continue;
    }
    const table = Table?.CapacityUnits ?? all;
    // A transaction costs the table twice and its indexes once; DynamoDB Local doubles both.
    const doubled = operation === "TransactWriteItems" && consumed.WriteCapacityUnits === undefined;
    const index = (all - table) / (doubled ? 2 : 1);
    units.write += table + index;
    units.index += index;
  }
  return units;
}

interface Key {
  pk?: { S?: string };
  sk?: { S?: string };
}
interface Write {
  Item?: Key;
  Key?: Key;
}

/** The kinds of items that a request names by their key, as in `LEAD+DELIVERY`; of a query its index. */
export function itemsOf(request: Request): string {
  const {
    Item,
    Key,
    TransactItems = [],
    RequestItems = {},
    IndexName,
    ExpressionAttributeValues,
  } = request as {
    TransactItems?: Record<string, Write>[];
    RequestItems?: Record<string, { Keys?: Key[] }>;
    IndexName?: string;
    ExpressionAttributeValues?: Record<string, { S?: string }>;
  } & Write;
  if (IndexName) return `index ${IndexName}`;
  const keys = [
    Item ?? Key,
    ...TransactItems.flatMap((item) => Object.values(item).map(({ Item, Key }) => Item ?? Key)),
    ...Object.values(RequestItems).flatMap(({ Keys = [] }) => Keys),
  ].filter((key) => key !== undefined);
  // A sort key in small letters is an id or an address; then its partition says what it is.
  if (keys.length > 0) return keys.map(({ pk, sk }) => kindIn(/^[A-Z]/.test(sk?.S ?? "") ? sk?.S : pk?.S)).join("+");
  return kindIn(ExpressionAttributeValues?.[":prefix"]?.S ?? ExpressionAttributeValues?.[":pk"]?.S);
}

/** Write units of what a transaction puts of one kind, as in `FACT`, that is in no index: two for each KB begun. */
export const unitsOfKind = (kind: string, { TransactItems = [] }: Request): number =>
  (TransactItems as { Put?: { Item: Item } }[])
    .flatMap(({ Put }) => (Put ? [Put.Item] : []))
    .filter((item) => itemsOf({ Item: item }) === kind)
    .reduce((sum, item) => sum + 2 * Math.ceil(sizeOf(fromWire(item)) / 1024), 0);

/** JSON has bytes in base64. */
const fromWire = (item: Item): Item =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      value.B ? { B: Buffer.from(String(value.B), "base64") } : value,
    ]),
  );

const kindIn = (key: string | undefined): string => key?.split("#")[0] ?? "";
