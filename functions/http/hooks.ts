import { receive } from "@baton/core/relay";
import type { Rulebook } from "@baton/core/rulebook";
import { answersOf, authenticate, type HookRequest, keyOf, read, secretsOf } from "@baton/sources";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { log, relay, sourceSecrets, time } from "../deps.ts";
import { bodyOf, json } from "./event.ts";

/** Largest body taken. */
const MOST_BYTES = 1_048_576;

/**
 * Receives webhooks. Plain, without a web framework: a provider waits a second or two, cold start included.
 * Never answers 404, 410 or 3xx, which would switch some providers' hooks off; a browser that posted a form is sent on.
 */
export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const [name = "", token, ...rest] = (event.pathParameters?.path ?? "").split("/").filter(Boolean);
  const body = bodyOf(event);
  if (body.byteLength > MOST_BYTES)
    return json(413, {
      error: {
        code: "delivery.tooLarge",
        message: `A delivery may have ${MOST_BYTES} bytes; this one has ${body.byteLength}.`,
      },
    });
  const request: HookRequest = { headers: event.headers, body, ...(token !== undefined && { token }) };
  try {
    return await take(await relay.rulebooks.active(), rest.length > 0 ? "" : name, request);
  } catch (error) {
    log("error", "a delivery could not be stored", {
      source: name.slice(0, 60),
      error: error instanceof Error ? error.name : "unknown",
    });
    return {
      ...json(503, {
        error: { code: "delivery.notStored", message: "The delivery could not be stored. Please send it again." },
      }),
      headers: { "content-type": "application/json", "retry-after": "30" },
    };
  }
}

async function take(
  rulebook: Rulebook,
  name: string,
  request: HookRequest,
): Promise<APIGatewayProxyStructuredResultV2> {
  const { sources, fields } = rulebook.agreement;
  const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
  const secrets = source && secretsOf(source.auth, sourceSecrets());
  if (!source || !secrets)
    return json(401, { error: { code: "delivery.unauthentic", message: "This delivery is not authentic." } });
  const { accepted, refused } = answersOf(source.provider);
  const refuse = (status: number, code: string, message: string) =>
    json(status, refused?.(message) ?? { error: { code, message } });

  const verdict = authenticate(source.provider, request, secrets, time.now());
  if (verdict === "unreadable")
    return refuse(400, "delivery.unreadable", "The body is not valid JSON, so it cannot be authenticated.");
  if (verdict === "forged") return refuse(401, "delivery.unauthentic", "This delivery is not authentic.");

  const contentType = request.headers["content-type"] ?? "";
  const key = keyOf(source.provider, request);
  if (verdict === "stale") {
    const { delivery } = await receive(relay, rulebook, {
      source: name,
      contentType,
      body: request.body,
      key: { content: Buffer.concat([Buffer.from(JSON.stringify(key)), request.body]) },
      reading: { unreadable: "stale: well signed, but outside the provider's time tolerance" },
    });
    log("warn", "stale delivery kept in quarantine", { source: name, delivery });
    return refuse(401, "delivery.stale", "This delivery is too old, or a clock is wrong.");
  }
  const reading = await read(source.provider, request.body, contentType, { source, declared: Object.keys(fields) });
  const { delivery, outcome } = await receive(relay, rulebook, {
    source: name,
    contentType,
    body: request.body,
    key,
    reading,
  });
  log("info", "delivery taken", { source: name, delivery, outcome });
  if (source.redirect && request.headers.accept?.includes("text/html"))
    return { statusCode: 303, headers: { location: source.redirect } };
  return json(200, accepted ?? { delivery });
}
