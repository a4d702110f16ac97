import type { IntakeMessage } from "@baton/core/ports";
import { log, relay } from "../deps.ts";
import { finishDelivery } from "../finish-delivery.ts";
import { unpackIntake } from "../intake.ts";
import { takeDelivery } from "../take-delivery.ts";
import { eachMessage } from "./batch.ts";

/** Finishes deliveries that were kept but not dealt with, and takes in those that the store could not keep when they came. */
export const handler = eachMessage<IntakeMessage>(async (message) => {
  if ("delivery" in message) {
    await finishDelivery(message.delivery);
    return;
  }
  const intake = await unpackIntake(message.raw);
  // Whoever sent it was told that all is well: nothing of it is thrown away, not even what turns out to be forged.
  const taken = await takeDelivery(await relay.rulebooks.active(), intake, { keepAll: true });
  if (taken.as !== "taken") {
    log("warn", "a delivery from the intake queue was not taken", { as: taken.as });
    return;
  }
  // The table may have taken it at the first attempt after all, too late for that to be heard.
  if (taken.outcome === "duplicate") await finishDelivery(taken.delivery);
});
