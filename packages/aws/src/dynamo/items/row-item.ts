import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Row, RowPlace } from "@baton/core/lead";
import { type Attributes, marshall } from "../table/client.ts";
import { rowKey } from "../table/keys.ts";
import { rowWords } from "./row-words.ts";

/** A row as it is stored: compressed, because there are three for a lead, and they are kept for years. */
export const rowItem = (lead: string, { day, key, row }: RowPlace & { row: Row }): Attributes =>
  marshall({ ...rowKey(day, lead, key), row: deflateRawSync(JSON.stringify(row), { dictionary: rowWords }) });

export const readRow = (row: Uint8Array): Row =>
  JSON.parse(inflateRawSync(row, { dictionary: rowWords }).toString()) as Row;

/** So long what is left of a moved row is there at least; by then the table's stream has told of it. */
const MOVED_KEPT_MS = 7 * 86_400_000;

/** What is left where a row was: no function but the one for privacy may delete anything, and the table cleans up by itself. */
export const movedRow = (lead: string, { day, key }: RowPlace): Attributes =>
  marshall({ ...rowKey(day, lead, key), expiresAt: Math.floor((Date.now() + MOVED_KEPT_MS) / 1000) });
