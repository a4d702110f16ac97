import type { Relay } from "@baton/core/lead";
import type { PrivacyStore } from "@baton/core/ports";
import {
  type Exported,
  type ExportPart,
  exportDocument,
  exportPerson,
  forgetPerson,
  type Receipt,
} from "@baton/core/privacy";

/** Everything that is kept of the person with an address. With `hasty` every request does as little as it can. */
export async function exported(
  relay: Relay,
  privacy: PrivacyStore,
  email: string,
  { hasty = false } = {},
): Promise<Exported> {
  const parts: ExportPart[] = [];
  let cursor: string | undefined;
  do {
    const { part, next } = await exportPerson(
      relay,
      privacy,
      { email, cursor },
      hasty ? AbortSignal.abort() : new AbortController().signal,
    );
    parts.push(part);
    cursor = next ?? undefined;
  } while (cursor !== undefined);
  return exportDocument(email, relay.time.now(), parts);
}

/** Erases the person with an address; answers the receipt. */
export async function forgotten(
  relay: Relay,
  privacy: PrivacyStore,
  email: string,
  { hasty = false, ...told }: { hasty?: boolean; by?: string; why?: string } = {},
): Promise<Receipt> {
  let cursor: string | undefined;
  for (;;) {
    const { receipt, next } = await forgetPerson(
      relay,
      privacy,
      { email, ...told, cursor },
      hasty ? AbortSignal.abort() : new AbortController().signal,
    );
    if (next === null) return receipt;
    cursor = next;
  }
}
