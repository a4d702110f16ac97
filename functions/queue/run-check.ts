import { advance } from "@baton/core/relay";
import type { CheckMessage } from "@baton/core/store";
import { relay } from "../deps.ts";
import { eachMessage } from "./batch.ts";

/** Advances the clock of each lead that a check is for. */
export const handler = eachMessage<CheckMessage>((message) => advance(relay, message));
