/**
 * What a delivery may say besides asking for a lead, and what becomes of one who asked before. Loaded together, when first
 * needed: a new person's form should not wait for it in a cold start.
 */
export { recordCustomerEvent } from "../outcome/customer.ts";
export { recordStatus } from "../outcome/status.ts";
export { finderOf, recordDeal, recordMade } from "../outcome/told.ts";
export { recordOwnership } from "../ownership/import.ts";
export { recordBooking } from "./booking.ts";
export { recordObserved } from "./contact.ts";

export { announce } from "./fetching.ts";
export { mergeEnquiry, mergeListed } from "./merge.ts";
export { recordTouch } from "./touch.ts";
export { withdraw } from "./withdraw.ts";
