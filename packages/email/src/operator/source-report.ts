import type { IncidentKind, SourceReportView } from "@baton/core/health";
import type { Tone } from "@baton/ui/palette";
import { oneLine } from "../clean.ts";
import type { RenderedNotice } from "../notice.ts";
import { renderReport } from "./report.ts";

interface KindWording {
  label: string;
  tone: Tone;
  /** Follows the source's name. */
  headline: string;
  since: string;
  /** What to do, the most likely first. */
  steps(view: SourceReportView): string[];
}

const named = (names: readonly string[]): string => names.join(", ");

const wording: Record<IncidentKind, KindWording> = {
  quiet: {
    label: "Source quiet",
    tone: "warn",
    headline: "went quiet",
    since: "Last delivery",
    steps: ({ source }) => [
      "Open the settings of the webhook, or of the form, at the provider. Does it still exist, is it switched on, and does it post to Baton's address of this source? Many providers switch a hook off after failures; switch it on again.",
      "Look at the provider's own log of deliveries: it says whether they are tried, and what they are answered.",
      `Have the provider send a test. When it does not arrive, “npx baton send ${source} lead.json” shows whether Baton takes deliveries of this source.`,
      "If a campaign has ended or it is a holiday, nothing is to be done. The next delivery ends this report.",
    ],
  },
  refused: {
    label: "Source refused",
    tone: "bad",
    headline: "fails authentication",
    since: "Since about",
    steps: ({ secrets }) => [
      secrets.proof.length > 0
        ? `Compare the secret at the provider with what Baton has as ${named(secrets.proof)} in its SourceSecrets. Was it rotated on one side only?`
        : "Compare the public key in the agreement with the provider's. Was it rotated on one side only?",
      "To rotate a signing secret without loss, name the old one as “previousSecret” of the source until the provider signs with the new one only.",
      "If they are well signed but too old, the clock of the sender is wrong, or its deliveries are held up on the way.",
      "Let the provider send again what was refused: Baton keeps only what was well signed but too old, in quarantine. If these deliveries are not the provider's, nothing is to be done: none of them was taken.",
    ],
  },
  token: {
    label: "Access token refused",
    tone: "bad",
    headline: "cannot be read",
    since: "Since",
    steps: ({ secrets }) => [
      "At the provider, make a new access token with the permission to read leads, of an account that may see the form.",
      `Set it as ${secrets.accessToken ?? "the source's access token"} in Baton's SourceSecrets.`,
      "Deliveries are kept meanwhile, and read when the token works.",
    ],
  },
  details: {
    label: "Details missing",
    tone: "bad",
    headline: "is not told its leads",
    since: "Since",
    steps: () => [
      "See whether the provider has an outage, or has withdrawn what Baton asks it for.",
      "Look at the leads in stage “fetching”: each says what the provider answered. Their contacts can be read at the provider.",
      "Those in quarantine can be replayed when it is mended: npx baton replay.",
    ],
  },
};

/** Writes the report to the operator about a source. Pure: the same view always gives the same mail. */
export function renderSourceReport(view: SourceReportView): RenderedNotice {
  const { label, tone, headline, since, steps } = wording[view.kind];
  const source = oneLine(view.source, 60);
  return renderReport(view, {
    label,
    tone,
    headline: `${source} ${headline}`,
    since,
    steps: steps({ ...view, source }),
    details: [
      { left: "Source", right: source },
      { left: "Provider", right: oneLine(view.provider, 60) },
    ],
    footer: { hearsOf: "sources", until: "the source has recovered" },
  });
}
