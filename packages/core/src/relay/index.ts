export { advance } from "./advance.ts";
export { type Answered, fetched, unanswered } from "./fetched.ts";
export { notify, type Post } from "./notify.ts";
export { type Arrival, complete, receive } from "./receive.ts";
export type { Relay } from "./relay.ts";
export { reread } from "./reread.ts";
export { type Answer, outcomes, type Role, respond } from "./respond.ts";
export { type Rulebooks, rulebooks } from "./rulebooks.ts";
export { sweep } from "./sweep.ts";
