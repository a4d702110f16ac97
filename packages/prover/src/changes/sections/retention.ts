import type { Retention } from "@baton/core/agreement";
import { differing, type Say } from "../compare.ts";
import { value } from "../words.ts";

export const retentionChanges: Say<Retention | undefined> = (before = {}, after = {}) =>
  differing(before, after, {
    leadDays: value("how long a lead is kept when it is closed", inDays),
    deliveryDays: value("how long a raw delivery is kept", inDays),
  });

const inDays = (days: number): string => `${days} ${days === 1 ? "day" : "days"}`;
