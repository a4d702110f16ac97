import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { readRows, rowItem } from "../../../packages/aws/src/dynamo/items/row-item.ts";
import { rowWords } from "../../../packages/aws/src/dynamo/items/row-words.ts";
import { unmarshall } from "../../../packages/aws/src/dynamo/table/client.ts";
import { DAY, keyOfRow, leadRow, windowRow } from "../../helpers/rows.ts";

test("the words that stored rows are read with are what they were", () => {
  expect(createHash("sha256").update(rowWords).digest("hex")).toBe(
    "5b8b65be0ed2cc30f4953d67cc6dec65c71f59e6638da6346a09f83c9a8c912a",
  );
});

test("rows are read as they were stored", () => {
  const rows = [leadRow({}), windowRow({})];
  const { rows: stored } = unmarshall<{ rows: Uint8Array }>(
    rowItem("lead_1", { day: DAY, key: keyOfRow(rows[0]!), rows }),
  );
  expect(readRows(stored)).toEqual(rows);
});
