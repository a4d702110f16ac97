import type { IntakeMessage } from "@baton/core/ports";
import { workIntake } from "@baton/core/reception";
import { eachMessage } from "../../packages/aws/src/lambda/batch.ts";
import { reception } from "../deps.ts";

/** Finishes deliveries that were kept but not dealt with, and takes in those that the store could not keep when they came. */
export const handler = eachMessage<IntakeMessage>((message) => workIntake(reception, message));
