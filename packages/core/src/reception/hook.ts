import type { Source } from "../agreement/model.ts";
import { within } from "../deadline/index.ts";
import { deliveryId, MOST_BYTES } from "../delivery/index.ts";
import type { HookRequest, Provider, ProviderAnswer } from "../ports/providers.ts";
import type { Reception } from "../ports/relay.ts";
import { type Incoming, packIncoming } from "./incoming.ts";
import { countRefused, type Taken, takeDelivery, UNKNOWN } from "./take.ts";

/** What storing may take, in real ms: LinkedIn gives three seconds in all, and the queue may want half of them. */
const STORE_MS = 1_200;

/** An answer to a request to a hook. */
export interface HookAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/**
 * Answers a request to the hook of the source called `name`: takes a POST in, and answers the GET by which a provider checks a hook, and
 * the question of a browser whether a page of another origin may post to it. Never answers 404, 410 or 3xx, which would switch some
 * providers' hooks off; a browser that posted a form is sent on.
 */
export async function answerHook(reception: Reception, name: string, request: HookRequest): Promise<HookAnswer> {
  const { headers, ...answer } = await answerOfHook(reception, name, request);
  return { ...answer, headers: { "cache-control": "no-store", "x-content-type-options": "nosniff", ...headers } };
}

async function answerOfHook(reception: Reception, name: string, request: HookRequest): Promise<HookAnswer> {
  const signal = AbortSignal.timeout(STORE_MS);
  if (request.method === "OPTIONS") return answerPreflight(reception, name, request, signal);
  if (request.method !== "POST") return shakeHands(reception, name, request, signal);
  const isMultipart = /^multipart\/form-data/i.test(request.headers["content-type"] ?? "");
  const most = isMultipart ? MOST_BYTES.multipart : MOST_BYTES.any;
  const { byteLength } = request.body;
  if (byteLength <= most) return takePost(reception, name, request, signal);
  const source = await sourceOf(reception, name, signal).catch(() => undefined);
  await countRefused(reception, source ? name : UNKNOWN, "tooLarge");
  const message = `A delivery may have ${most} bytes; this one has ${byteLength}.`;
  return sharedWith(source, request, failure(413, "delivery.tooLarge", message));
}

const sourceOf = async ({ rulebooks }: Reception, name: string, signal: AbortSignal): Promise<Source | undefined> => {
  const { sources } = (await within(signal, rulebooks.active())).agreement;
  return Object.hasOwn(sources, name) ? sources[name] : undefined;
};

async function takePost(
  reception: Reception,
  name: string,
  request: HookRequest,
  signal: AbortSignal,
): Promise<HookAnswer> {
  const { log, rulebooks } = reception;
  const incoming: Incoming = { name, request, receivedAt: reception.time.now() };
  let known: Known | undefined;
  try {
    const rulebook = await within(signal, rulebooks.active());
    const { agreement } = rulebook;
    const provider = await reception.providers(agreement, name);
    known = provider && { provider, source: agreement.sources[name]! };
    const authentic = () => {
      incoming.judged = true;
    };
    const taken = await takeDelivery(reception, rulebook, provider, incoming, { signal, authentic });
    return answer(known, taken, request);
  } catch (error) {
    log("error", "a delivery could not be stored; it goes to the intake queue", { error: kindOf(error) });
  }
  try {
    await reception.queues.intake([{ message: { raw: packIncoming(incoming) } }]);
    const delivery = known ? deliveryId(name, known.provider.deliveryKey(request)) : "queued";
    log("warn", "delivery queued", { delivery });
    return answer(known, { as: "taken", delivery, outcome: "pending" }, request);
  } catch (error) {
    log("error", "a delivery could neither be stored nor queued", { error: kindOf(error) });
    const message = "The delivery could not be stored. Please send it again.";
    return sharedWith(known?.source, request, unavailable("delivery.notStored", message));
  }
}

/** For a day a browser need not ask again. */
const PREFLIGHT_SECONDS = 86_400;

/** Says whether a page of the origin that asks may post: only if the source lists it, else as if there were no such source. */
async function answerPreflight(
  reception: Reception,
  name: string,
  request: HookRequest,
  signal: AbortSignal,
): Promise<HookAnswer> {
  try {
    const source = await sourceOf(reception, name, signal);
    if (!isListed(source, request)) return unauthentic();
    const asked = request.headers["access-control-request-headers"] ?? "";
    return sharedWith(source, request, {
      status: 204,
      headers: {
        "access-control-allow-methods": "POST",
        ...(/^[\w-]+(, *[\w-]+)*$/.test(asked) && { "access-control-allow-headers": asked }),
        "access-control-max-age": String(PREFLIGHT_SECONDS),
      },
      body: "",
    });
  } catch (error) {
    reception.log("error", "a preflight could not be answered", { error: kindOf(error) });
    return unavailable("handshake.failed", "Please try again.");
  }
}

const isListed = (source: Source | undefined, { headers }: HookRequest): boolean =>
  headers.origin !== undefined && (source?.origins ?? []).includes(headers.origin);

/** An answer that a page of the origin may read, if the source lists it. */
function sharedWith(source: Source | undefined, request: HookRequest, given: HookAnswer): HookAnswer {
  if (!isListed(source, request)) return given;
  return {
    ...given,
    headers: { ...given.headers, "access-control-allow-origin": request.headers.origin!, vary: "Origin" },
  };
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

/** A source of the agreement, and its provider. */
interface Known {
  provider: Provider;
  source: Source;
}

/** Answers as the source's provider demands, which is known when the agreement is. */
const answer = (known: Known | undefined, taken: Taken, request: HookRequest): HookAnswer =>
  sharedWith(known?.source, request, answerOf(known, taken, request));

function answerOf(known: Known | undefined, taken: Taken, { headers }: HookRequest): HookAnswer {
  if (taken.as === "unknown") return unauthentic();
  const { accepted, refused } = known?.provider.answers ?? {};
  if (taken.as === "refused") {
    const said = refused?.(taken.message);
    return said === undefined ? failure(taken.status, taken.code, taken.message) : json(taken.status, said);
  }
  const redirect = known?.source.redirect;
  if (redirect && headers.accept?.includes("text/html"))
    return { status: 303, headers: { location: redirect }, body: "" };
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
