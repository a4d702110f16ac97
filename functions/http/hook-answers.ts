import { deliveryId } from "@baton/core/delivery";
import type { Rulebook } from "@baton/core/rules";
import { type Answer, carriesPasswords, type HookRequest, keyOf, provider, secretsOf } from "@baton/sources";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { sourceSecrets, time } from "../deps.ts";
import type { Taken } from "../take-delivery.ts";
import { json } from "./event.ts";

/** The same for a forgery and for a source that there is not. */
const unauthentic = () =>
  json(401, { error: { code: "delivery.unauthentic", message: "This delivery is not authentic." } });

/** Answers as the provider demands, which is known when the agreement is. */
export async function answer(
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
export async function deliveryOf({ agreement }: Rulebook, name: string, request: HookRequest): Promise<string> {
  return deliveryId(name, keyOf(await provider(agreement.sources[name]!.provider), request));
}

/** Answers the GET by which a provider checks a hook; any other method but POST is nobody's. */
export async function shake(
  { agreement: { sources } }: Rulebook,
  name: string,
  request: HookRequest,
): Promise<APIGatewayProxyStructuredResultV2> {
  const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
  const secrets = source && secretsOf(source, sourceSecrets());
  if (!source || !secrets || !carriesPasswords(request, secrets)) return unauthentic();
  const answered = (await provider(source.provider)).handshake?.(request, { secrets, now: time.now(), source });
  return answered ? plain(answered) : unauthentic();
}

const plain = ({ status, contentType, body }: Answer): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: { "content-type": contentType },
  body,
});
