import type { Provider as ProviderName, Source } from "@baton/core/agreement";
import { anyEqual } from "./compare.ts";
import type { DeliveryKey, HookRequest, Judging, Naming, Provider, Reading, Secrets, Verdict } from "./types.ts";

export type { Answer, Api, HookRequest, Judging, Naming, Provider, Reading, Secrets, Verdict } from "./types.ts";

/** Every provider an agreement can name, and its module, which is loaded with its first delivery. */
const modules: Record<ProviderName, () => Promise<Provider>> = {
  form: () => import("./forms/form.ts").then(({ form }) => form),
  "google-ads": () => import("./ads/google-ads.ts").then(({ googleAds }) => googleAds),
  "meta-lead-ads": () => import("./ads/meta-lead-ads.ts").then(({ metaLeadAds }) => metaLeadAds),
  linkedin: () => import("./ads/linkedin.ts").then(({ linkedin }) => linkedin),
  typeform: () => import("./forms/typeform.ts").then(({ typeform }) => typeform),
  tally: () => import("./forms/tally.ts").then(({ tally }) => tally),
  jotform: () => import("./forms/jotform.ts").then(({ jotform }) => jotform),
  webflow: () => import("./forms/webflow.ts").then(({ webflow }) => webflow),
  hubspot: () => import("./crm/hubspot.ts").then(({ hubspot }) => hubspot),
  calendly: () => import("./booking/calendly.ts").then(({ calendly }) => calendly),
  "cal-com": () => import("./booking/cal-com.ts").then(({ calCom }) => calCom),
  segment: () => import("./tracking/segment.ts").then(({ segment }) => segment),
  "standard-webhooks": () => import("./tracking/standard-webhooks.ts").then(({ standardWebhooks }) => standardWebhooks),
  svix: () => import("./tracking/standard-webhooks.ts").then(({ svix }) => svix),
  netlify: () => import("./forms/netlify.ts").then(({ netlify }) => netlify),
  formspree: () => import("./forms/formspree.ts").then(({ formspree }) => formspree),
  framer: () => import("./forms/framer.ts").then(({ framer }) => framer),
  intercom: () => import("./crm/intercom.ts").then(({ intercom }) => intercom),
  pipedrive: () => import("./crm/pipedrive.ts").then(({ pipedrive }) => pipedrive),
  salesforce: () => import("./crm/salesforce.ts").then(({ salesforce }) => salesforce),
  // These post what the form's author named, so the form's reader is theirs.
  "contact-form-7": () => import("./forms/form.ts").then(({ form }) => form),
  "gravity-forms": () => import("./forms/gravity-forms.ts").then(({ gravityForms }) => gravityForms),
  wpforms: () => import("./forms/wpforms.ts").then(({ wpforms }) => wpforms),
  elementor: () => import("./forms/elementor.ts").then(({ elementor }) => elementor),
  unbounce: () => import("./forms/unbounce.ts").then(({ unbounce }) => unbounce),
};

/** A provider's module. */
export const provider = (name: ProviderName): Promise<Provider> => modules[name]();

/**
 * The values of a source's secrets; undefined when one of them has none, so that nothing is let in for lack of a password.
 * A value may be a list, newest first: then all of them are good.
 */
export function secretsOf(
  { auth, secrets: applications }: Pick<Source, "auth" | "secrets">,
  values: Readonly<Record<string, string | string[]>>,
): Secrets | undefined {
  let complete = true;
  const valuesOf = (name: string | undefined): string[] => {
    if (name === undefined) return [];
    const found = readSecret(values[name] ?? []).filter((value) => value !== "");
    if (found.length === 0) complete = false;
    return found;
  };
  const secrets: Secrets = {
    secret: [...valuesOf(auth.secret), ...valuesOf(auth.previousSecret)],
    key: valuesOf(auth.key),
    token: valuesOf(auth.token),
    ...(auth.header && { header: { name: auth.header.name.toLowerCase(), values: valuesOf(auth.header.secret) } }),
    basic: valuesOf(auth.basic),
    verifyToken: valuesOf(auth.verifyToken),
    accessToken: valuesOf(auth.accessToken),
    publicKey: auth.publicKey === undefined ? [] : [auth.publicKey],
    byApplication: Object.fromEntries(Object.entries(applications).map(([id, name]) => [id, valuesOf(name)])),
  };
  const proofs = [secrets.secret, secrets.key, secrets.token, secrets.basic, secrets.publicKey, secrets.header?.values];
  const proven = [...proofs, ...Object.values(secrets.byApplication)].some((proof) => proof && proof.length > 0);
  return complete && proven ? secrets : undefined;
}

/** A value, or while it is being rotated a list of values, newest first; as JSON where only text can be given, as in an environment variable. */
function readSecret(value: string | string[]): string[] {
  if (typeof value !== "string") return value;
  if (!value.startsWith('["')) return [value];
  try {
    const list = JSON.parse(value) as unknown[];
    return list.every((one) => typeof one === "string") ? list : [value];
  } catch {
    return [value];
  }
}

/** Judges a request: everything the source's `auth` names must hold. */
export function authenticate(provider: Provider, request: HookRequest, judging: Judging): Verdict {
  if (!carriesPasswords(request, judging.secrets)) return "forged";
  const { secrets } = judging;
  const signed =
    !provider.proof || provider.proof.some((role) => Object.values(secrets[role]).some((value) => value.length > 0));
  try {
    return (signed ? provider.verify?.(request, judging) : undefined) ?? "authentic";
  } catch {
    return "unreadable";
  }
}

/** Whether URL token, header and basic password are right, as far as the source has them. */
export function carriesPasswords(request: HookRequest, { token, header, basic }: Secrets): boolean {
  if (token.length > 0 && !anyEqual(request.token, token)) return false;
  if (header && !anyEqual(request.headers[header.name], header.values)) return false;
  const expected = basic.map((value) => `Basic ${Buffer.from(value).toString("base64")}`);
  return expected.length === 0 || anyEqual(request.headers.authorization, expected);
}

/** How the delivery is recognised when it comes again. */
export function keyOf(provider: Provider, request: Pick<HookRequest, "headers" | "body">): DeliveryKey {
  try {
    const id = provider.deliveryId?.(request);
    if (id !== undefined) return { id };
  } catch {
    // A body so odd that its id cannot be read is recognised by its bytes.
  }
  return { content: request.body };
}

/** Things one delivery may hold: providers send a hundred at most, and each costs a write or more. */
const MOST_FOUND = 1_000;

/** Reads a body. What a provider's module cannot cope with is unreadable, and so kept, like everything else that is wrong. */
export async function readBody(
  provider: Provider,
  body: Uint8Array,
  contentType: string,
  naming: Naming,
): Promise<Reading> {
  try {
    const reading = await provider.read(body, contentType, naming);
    return "found" in reading && reading.found.length > MOST_FOUND
      ? { unreadable: `There are ${reading.found.length} things in it; a delivery may have ${MOST_FOUND}.` }
      : reading;
  } catch (error) {
    return { unreadable: `It cannot be read: ${(error as Error).message}` };
  }
}
