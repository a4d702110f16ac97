import type { Rulebook } from "@baton/core/rules";
import type { HookRequest } from "@baton/sources";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { until, within } from "../deadline.ts";
import { log, publishMetrics, relay, time } from "../deps.ts";
import { invoked, withFields } from "../log.ts";
import { type Incoming, takeDelivery } from "../take-delivery.ts";
import { bodyOf, json } from "./event.ts";
import { answer, deliveryOf, shake } from "./hook-answers.ts";

/** Largest body taken. */
const MOST_BYTES = 1_048_576;
/** What storing may take, in real ms: LinkedIn gives three seconds in all, and the queue may want half of them. */
const STORE_MS = 1_200;

/**
 * Receives webhooks. Plain, without a web framework: a provider waits a second or two, cold start included.
 * Never answers 404, 410 or 3xx, which would switch some providers' hooks off; a browser that posted a form is sent on.
 */
export const handler = invoked((event: APIGatewayProxyEventV2) =>
  withFields({ apiRequestId: event.requestContext.requestId }, () => receiveHook(event).finally(publishMetrics)),
);

async function receiveHook(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const [first = "", token, ...rest] = (event.pathParameters?.path ?? "").split("/").filter(Boolean);
  const name = rest.length > 0 ? "" : first;
  const { method } = event.requestContext.http;
  const body = bodyOf(event);
  if (body.byteLength > MOST_BYTES)
    return json(413, {
      error: {
        code: "delivery.tooLarge",
        message: `A delivery may have ${MOST_BYTES} bytes; this one has ${body.byteLength}.`,
      },
    });
  const request: HookRequest = {
    method,
    headers: event.headers,
    query: event.rawQueryString ?? "",
    body,
    ...(token !== undefined && { token }),
  };
  const deadline = Date.now() + STORE_MS;
  if (method !== "POST") {
    try {
      return await shake(await within(deadline, relay.rulebooks.active()), name, request);
    } catch (error) {
      log("error", "a handshake could not be answered", { error: kindOf(error) });
      return unavailable("handshake.failed", "Please try again.");
    }
  }

  const incoming: Incoming = { name, request, receivedAt: time.now() };
  let rulebook: Rulebook | undefined;
  try {
    rulebook = await within(deadline, relay.rulebooks.active());
    const taken = await takeDelivery(rulebook, incoming, {
      late: until(deadline),
      authentic: () => {
        incoming.judged = true;
      },
    });
    return await answer(rulebook, taken, request);
  } catch (error) {
    log("error", "a delivery could not be stored; it goes to the intake queue", { error: kindOf(error) });
  }
  try {
    const { packIntake } = await import("../intake.ts");
    await relay.queues.intake([{ message: { raw: await packIntake(incoming) } }]);
    const delivery = rulebook ? await deliveryOf(rulebook, name, request) : "queued";
    log("warn", "delivery queued", { delivery });
    return await answer(rulebook, { as: "taken", source: name, delivery, outcome: "pending" }, request);
  } catch (error) {
    log("error", "a delivery could neither be stored nor queued", { error: kindOf(error) });
    return unavailable("delivery.notStored", "The delivery could not be stored. Please send it again.");
  }
}

const kindOf = (error: unknown): string => (error instanceof Error ? error.name : "unknown");

const unavailable = (code: string, message: string): APIGatewayProxyStructuredResultV2 => ({
  ...json(503, { error: { code, message } }),
  headers: { "content-type": "application/json", "retry-after": "30" },
});
