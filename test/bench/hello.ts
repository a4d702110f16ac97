import { dynamo, sqs } from "./clients.ts";

/** Has the clients and calls nothing. */
export const handler = async () => ({ statusCode: 200, body: typeof dynamo.send + typeof sqs.send });
