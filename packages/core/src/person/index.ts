export { type Identified, identify, personWith, readFields } from "./identify.ts";
export { identities, isAnybodys } from "./identities.ts";
export { mayBeOneName, sameName } from "./names.ts";
export {
  type KnownPeople,
  type Met,
  type Person,
  type PersonWrite,
  recognise,
  type StoredTouch,
  saysMore,
  seenAgain,
  TOUCH_KEPT_MS,
} from "./person.ts";
export { touchesOfLead } from "./touches.ts";
