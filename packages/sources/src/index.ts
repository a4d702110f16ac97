import type { Provider as ProviderName, Source } from "@baton/core/agreement";
import { equal } from "./compare.ts";
import { form } from "./form.ts";
import { googleAds } from "./google-ads.ts";
import { standardWebhooks, svix } from "./standard-webhooks.ts";
import { typeform } from "./typeform.ts";
import type { DeliveryKey, HookRequest, Provider, Reading, Secrets, Verdict } from "./types.ts";

export type { HookRequest, Reading, Secrets, Verdict };

/** Every provider an agreement can name, and its module. */
const modules: Record<ProviderName, Provider> = {
  form,
  "google-ads": googleAds,
  "standard-webhooks": standardWebhooks,
  svix,
  typeform,
};

/** The values of a source's secrets; undefined when one of them has none, so that nothing is let in for lack of a password. */
export function secretsOf(auth: Source["auth"], values: Readonly<Record<string, string>>): Secrets | undefined {
  const secrets: Secrets = {};
  for (const [role, name] of Object.entries(auth)) {
    const value = values[typeof name === "string" ? name : name.secret];
    if (!value) return undefined;
    Object.assign(secrets, { [role]: typeof name === "string" ? value : { name: name.name.toLowerCase(), value } });
  }
  return Object.keys(secrets).length > 0 ? secrets : undefined;
}

/** Judges a request: everything the source's `auth` names must hold. */
export function authenticate(provider: ProviderName, request: HookRequest, secrets: Secrets, now: number): Verdict {
  if (secrets.token !== undefined && !equal(request.token, secrets.token)) return "forged";
  if (secrets.header && !equal(request.headers[secrets.header.name], secrets.header.value)) return "forged";
  if (
    secrets.basic !== undefined &&
    !equal(request.headers.authorization, `Basic ${Buffer.from(secrets.basic).toString("base64")}`)
  )
    return "forged";
  return modules[provider].verify?.(request, secrets, now) ?? "authentic";
}

/** How the delivery is recognised when it comes again. */
export function keyOf(provider: ProviderName, request: Pick<HookRequest, "headers" | "body">): DeliveryKey {
  const id = modules[provider].deliveryId?.(request);
  return id === undefined ? { content: request.body } : { id };
}

/** Reads a body into leads, with the agreement's field names. */
export async function read(
  provider: ProviderName,
  body: Uint8Array,
  contentType: string,
  agreement: { source: Pick<Source, "fields">; declared: readonly string[] },
): Promise<Reading> {
  return modules[provider].read(body, contentType, { fields: agreement.source.fields, declared: agreement.declared });
}

/** What the provider wants to read in our answer, where it wants anything. */
export const answersOf = (provider: ProviderName): NonNullable<Provider["answers"]> => modules[provider].answers ?? {};
