export { mailbox, readAddress } from "./address.ts";
export { asciiDomain } from "./domain.ts";
export { isQuantity } from "./quantity.ts";

/** All codes of ISO 3166-2; loads them. */
export const loadRegionCodes = async (): Promise<string[]> => (await import("./region.ts")).regionCodes();
