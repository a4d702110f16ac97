import type { IntakeMessage } from "@baton/core/ports";
import { workIntake } from "@baton/core/reception";
import { reception } from "../deps.ts";
import { eachMessage } from "./batch.ts";

/** Finishes deliveries that were kept but not dealt with, and takes in those that the store could not keep when they came. */
export const handler = eachMessage<IntakeMessage>((message) => workIntake(reception, message));
