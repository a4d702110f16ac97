import type { Provider, Providers } from "@baton/core/ports";
import { providerApi } from "./api.ts";
import { authenticate, carriesPasswords, deliveryKey, readBody } from "./judge.ts";
import { providerModule } from "./registry.ts";
import { secretsOf } from "./secrets.ts";
import type { Naming } from "./types.ts";

/** What providers are told apart from the agreement. */
export interface ProviderOptions {
  /** Values of the sources' secrets by the name the agreement uses; a list while one is being rotated. */
  secrets(): Readonly<Record<string, string | string[]>>;
  /** Where base URLs of providers' APIs may be overridden. */
  env: Readonly<Record<string, string | undefined>>;
}

/** Providers as their sources are set up. A provider's module is loaded with its first delivery. */
export const sourceProviders =
  ({ secrets: values, env }: ProviderOptions): Providers =>
  async (agreement, name): Promise<Provider | undefined> => {
    const source = Object.hasOwn(agreement.sources, name) ? agreement.sources[name] : undefined;
    if (!source) return undefined;
    const module = await providerModule(source.provider);
    const secrets = secretsOf(source, values());
    const naming: Naming = {
      fields: source.fields,
      declared: Object.keys(agreement.fields),
      crm: agreement.crm?.source === name,
      ...(source.calls && { calls: source.calls }),
    };
    return {
      judge: (request, now) => secrets && authenticate(module, request, { secrets, now, source }),
      handshake: (request, now) =>
        secrets && carriesPasswords(request, secrets)
          ? module.handshake?.(request, { secrets, now, source })
          : undefined,
      deliveryKey: (request) => deliveryKey(module, request),
      signedAt: (request) => module.signedAt?.(request),
      read: (body, contentType) => readBody(module, body, contentType, naming),
      async fetch(reference, signal) {
        if (!module.fetch || !module.api) return { problem: "gone", message: "This provider cannot be asked." };
        const base = env[module.api.env] || module.api.url;
        const api = providerApi(base, secrets?.accessToken[0], signal);
        try {
          return await module.fetch(reference, api, naming);
        } catch (error) {
          return { problem: "later", message: `${new URL(base).host} could not be reached (${reasonOf(error)}).` };
        }
      },
      answers: module.answers ?? {},
    };
  };

/** Why a request failed: the system's own code where it has one, as `ENOTFOUND`, else the error's name. */
function reasonOf(error: unknown): string {
  const { cause, name } = error as Error & { cause?: { code?: string } };
  return cause?.code ?? name;
}
