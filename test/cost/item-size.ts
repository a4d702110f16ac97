import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { table } from "@baton/aws/topology";

export type Item = Record<string, AttributeValue>;

/** What an item takes of storage beside its own size. */
const overhead = 100;

/** Bytes that are charged as storage for an item and its copies in the indexes that it is in. */
export function storedBytes(item: Item): number {
  const copies = Object.values(table.globalIndexes)
    .filter(({ hashKey, rangeKey }) => item[hashKey] && item[rangeKey])
    .map(({ hashKey, rangeKey, projection }) => {
      const { hashKey: pk, rangeKey: sk } = table.primaryIndex;
      const names = new Set([pk, sk, hashKey, rangeKey, ...(projection === "keys-only" ? [] : projection)]);
      return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
    });
  return [item, ...copies].reduce((sum, one) => sum + overhead + sizeOf(one), 0);
}

/**
 * Bytes of an item as capacity is charged.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function sizeOf(item: Item): number {
  return sum(Object.entries(item), ([name, value]) => Buffer.byteLength(name) + sizeOfValue(value));
}

function sizeOfValue(value: AttributeValue): number {
  const { S, N, B, L, M, SS, NS, BS } = value;
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return sizeOfNumber(N);
  if (B) return B.byteLength;
  if (L) return 3 + sum(L, (one) => 1 + sizeOfValue(one));
  if (M) return 3 + sum(Object.values(M), () => 1) + sizeOf(M);
  if (SS) return sum(SS, (one) => Buffer.byteLength(one));
  if (NS) return sum(NS, sizeOfNumber);
  if (BS) return sum(BS, (one) => one.byteLength);
  return 1;
}

/** A byte for each two significant digits, one more, and one for a minus sign. */
function sizeOfNumber(number: string): number {
  const digits = number
    .replace(/^-|e.*$/gi, "")
    .replace(".", "")
    .replace(/^0+|0+$/g, "");
  return Math.ceil(digits.length / 2) + 1 + (number.startsWith("-") ? 1 : 0);
}

const sum = <T>(of: readonly T[], value: (one: T) => number): number =>
  of.reduce((total, one) => total + value(one), 0);
