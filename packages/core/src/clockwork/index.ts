export { advance, check } from "./advance.ts";
export { type RecalculatedLead, recalculateLeads } from "./recalculate.ts";
export { sweep } from "./sweep.ts";
