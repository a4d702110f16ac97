import type { ClockReportView } from "@baton/core/health";
import type { RenderedNotice } from "../notice.ts";
import { renderReport } from "./report.ts";

/** Writes the report to the operator that clocks stand still. Pure: the same view always gives the same mail. */
export function renderClockReport(view: ClockReportView): RenderedNotice {
  return renderReport(view, {
    label: "Clocks stand still",
    tone: "bad",
    headline: "clocks stand still",
    since: "Due since",
    steps: [
      "Look whether the schedule SweepClocks is enabled and its function ends without an error: every five minutes it logs “swept”.",
      "Look at the queues ChecksQueue and IntakeQueue: when messages wait in them, see why their functions do not run; when messages are in their dead letters, redrive them once the cause is mended.",
      "When everything else is done in time it fails by itself: the log of run-check, or of take-intake, says why under its id.",
      "Nothing is lost. When clocks run again, of several overdue steps of a lead only the furthest escalation is told.",
    ],
    details: [],
    footer: { hearsOf: "clocks", until: "clocks run again" },
  });
}
