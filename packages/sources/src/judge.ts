import type { DeliveryKey, Reading } from "@baton/core/delivery";
import type { Authenticity, HookRequest } from "@baton/core/ports";
import { anyEqual } from "./compare.ts";
import type { Judging, Naming, ProviderModule, Secrets } from "./types.ts";

const DAY_MS = 86_400_000;

/** Judges a request: everything the source's `auth` names must hold. */
export function authenticate(provider: ProviderModule, request: HookRequest, judging: Judging): Authenticity {
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
export function deliveryKey(provider: ProviderModule, request: Pick<HookRequest, "headers" | "body">): DeliveryKey {
  try {
    const id = provider.deliveryId?.(request);
    if (id !== undefined) return { id };
  } catch {
    // A body so odd that its id cannot be read is recognised by its bytes.
  }
  return { content: request.body, withinMs: provider.resendsMs ?? DAY_MS };
}

/** Things one delivery may hold: providers send a hundred at most, and each costs a write or more. */
const MOST_FOUND = 1_000;

/** Reads a body. What a provider's module cannot cope with is unreadable, and so kept, like everything else that is wrong. */
export async function readBody(
  provider: ProviderModule,
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
