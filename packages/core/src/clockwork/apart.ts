import { loggable } from "../error/index.ts";
import type { Relay } from "../ports/relay.ts";

/** Does something for one lead of many. What fails is logged and left to the next sweep, so that no other lead suffers. */
export async function apart<T>(relay: Relay, lead: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    relay.log("error", "a lead is left to the next sweep", { lead, ...loggable(error) });
    return undefined;
  }
}
