import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { readRow, rowItem } from "../../../packages/aws/src/dynamo/items/row-item.ts";
import { rowWords } from "../../../packages/aws/src/dynamo/items/row-words.ts";
import { unmarshall } from "../../../packages/aws/src/dynamo/table/client.ts";
import { DAY, keyOfRow, leadRow, windowRow } from "../../helpers/rows.ts";

test("the words that stored rows are read with are what they were", () => {
  expect(createHash("sha256").update(rowWords).digest("hex")).toBe(
    "5b8b65be0ed2cc30f4953d67cc6dec65c71f59e6638da6346a09f83c9a8c912a",
  );
});

test.each([leadRow({}), windowRow({})])("a row is read as it was stored: $is", (row) => {
  const { row: stored } = unmarshall<{ row: Uint8Array }>(rowItem(row.lead, { day: DAY, key: keyOfRow(row), row }));
  expect(readRow(stored)).toEqual(row);
});
