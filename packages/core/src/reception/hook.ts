import { within } from "../deadline/index.ts";
import { deliveryId } from "../delivery/index.ts";
import type { HookRequest, Provider, ProviderAnswer } from "../ports/providers.ts";
import type { Reception } from "../ports/relay.ts";
import { type Incoming, packIncoming } from "./incoming.ts";
import { type Taken, takeDelivery } from "./take.ts";

/** Largest body taken. */
const MOST_BYTES = 1_048_576;
/** What storing may take, in real ms: LinkedIn gives three seconds in all, and the queue may want half of them. */
const STORE_MS = 1_200;

/** An answer to a request to a hook. */
export interface HookAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/**
 * Answers a request to the hook of the source called `name`: takes a POST in, and answers the GET by which a provider checks a hook.
 * Never answers 404, 410 or 3xx, which would switch some providers' hooks off; a browser that posted a form is sent on.
 */
export async function answerHook(reception: Reception, name: string, request: HookRequest): Promise<HookAnswer> {
  const { byteLength } = request.body;
  if (byteLength > MOST_BYTES)
    return failure(413, "delivery.tooLarge", `A delivery may have ${MOST_BYTES} bytes; this one has ${byteLength}.`);
  const signal = AbortSignal.timeout(STORE_MS);
  if (request.method !== "POST") return shakeHands(reception, name, request, signal);

  const { log, rulebooks } = reception;
  const incoming: Incoming = { name, request, receivedAt: reception.time.now() };
  let source: Known | undefined;
  try {
    const rulebook = await within(signal, rulebooks.active());
    const { agreement } = rulebook;
    const provider = await reception.providers(agreement, name);
    source = provider && { provider, redirect: agreement.sources[name]?.redirect };
    const authentic = () => {
      incoming.judged = true;
    };
    const taken = await takeDelivery(reception, rulebook, provider, incoming, { signal, authentic });
    return answer(source, taken, request);
  } catch (error) {
    log("error", "a delivery could not be stored; it goes to the intake queue", { error: kindOf(error) });
  }
  try {
    await reception.queues.intake([{ message: { raw: packIncoming(incoming) } }]);
    const delivery = source ? deliveryId(name, source.provider.deliveryKey(request)) : "queued";
    log("warn", "delivery queued", { delivery });
    return answer(source, { as: "taken", delivery, outcome: "pending" }, request);
  } catch (error) {
    log("error", "a delivery could neither be stored nor queued", { error: kindOf(error) });
    return unavailable("delivery.notStored", "The delivery could not be stored. Please send it again.");
  }
}

/** Any other method but POST is nobody's, unless the provider checks a hook by it. */
async function shakeHands(
  { rulebooks, providers, time, log }: Reception,
  name: string,
  request: HookRequest,
  signal: AbortSignal,
): Promise<HookAnswer> {
  try {
    const { agreement } = await within(signal, rulebooks.active());
    const answered = (await providers(agreement, name))?.handshake(request, time.now());
    return answered ? plain(answered) : unauthentic();
  } catch (error) {
    log("error", "a handshake could not be answered", { error: kindOf(error) });
    return unavailable("handshake.failed", "Please try again.");
  }
}

/** A source of the agreement. */
interface Known {
  provider: Provider;
  /** Where a browser that posted its form is sent on to. */
  redirect: string | undefined;
}

/** Answers as the source's provider demands, which is known when the agreement is. */
function answer(source: Known | undefined, taken: Taken, { headers }: HookRequest): HookAnswer {
  if (taken.as === "unknown") return unauthentic();
  const { accepted, refused } = source?.provider.answers ?? {};
  if (taken.as === "refused") {
    const said = refused?.(taken.message);
    return said === undefined ? failure(taken.status, taken.code, taken.message) : json(taken.status, said);
  }
  if (source?.redirect && headers.accept?.includes("text/html"))
    return { status: 303, headers: { location: source.redirect }, body: "" };
  return accepted ? plain({ status: 200, ...accepted }) : json(200, { delivery: taken.delivery });
}

const json = (status: number, body: unknown): HookAnswer => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

const plain = ({ status, contentType, body }: ProviderAnswer): HookAnswer => ({
  status,
  headers: { "content-type": contentType },
  body,
});

const failure = (status: number, code: string, message: string): HookAnswer =>
  json(status, { error: { code, message } });

/** The same for a forgery and for a source that there is not. */
const unauthentic = (): HookAnswer => failure(401, "delivery.unauthentic", "This delivery is not authentic.");

function unavailable(code: string, message: string): HookAnswer {
  const { headers, ...answer } = failure(503, code, message);
  return { ...answer, headers: { ...headers, "retry-after": "30" } };
}

const kindOf = (error: unknown): string => (error instanceof Error ? error.name : "unknown");
