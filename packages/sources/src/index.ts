export { authenticate, deliveryKey, readBody } from "./judge.ts";
export { sourceProviders } from "./providers.ts";
export { providerModule } from "./registry.ts";
export { secretsOf } from "./secrets.ts";
export type { Api, Judging, Naming, ProviderModule, Secrets } from "./types.ts";
