/** The health of sources: what they deliver, what is usual of them, and what the operator has to know; and whether clocks run. */
export { countDelivery, countRefusal } from "./count.ts";
export * from "./model.ts";
export { watchClocks } from "./overdue.ts";
export { type SourceOverview, type SourceTally, sourceOverview } from "./overview.ts";
export {
  type ClockReportView,
  operatorOf,
  reportClocks,
  reportIncident,
  type SourceReportView,
} from "./report.ts";
export { type Silence, silenceOf } from "./silence.ts";
export { endIncident, raiseIncident, watchSources } from "./watch.ts";
