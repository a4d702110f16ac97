export { heedCopy } from "./copy.ts";
export { type Answered, answered, fetched } from "./fetched.ts";
export { type Arrival, complete, receive } from "./receive.ts";
export { reread } from "./reread.ts";
export { mergePeople } from "./same-person.ts";
