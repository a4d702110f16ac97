export { type LeadQuery, type LeadState, type ListedLead, leadFilter, leadStates, listed } from "./lead-filter.ts";
export { wholeLead } from "./whole-lead.ts";
