import type { Delivery } from "../delivery/index.ts";
import type { Page } from "./leads.ts";

export interface QuarantineEntry {
  id: string;
  source: string;
  receivedAt: string;
  reason: string;
  bytes: number;
}

/** Deliveries, as they came. */
export interface DeliveryStore {
  /**
   * Keeps a delivery and its raw body. `existing` when its id is taken (when `notBefore` is given, by one received at or after it, or
   * that is pending).
   * `retryAt`: when the sweep should finish a pending one.
   */
  keepDelivery(
    delivery: Delivery,
    body: Uint8Array,
    options: { retryAt?: number; notBefore?: number; expiresAt: number },
  ): Promise<{ existing?: Delivery }>;
  /** Whether nobody has finished it yet; false for an unknown id. */
  isPending(id: string): Promise<boolean>;
  delivery(id: string): Promise<{ delivery: Delivery; body: Uint8Array } | undefined>;
  /**
   * Records what became of a delivery. `retryAt` is when one that stays pending is due; without it, it stays due when it was. Of no
   * effect on one of which something came meanwhile, nor, without `retryAt`, does one become pending again or lose what it waits for.
   */
  settleDelivery(delivery: Delivery, retryAt?: number): Promise<void>;
  /** Newest first; of one source, when given, and not older than `since` (ISO). */
  quarantine(options: {
    limit: number;
    cursor?: string;
    source?: string;
    since?: string;
  }): Promise<Page<QuarantineEntry>>;
}
