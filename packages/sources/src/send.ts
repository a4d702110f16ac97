import type { ProviderName } from "@baton/core/agreement";
import { providerModule } from "./registry.ts";
import type { Sending, SentHook } from "./types.ts";

/** Writes a test delivery of any provider, with everything the source's `auth` names except the URL's token. */
export async function compose(name: ProviderName, sending: Sending): Promise<SentHook> {
  const { headers, body, tells } = (await providerModule(name)).compose(sending);
  const { header, basic } = sending.secrets;
  return {
    body,
    ...(tells && { tells }),
    headers: {
      "content-type": "application/json",
      ...headers,
      ...(header?.values[0] !== undefined && { [header.name]: header.values[0] }),
      ...(basic[0] !== undefined && { authorization: `Basic ${Buffer.from(basic[0]).toString("base64")}` }),
    },
  };
}
