import { advance } from "@baton/core/clockwork";
import type { CheckMessage } from "@baton/core/ports";
import { relay } from "../deps.ts";
import { eachMessage } from "./batch.ts";

/** Advances the clock of each lead that a check is for. */
export const handler = eachMessage<CheckMessage>((message) => advance(relay, message));
