export { actionsFor } from "./actions.ts";
export type { Answer, Role } from "./answer.ts";
export { outcomes } from "./outcome.ts";
export { respond } from "./respond.ts";
