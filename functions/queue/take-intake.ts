import type { IntakeMessage } from "@baton/core/ports";
import { workIntake } from "@baton/core/reception";
import { eachMessage, reception } from "../deps.ts";

const receiving = reception();

/** Finishes deliveries that were kept but not dealt with, and takes in those that the store could not keep when they came. */
export const handler = eachMessage<IntakeMessage>((message) => workIntake(receiving, message));
