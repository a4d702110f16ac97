import { createHash } from "node:crypto";
import type { Provider } from "../agreement/model.ts";

/** One webhook as it arrived: kept raw, whatever became of it. */
export interface Delivery {
  /** Derived from source and key, so that the same delivery always has the same id. */
  id: string;
  source: string;
  provider: Provider;
  /** Content type as sent; needed to read the body again. */
  contentType: string;
  receivedAt: string;
  bytes: number;
  outcome: "pending" | "lead" | "test" | "quarantined";
  /** Leads made from it. */
  leads: string[];
  /** Why it is in quarantine. */
  reason?: string;
}

/** What a source understood of a delivery. */
export type Reading = { leads: Given[] } | { unreadable: string };

/** One lead as given by a source, its fields named as far as the provider allows. */
export interface Given {
  fields: Record<string, unknown>;
  test?: boolean;
}

/** How a delivery is recognised when it comes again. */
export type DeliveryKey =
  | { id: string }
  /** No id of its own: the same bytes within 24 h are the same delivery. */
  | { content: Uint8Array };

const hash = (...parts: (string | Uint8Array)[]): Buffer => {
  const digest = createHash("sha256");
  for (const part of parts) digest.update(part).update("\0");
  return digest.digest();
};

export function deliveryId(source: string, key: DeliveryKey): string {
  const digest = "id" in key ? hash("id", source, key.id) : hash("content", source, key.content);
  return `dlv_${digest.subarray(0, 16).toString("hex")}`;
}

/** Bytes that make a lead's id: the same for every attempt at the same delivery. */
export const leadEntropy = (delivery: string, index: number): Buffer => hash("lead", delivery, String(index));

/** Who a person is across deliveries: a digest of the e-mail, else of the phone; undefined for neither. */
export function personId(fields: { email?: unknown; phone?: unknown }): string | undefined {
  const identity =
    typeof fields.email === "string"
      ? `email:${fields.email.toLowerCase()}`
      : typeof fields.phone === "string"
        ? `phone:${fields.phone}`
        : undefined;
  return identity && hash("person", identity).subarray(0, 16).toString("hex");
}
