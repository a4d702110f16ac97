export { heedCopy } from "./copy.ts";
export { type Arrival, complete, receive } from "./receive.ts";
export { reread } from "./reread.ts";
