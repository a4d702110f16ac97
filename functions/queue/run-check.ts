import { advance } from "@baton/core/clockwork";
import type { CheckMessage } from "@baton/core/ports";
import { eachMessage } from "../../packages/aws/src/lambda/batch.ts";
import { relay } from "../deps.ts";

/** Advances the clock of each lead that a check is for. */
export const handler = eachMessage<CheckMessage>((message) => advance(relay, message));
