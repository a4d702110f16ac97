import { createHash } from "node:crypto";
import type { Store } from "@baton/core/ports";
import type { Dynamo } from "../call/index.ts";
import { packBody, unpackBody } from "./items/body.ts";
import { marshall } from "./table/client.ts";
import { tablePieceKey, tablePieces } from "./table/keys.ts";
import { query } from "./table/query.ts";

type Tables = Pick<Store, "table" | "saveTable">;
type TableRows = Parameters<Tables["saveTable"]>[0];

/** A piece of one compressed JSON text. */
interface Piece {
  bytes: Uint8Array;
  encoding: string;
}

/** Rows of tables, by their digest: what is once stored never changes, and what is stored again stays as it is. */
export function tables(client: Dynamo, TableName: string): Tables {
  return {
    async table(id) {
      const pieces: Piece[] = [];
      const stored = query<Piece>(client, {
        TableName,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: marshall({ ":pk": tablePieces(id) }),
        ConsistentRead: true,
      });
      for await (const piece of stored) pieces.push(piece);
      if (pieces.length === 0) return undefined;
      const bytes = unpackBody(
        pieces[0]!.encoding,
        pieces.map(({ bytes }) => bytes),
      );
      return JSON.parse(Buffer.from(bytes).toString()) as TableRows;
    },

    async saveTable(rows) {
      const text = Buffer.from(JSON.stringify(rows));
      const id = createHash("sha256").update(text).digest("hex").slice(0, 32);
      const { encoding, inline, chunks } = packBody(text);
      // One after the other: they are few, and a version that names them is published after the last.
      for (const [n, bytes] of (inline ? [inline] : chunks).entries())
        await client.send("PutItem", { TableName, Item: marshall({ ...tablePieceKey(id, n), bytes, encoding }) });
      return id;
    },
  };
}
