import type { Delivery } from "../delivery/index.ts";
import { ERASED, type Lead, type Response } from "../lead/index.ts";
import { type Change, changeOf } from "../relay/hand-over.ts";
import { close } from "../relay/stages.ts";
import type { Traces } from "./traces.ts";

/**
 * A lead as a fact about nobody: source, campaign, score, rule, owners, times and outcome, so that counts, fairness and promises
 * stay what they were. What is kept is named, so that what a lead comes to hold besides is erased.
 */
export function anonymous(before: Lead, now: number, traces: Traces): Change {
  const change = changeOf(before);
  const at = new Date(now).toISOString();
  if (!before.closed) close(change, now, "forgotten");
  const { id, revision, source, provider, delivery, test, createdAt, decision, owner, owners, stage, breaches } =
    change.lead;
  const { campaign } = before.fields;
  const { total, band } = before.score;
  const closed = change.lead.closed!;
  change.lead = {
    id,
    revision,
    source,
    provider,
    delivery,
    test,
    fields: typeof campaign === "string" && !traces.masking([campaign]) ? { campaign } : {},
    extra: {},
    createdAt,
    score: { total, band, reasons: [] },
    decision,
    owner,
    owners,
    stage,
    responses: before.responses.map(withoutWords),
    // Another delivery may name it once more, and must find that it is over.
    closed: closed.as === "joined" ? { at: closed.at, as: "forgotten" } : closed,
    notices: [],
    noticeCount: before.noticeCount,
    counted: false,
    ...(breaches && { breaches }),
    ...(before.keptDays !== undefined && { keptDays: before.keptDays }),
    forgottenAt: at,
  };
  change.events = [{ at, kind: "forgotten", text: ERASED }];
  return change;
}

/** What somebody of ours did and when; why a lead had to wait is in their words, other reasons are ids. */
function withoutWords({ action, by, at, stage, lateMs, pausedMs, reason, to, until }: Response): Response {
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
