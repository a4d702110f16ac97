import type { APIGatewayProxyEventV2, Context } from "aws-lambda";

/** Answers with the event it got, and lets the stack apply its agreement. */
export async function handler(event: APIGatewayProxyEventV2, context: Context) {
  if (event.rawPath === "/api/agreement") return { statusCode: 200, body: "{}" };
  if (event.rawPath === "/api/broken") throw new Error("as asked");
  if (event.rawPath === "/api/plain") return "plain";
  return {
    statusCode: 201,
    headers: { "X-Answer": "yes", "content-type": "application/json" },
    cookies: ["a=1; Path=/", "b=2"],
    isBase64Encoded: true,
    body: Buffer.from(JSON.stringify({ event, remainingMs: context.getRemainingTimeInMillis() })).toString("base64"),
  };
}
