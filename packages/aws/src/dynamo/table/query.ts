import type { QueryInput, ScanInput } from "@aws-sdk/client-dynamodb";
import type { Dynamo } from "../../call/index.ts";
import { type Attributes, unmarshall } from "./client.ts";

/** The items of a query, page after page, as they are asked for. */
export async function* query<T>(client: Dynamo, input: QueryInput): AsyncGenerator<T> {
  for await (const items of pages(input, (page) => client.send("Query", page)))
    for (const item of items) yield unmarshall<T>(item);
}

/** The pages of a query or a scan. */
export async function* pages<Input extends QueryInput | ScanInput>(
  input: Input,
  ask: (page: Input) => Promise<{ Items?: Attributes[] | undefined; LastEvaluatedKey?: Attributes | undefined }>,
): AsyncGenerator<Attributes[]> {
  for (let after = input.ExclusiveStartKey; ; ) {
    const { Items = [], LastEvaluatedKey } = await ask({ ...input, ...(after && { ExclusiveStartKey: after }) });
    yield Items;
    if (!LastEvaluatedKey) return;
    after = LastEvaluatedKey;
  }
}
