import type { Outcome } from "@baton/core/delivery";
import { countRefusal } from "@baton/core/health";
import type { Rulebook } from "@baton/core/rules";
import { authenticate, type HookRequest, keyOf, provider, readBody, secretsOf, type Verdict } from "@baton/sources";
import { within } from "./deadline.ts";
import { log, relay, sourceSecrets } from "./deps.ts";
import { keep, keepUntrusted } from "./keep-delivery.ts";

/** What counting a refusal may take, in real ms. */
const COUNT_MS = 300;

/** What became of a request to a hook, for whoever has to answer it. */
export type Taken =
  | { as: "unknown" }
  | { as: "refused"; status: 400 | 401; code: string; message: string; source: string }
  | { as: "taken"; source: string; delivery: string; outcome: Outcome | "duplicate" };

/** A request to a hook. */
export interface Incoming {
  /** The source its path names. */
  name: string;
  request: HookRequest;
  /** Epoch ms. */
  receivedAt: number;
  /** It was found authentic before; since then its secret may have gone. */
  judged?: boolean;
}

/**
 * Judges a webhook by the agreement and takes it in. Resolves when it is stored; rejects when it could not be.
 * @param means.late resolves when nobody waits any longer: what is kept by then is finished by the intake worker
 * @param means.authentic is called as soon as it is known to be
 * @param means.keepAll keeps in quarantine what is not authentic, because its sender has been told that all is well
 */
export async function takeDelivery(
  rulebook: Rulebook,
  { name, request, receivedAt, judged }: Incoming,
  means: { late?: Promise<void>; authentic?(): void; keepAll?: boolean } = {},
): Promise<Taken> {
  const { sources, fields } = rulebook.agreement;
  const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
  const secrets = source && secretsOf(source, sourceSecrets());
  if (!source || !(secrets || judged || means.keepAll)) {
    // Takes as long as a forged delivery of a source that there is.
    await refusal("(unknown)");
    return { as: "unknown" };
  }
  const module = await provider(source.provider);
  const judge = (): Verdict =>
    secrets ? authenticate(module, request, { secrets, now: receivedAt, source }) : "forged";
  const verdict = judged ? "authentic" : judge();
  const refuse = (status: 400 | 401, code: string, message: string): Taken => ({
    as: "refused",
    status,
    code,
    message,
    source: name,
  });
  const forged = verdict === "unreadable" || verdict === "forged";
  if (forged && !means.keepAll) {
    await refusal(name);
    return verdict === "forged"
      ? refuse(401, "delivery.unauthentic", "This delivery is not authentic.")
      : refuse(400, "delivery.unreadable", "The body cannot be read, so it cannot be authenticated.");
  }

  const signedAt = module.signedAt?.(request);
  const arrival = {
    source: name,
    contentType: request.headers["content-type"] ?? "",
    body: request.body,
    receivedAt,
    ...(signedAt !== undefined && { skewMs: signedAt - receivedAt }),
    ...(means.late && { late: means.late }),
  };
  const key = keyOf(module, request);
  if (forged || verdict === "stale") {
    await keepUntrusted(rulebook, { ...arrival, key }, forged);
    return refuse(401, "delivery.stale", "This delivery is too old, or a clock is wrong.");
  }
  means.authentic?.();
  const naming = { fields: source.fields, declared: Object.keys(fields) };
  const reading = await readBody(module, request.body, arrival.contentType, naming);
  const { delivery, outcome } = await keep(rulebook, { ...arrival, key, reading });
  log("info", "delivery taken", { source: name, delivery, outcome });
  return { as: "taken", source: name, delivery, outcome };
}

/** A store that does not answer must not make of a forgery something to be queued. */
async function refusal(source: string): Promise<void> {
  await within(Date.now() + COUNT_MS, countRefusal(relay, source)).catch(() => {});
}
