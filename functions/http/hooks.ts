import { deliveryId } from "@baton/core/delivery";
import type { Rulebook } from "@baton/core/rulebook";
import { type Answer, carriesPasswords, type HookRequest, keyOf, provider, secretsOf } from "@baton/sources";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { until, within } from "../deadline.ts";
import { log, relay, sourceSecrets, time } from "../deps.ts";
import { type Incoming, type Taken, takeDelivery } from "../take-delivery.ts";
import { bodyOf, json } from "./event.ts";

/** Largest body taken. */
const MOST_BYTES = 1_048_576;
/** What storing may take, in real ms: LinkedIn gives three seconds in all, and the queue may want half of them. */
const STORE_MS = 1_200;

/**
 * Receives webhooks. Plain, without a web framework: a provider waits a second or two, cold start included.
 * Never answers 404, 410 or 3xx, which would switch some providers' hooks off; a browser that posted a form is sent on.
 */
export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
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
  if (method !== "POST") return shake(name, request, deadline);

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
    return await answer(rulebook, { as: "taken", source: name, delivery, outcome: "pending" }, request);
  } catch (error) {
    log("error", "a delivery could neither be stored nor queued", { error: kindOf(error) });
    return {
      ...json(503, {
        error: { code: "delivery.notStored", message: "The delivery could not be stored. Please send it again." },
      }),
      headers: { "content-type": "application/json", "retry-after": "30" },
    };
  }
}

const unauthentic = () =>
  json(401, { error: { code: "delivery.unauthentic", message: "This delivery is not authentic." } });

/** Answers as the provider demands, which is known when the agreement is. */
async function answer(
  rulebook: Rulebook | undefined,
  taken: Taken,
  { headers }: HookRequest,
): Promise<APIGatewayProxyStructuredResultV2> {
  if (taken.as === "unknown") return unauthentic();
  const source = rulebook?.agreement.sources[taken.source];
  const { accepted, refused } = (source && (await provider(source.provider)).answers) ?? {};
  if (taken.as === "refused")
    return json(taken.status, refused?.(taken.message) ?? { error: { code: taken.code, message: taken.message } });
  if (source?.redirect && headers.accept?.includes("text/html"))
    return { statusCode: 303, headers: { location: source.redirect } };
  return accepted ? plain({ status: 200, ...accepted }) : json(200, { delivery: taken.delivery });
}

/** The id it will be kept under. */
async function deliveryOf({ agreement }: Rulebook, name: string, request: HookRequest): Promise<string> {
  return deliveryId(name, keyOf(await provider(agreement.sources[name]!.provider), request));
}

/** The GET by which a provider checks a hook; any other method but POST is nobody's. */
async function shake(name: string, request: HookRequest, deadline: number): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    const { sources } = (await within(deadline, relay.rulebooks.active())).agreement;
    const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
    const secrets = source && secretsOf(source, sourceSecrets());
    if (!source || !secrets || !carriesPasswords(request, secrets)) return unauthentic();
    const answered = (await provider(source.provider)).handshake?.(request, { secrets, now: time.now(), source });
    return answered ? plain(answered) : unauthentic();
  } catch (error) {
    log("error", "a handshake could not be answered", { error: kindOf(error) });
    return json(503, { error: { code: "handshake.failed", message: "Please try again." } });
  }
}

const plain = ({ status, contentType, body }: Answer): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: { "content-type": contentType },
  body,
});

const kindOf = (error: unknown): string => (error instanceof Error ? error.name : "unknown");
