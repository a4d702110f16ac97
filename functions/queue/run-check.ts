import { check } from "@baton/core/clockwork";
import type { CheckMessage } from "@baton/core/ports";
import { eachMessage, relay } from "../deps.ts";

/** Advances the clock of each lead that a check is for, and gives what waits to whoever has room. */
export const handler = eachMessage<CheckMessage>((message) => check(relay, message));
