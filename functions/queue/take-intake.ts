import { finishDelivery } from "../finish-delivery.ts";
import { eachMessage } from "./batch.ts";

/** Finishes deliveries that were kept but whose lead was never committed. */
export const handler = eachMessage<{ delivery: string }>(async ({ delivery }) => void (await finishDelivery(delivery)));
