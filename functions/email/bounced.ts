import { heedMailEvent } from "@baton/core/mailing";
import { eachMessage } from "../../packages/aws/src/lambda/batch.ts";
import { readMailEvent } from "../../packages/aws/src/ses/mail-event.ts";
import { relay } from "../deps.ts";

/** Does what follows from each mail that bounced, was rejected or called spam. */
export const handler = eachMessage(async (event) => {
  if (event) await heedMailEvent(relay, event);
}, readMailEvent);
