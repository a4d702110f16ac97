/** Ports: what the domain needs of the world. Adapters are in `packages/aws`; the contract suite in `test/contract` runs against each. */
export type * from "./agreements.ts";
export type * from "./campaigns.ts";
export type * from "./deals.ts";
export type * from "./deliveries.ts";
export type * from "./health.ts";
export type * from "./leads.ts";
export type * from "./loads.ts";
export type * from "./mailboxes.ts";
export type * from "./notices.ts";
export type * from "./ownership.ts";
export type * from "./people.ts";
export type * from "./privacy.ts";
export type * from "./providers.ts";
export type * from "./queues.ts";
export type * from "./relay.ts";
export type * from "./reports.ts";
export type * from "./runtime.ts";
