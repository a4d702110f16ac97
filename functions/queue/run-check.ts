import { advance } from "@baton/core/clockwork";
import type { CheckMessage } from "@baton/core/ports";
import { eachMessage, relay } from "../deps.ts";

/** Advances the clock of each lead that a check is for. */
export const handler = eachMessage<CheckMessage>((message) => advance(relay, message));
