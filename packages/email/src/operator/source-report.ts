import type { IncidentKind, SourceReportView } from "@baton/core/health";
import type { Tone } from "@baton/ui/palette";
import { inEnglish, type Words } from "@baton/words";
import { oneLine } from "../clean.ts";
import type { RenderedNotice } from "../notice.ts";
import { renderReport } from "./report.ts";

const tones: Record<IncidentKind, Tone> = { quiet: "warn", refused: "bad", token: "bad", details: "bad" };

/** What to do, the most likely first. */
function stepsOf({ kind, source, secrets }: SourceReportView, { say }: Words): string[] {
  switch (kind) {
    case "quiet":
      return [
        say("report.quiet.settings"),
        say("report.quiet.log"),
        say("report.quiet.test", { source }),
        say("report.quiet.nothing"),
      ];
    case "refused":
      return [
        secrets.proof.length > 0
          ? say("report.refused.secret", { names: secrets.proof.join(", ") })
          : say("report.refused.key"),
        say("report.refused.rotate"),
        say("report.refused.clock"),
        say("report.refused.again"),
      ];
    case "token":
      return [
        say("report.token.make"),
        secrets.accessToken === undefined
          ? say("report.token.setIts")
          : say("report.token.set", { name: secrets.accessToken }),
        say("report.token.kept"),
      ];
    case "details":
      return [say("report.details.outage"), say("report.details.fetching"), say("report.details.replay")];
  }
}

/** Writes the report to the operator about a source. Pure: the same view always gives the same mail. */
export function renderSourceReport(view: SourceReportView, words: Words = inEnglish): RenderedNotice {
  const { say } = words;
  const { kind } = view;
  const source = oneLine(view.source, 60);
  const report = {
    label: say("report.source.label", { kind }),
    tone: tones[kind],
    headline: say("report.source.headline", { source, kind }),
    since: say("report.source.since", { kind }),
    steps: stepsOf({ ...view, source }, words),
    details: [
      { left: say("lead.source"), right: source },
      { left: say("report.provider"), right: oneLine(view.provider, 60) },
    ],
    of: "sources" as const,
  };
  return renderReport(view, report, words);
}
