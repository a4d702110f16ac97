import { type DynamoDBClient, paginateQuery, type QueryCommandInput } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "./client.ts";

/** The items of a query, page after page, as they are asked for. */
export async function* query<T>(client: DynamoDBClient, input: QueryCommandInput): AsyncGenerator<T> {
  for await (const { Items = [] } of paginateQuery({ client }, input)) {
    for (const item of Items) yield unmarshall<T>(item);
  }
}
