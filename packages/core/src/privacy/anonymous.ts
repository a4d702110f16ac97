import type { Delivery } from "../delivery/index.ts";
import { type Draft, note } from "../lead/change/draft.ts";
import type { Response } from "../lead/lead.ts";
import { close } from "../lead/stages.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import type { Traces } from "./traces.ts";

/**
 * Makes a lead a fact about nobody: source, campaign, score, rule, owners, times and outcome, so that counts, fairness and promises
 * stay what they were. What is kept is named, so that what a lead comes to hold besides is erased.
 */
export function anonymise(rulebook: Rulebook, draft: Draft, traces: Traces): void {
  const { fields, score, responses: said, noticeCount, keptDays } = draft.lead;
  if (!draft.lead.closed) close(rulebook, draft, { at: draft.now, result: "forgotten", by: null });
  note(draft, { is: "lead.forgotten" });
  const { id, revision, source, provider, delivery, test, createdAt, owner, owners, stage, tally } = draft.lead;
  const { inputs: _inputs, ...decision } = draft.lead.decision;
  const { campaign } = fields;
  const closed = draft.lead.closed!;
  draft.lead = {
    id,
    revision,
    source,
    provider,
    delivery,
    test,
    fields: typeof campaign === "string" && !traces.masking([campaign]) ? { campaign } : {},
    extra: {},
    createdAt,
    score: { total: score.total, band: score.band, reasons: [] },
    decision,
    owner,
    owners,
    stage,
    responses: said.map(withoutWords),
    // Another delivery may name it once more, and must find that it is over.
    closed: closed.as === "merged" ? { at: closed.at, as: "forgotten" } : closed,
    notices: [],
    noticeCount,
    counted: false,
    tally,
    ...(keptDays !== undefined && { keptDays }),
    forgottenAt: new Date(draft.now).toISOString(),
  };
}

/** What somebody of ours did and when; why a lead had to wait is in their words, other reasons are ids. */
function withoutWords({
  action,
  by,
  at,
  stage,
  lateMs,
  pausedMs,
  reason,
  to,
  until,
  channel,
  undone,
}: Response): Response {
  return {
    action,
    by,
    at,
    stage,
    ...(lateMs !== undefined && { lateMs }),
    ...(pausedMs !== undefined && { pausedMs }),
    ...(reason !== undefined && action !== "snooze" && { reason }),
    ...(to !== undefined && { to }),
    ...(until !== undefined && { until }),
    ...(channel && { channel }),
    ...(undone && { undone }),
  };
}

/** A delivery of which only is known that it came and what became of it, so that it is known when it comes again. */
export function emptied(delivery: Delivery, now: number): Delivery {
  const { id, source, provider, contentType, receivedAt, bytes, outcome, leads, releasedAt } = delivery;
  return {
    id,
    source,
    provider,
    contentType: contentType.split(";")[0]!.trim(),
    receivedAt,
    bytes,
    // Nobody can read it any more.
    outcome: outcome === "quarantined" ? "ignored" : outcome,
    leads,
    ...(releasedAt !== undefined && { releasedAt }),
    erasedAt: new Date(now).toISOString(),
  };
}
