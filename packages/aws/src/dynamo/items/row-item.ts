import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { PlacedRows, Row, RowPlace } from "@baton/core/lead";
import { type Attributes, marshall } from "../table/client.ts";
import { rowKey } from "../table/keys.ts";
import { rowWords } from "./row-words.ts";

/** Rows of a lead as they are stored: compressed, because they are kept for years. */
export const rowItem = (lead: string, { day, key, rows }: PlacedRows): Attributes =>
  marshall({ ...rowKey(day, lead, key), rows: deflateRawSync(JSON.stringify(rows), { dictionary: rowWords }) });

export const readRows = (rows: Uint8Array): Row[] =>
  JSON.parse(inflateRawSync(rows, { dictionary: rowWords }).toString()) as Row[];

/** So long what is left of moved rows is there at least; by then the table's stream has told of it. */
const MOVED_KEPT_MS = 7 * 86_400_000;

/** What is left where rows were: no function but the one for privacy may delete anything, and the table cleans up by itself. */
export const movedRows = (lead: string, { day, key }: RowPlace): Attributes =>
  marshall({ ...rowKey(day, lead, key), expiresAt: Math.floor((Date.now() + MOVED_KEPT_MS) / 1000) });
