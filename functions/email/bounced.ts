import { readMailEvent } from "@baton/aws/ses";
import { heedMailEvent } from "@baton/core/mailing";
import { eachMessage, relay } from "../deps.ts";

/** Does what follows from each mail that bounced, was rejected or called spam. */
export const handler = eachMessage(async (event) => {
  if (event) await heedMailEvent(relay, event);
}, readMailEvent);
