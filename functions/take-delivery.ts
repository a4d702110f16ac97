import type { Outcome } from "@baton/core/delivery";
import { countRefusal } from "@baton/core/health";
import { receive } from "@baton/core/relay";
import type { Rulebook } from "@baton/core/rulebook";
import { authenticate, type HookRequest, keyOf, provider, secretsOf } from "@baton/sources";
import { within } from "./deadline.ts";
import { log, relay, sourceSecrets } from "./deps.ts";

/** What counting a refusal may take, in real ms. */
const COUNT_MS = 300;

/** What became of a request to a hook, for whoever has to answer it. */
export type Taken =
  | { as: "unknown" }
  | { as: "refused"; status: 400 | 401; code: string; message: string; source: string }
  | { as: "taken"; source: string; delivery: string; outcome: Outcome | "duplicate" };

/** Judges a webhook by the agreement and takes it in. Resolves when it is stored; rejects when it could not be. */
export async function takeDelivery(
  rulebook: Rulebook,
  { name, request, receivedAt }: { name: string; request: HookRequest; receivedAt: number },
): Promise<Taken> {
  const { sources, fields } = rulebook.agreement;
  const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
  const secrets = source && secretsOf(source, sourceSecrets());
  if (!source || !secrets) return { as: "unknown" };
  const module = await provider(source.provider);
  const refuse = (status: 400 | 401, code: string, message: string): Taken => ({
    as: "refused",
    status,
    code,
    message,
    source: name,
  });

  const verdict = authenticate(module, request, { secrets, now: receivedAt, source });
  if (verdict === "unreadable" || verdict === "forged") {
    // A store that does not answer must not make of a forgery something to be queued.
    await within(Date.now() + COUNT_MS, countRefusal(relay, name)).catch(() => {});
    return verdict === "forged"
      ? refuse(401, "delivery.unauthentic", "This delivery is not authentic.")
      : refuse(400, "delivery.unreadable", "The body cannot be read, so it cannot be authenticated.");
  }

  const arrival = { source: name, contentType: request.headers["content-type"] ?? "", body: request.body, receivedAt };
  const key = keyOf(module, request);
  const signedAt = module.signedAt?.(request);
  const skew = signedAt === undefined ? {} : { skewMs: signedAt - receivedAt };
  if (verdict === "stale") {
    const { delivery } = await receive(relay, rulebook, {
      ...arrival,
      ...skew,
      key: { content: Buffer.concat([Buffer.from(JSON.stringify(key)), request.body]) },
      reading: { unreadable: "stale: well signed, but outside the provider's time tolerance" },
      stale: true,
    });
    log("warn", "stale delivery kept in quarantine", { source: name, delivery });
    return refuse(401, "delivery.stale", "This delivery is too old, or a clock is wrong.");
  }
  const naming = { fields: source.fields, declared: Object.keys(fields) };
  const reading = await module.read(request.body, arrival.contentType, naming);
  const { delivery, outcome } = await receive(relay, rulebook, { ...arrival, ...skew, key, reading });
  log("info", "delivery taken", { source: name, delivery, outcome });
  return { as: "taken", source: name, delivery, outcome };
}
