import { heedMailEvent } from "@baton/core/mailing";
import { relay } from "../deps.ts";
import { eachMessage } from "../queue/batch.ts";
import { readMailEvent } from "./event.ts";

/** Does what follows from each mail that bounced, was rejected or called spam. */
export const handler = eachMessage(async (event) => {
  if (event) await heedMailEvent(relay, event);
}, readMailEvent);
