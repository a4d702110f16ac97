export { type LeadQuery, type LeadState, leadFilter, leadStates, listed } from "./lead-filter.ts";
export { type ListedLead, listedLeadSchema } from "./listed-lead-schema.ts";
export { wholeLead } from "./whole-lead.ts";
export { type WholeLead, wholeLeadSchema } from "./whole-lead-schema.ts";
