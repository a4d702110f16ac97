import type { Rulebook } from "../rules/rulebook.ts";
import { type Draft, note } from "./draft.ts";
import type { FactOf } from "./facts.ts";
import type { Lead } from "./lead.ts";

/** A contact with a lead's person, and how it is known. */
export interface Made
  extends Pick<FactOf<"lead.contacted">, "by" | "stage" | "evidence" | "channel" | "source" | "delivery"> {
  /** Epoch ms. */
  at: number;
  lateMs?: number | undefined;
  /** What whoever reported it wrote. */
  note?: string | undefined;
  /** What it was about. */
  subject?: string | undefined;
}

/** Notes a contact, with how long the person has waited for it. */
export function noteContact(
  rulebook: Rulebook,
  draft: Draft,
  { at, lateMs, note: said, subject, ...made }: Made,
): void {
  const { lead } = draft;
  const elapsedMs = Math.max(0, at - Date.parse(lead.createdAt));
  note(
    draft,
    {
      is: "lead.contacted",
      ...made,
      workedMs: workedBy(rulebook, lead, at),
      elapsedMs,
      ...(lateMs !== undefined && { lateMs }),
    },
    { at, words: { ...(said && { note: said }), ...(subject && { subject }) } },
  );
}

/** Working time since the lead's first window began, in that window's own calendar; null when none ever did. */
function workedBy(rulebook: Rulebook, { tally }: Lead, at: number): number | null {
  const [first] = tally.windows;
  const policy = first && rulebook.agreement.sla[first.policy];
  if (!policy) return null;
  const from = Date.parse(first.startedAt);
  return at <= from ? 0 : rulebook.clockTime(policy, first.holder ?? rulebook.topManager).elapsed(from, at);
}
