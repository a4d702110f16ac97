import type { ClockReportView } from "@baton/core/health";
import { inEnglish, type Words } from "@baton/words";
import type { RenderedNotice } from "../notice.ts";
import { renderReport } from "./report.ts";

/** Writes the report to the operator that clocks stand still. Pure: the same view always gives the same mail. */
export function renderClockReport(view: ClockReportView, words: Words = inEnglish): RenderedNotice {
  const { say } = words;
  const report = {
    label: say("report.clocks.label"),
    tone: "bad" as const,
    headline: say("report.clocks.headline"),
    since: say("report.clocks.since"),
    steps: [
      say("report.clocks.schedule"),
      say("report.clocks.queues"),
      say("report.clocks.log"),
      say("report.clocks.nothingLost"),
    ],
    details: [],
    of: "clocks" as const,
  };
  return renderReport(view, report, words);
}
