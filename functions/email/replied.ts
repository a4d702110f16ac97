import { heedCopy } from "@baton/core/intake";
import { relay } from "../deps.ts";
import { eachMessage } from "../queue/batch.ts";
import { readCopy } from "./received.ts";

/** Takes each mail that a person of ours wrote to a lead, as its copy shows, for the contact it is. */
export const handler = eachMessage(async (copy) => {
  if (copy) await heedCopy(relay, copy);
}, readCopy);
