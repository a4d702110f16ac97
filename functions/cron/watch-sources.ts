import { watchSources } from "@baton/core/health";
import { invoked, log, relay } from "../deps.ts";

/** Notices sources that went quiet or fail, and has the operator told. */
export const handler = invoked(async () => log("info", "sources watched", await watchSources(relay)));
