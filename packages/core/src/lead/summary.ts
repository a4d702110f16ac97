import type { FieldValue } from "../fields/normalise.ts";
import { cutText } from "../text/index.ts";
import { nextStep } from "./due.ts";
import { type Lead, teamOf } from "./lead.ts";

/** What lists show; kept in the indexes. */
export interface LeadSummary {
  id: string;
  source: string;
  /** A request's title. */
  name: string | null;
  email: string | null;
  owner: string | null;
  stage: string;
  score: number | null;
  rule: string | null;
  /** The next step of the clock. */
  dueAt: string | null;
  /** The end of the window that runs. */
  respondBy: string | null;
  campaign: string | null;
  team: string | null;
  segment: string | null;
  company: string | null;
  test: boolean;
  createdAt: string;
}

export function summaryOf(lead: Lead): LeadSummary {
  const step = nextStep(lead);
  return {
    id: lead.id,
    source: lead.source,
    name: text(lead.request?.title ?? lead.fields.name),
    email: text(lead.fields.email),
    owner: lead.owner,
    stage: lead.stage,
    score: lead.stage === "fetching" ? null : lead.score.total,
    rule: lead.decision.rule,
    dueAt: step === undefined ? null : new Date(step).toISOString(),
    respondBy: lead.clock?.respondBy ?? null,
    campaign: lead.tally.campaign,
    team: teamOf(lead),
    segment: lead.decision.segment ?? null,
    company: text(lead.fields.company),
    test: lead.test,
    createdAt: lead.createdAt,
  };
}

const text = (value: FieldValue | undefined): string | null =>
  value === undefined ? null : cutText(String(value), 120);
