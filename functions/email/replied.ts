import { readCopy } from "@baton/aws/ses";
import { heedCopy } from "@baton/core/intake";
import { eachMessage, relay } from "../deps.ts";

/** Takes each mail that a person of ours wrote to a lead, as its copy shows, for the contact it is. */
export const handler = eachMessage(async (copy) => {
  if (copy) await heedCopy(relay, copy);
}, readCopy);
