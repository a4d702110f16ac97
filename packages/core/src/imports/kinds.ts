import type { Kind } from "./kind.ts";

/** What can be imported, each loaded when it is. */
export const kinds = {
  accounts: late(async () => (await import("./accounts.ts")).accounts),
  campaigns: late(async () => (await import("./campaigns.ts")).campaigns),
  customers: late(async () => (await import("./customers.ts")).customers),
  leads: late(async () => (await import("./leads.ts")).leads),
  outcomes: late(async () => (await import("./outcomes.ts")).outcomes),
  spend: late(async () => (await import("./spend.ts")).spend),
  touches: late(async () => (await import("./touches.ts")).touches),
} satisfies Record<string, Kind>;

function late(load: () => Promise<Kind>): Kind {
  return async (...given) => (await load())(...given);
}
