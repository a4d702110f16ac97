export { type Identified, identify } from "./identify.ts";
export { type Person, type PersonWrite, recognise, type StoredTouch, seenAgain, TOUCH_KEPT_MS } from "./person.ts";
export { touchesOfLead } from "./touches.ts";
