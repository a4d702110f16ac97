/** The health of sources: what they deliver, what is usual of them, and what the operator has to know. */
export { countDelivery, countRefusal } from "./count.ts";
export * from "./model.ts";
export { type SourceOverview, sourceOverview, type Tally } from "./overview.ts";
export { operatorOf, type PostReport, reportIncident, type SourceReportView } from "./report.ts";
export { type Silence, silenceOf } from "./silence.ts";
export { endIncident, raiseIncident, watchSources } from "./watch.ts";
