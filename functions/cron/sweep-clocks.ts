import { sweep } from "@baton/core/clockwork";
import { invoked, log, publish, relay } from "../deps.ts";

/** Feeds the queues with what falls due before the next run, and has leads follow the people who come and go. */
export const handler = invoked(async () => log("info", "swept", await sweep(relay, publish)));
