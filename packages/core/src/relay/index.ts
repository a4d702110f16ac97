export { advance } from "./advance.ts";
export { type Post, notify } from "./notify.ts";
export { type Arrival, complete, receive } from "./receive.ts";
export { type Relay } from "./relay.ts";
export { type Answer, outcomes, respond, type Role } from "./respond.ts";
export { type Rulebooks, rulebooks } from "./rulebooks.ts";
export { sweep } from "./sweep.ts";
export * as Relaying from "./index.ts";
