import type { HookRequest } from "@baton/core/ports";
import type { APIGatewayProxyEventV2 } from "aws-lambda";

/** A request to a hook, and the name of the source in its path: `/hooks/NAME` or `/hooks/NAME/TOKEN`; anything longer names none. */
export function hookRequest(event: APIGatewayProxyEventV2): { name: string; request: HookRequest } {
  const [name = "", token, ...rest] = (event.pathParameters?.path ?? "").split("/").filter(Boolean);
  return {
    name: rest.length > 0 ? "" : name,
    request: {
      method: event.requestContext.http.method,
      headers: event.headers,
      query: event.rawQueryString ?? "",
      body: Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8"),
      ...(token !== undefined && { token }),
    },
  };
}
