import { type ClockStep, lateness, pausedBy } from "../clock/index.ts";
import { kindOf } from "../facts/codes.ts";
import type { FactOf } from "../facts/facts.ts";
import { broken } from "../facts/tally.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { type Draft, note, notify } from "./change/draft.ts";
import { countAgain } from "./change/load.ts";
import { endsOf } from "./due.ts";
import type { Lead, Response } from "./lead.ts";
import { endWindow, startStage, zoneOf } from "./stages.ts";

/**
 * The window whose end a step tells of, if it does: that of whoever has the lead, or the first one, to which steps stay bound that
 * may come while the next owner's window runs.
 */
export function toldBy({ clock, tally }: Pick<Lead, "clock" | "tally">, step: ClockStep): { window?: number } {
  const ended = clock && endsOf(clock, tally).findLast(({ at }) => at <= Date.parse(step.at));
  return ended ? { window: ended.window } : {};
}

/** Windows of which it is noted that they ended without a response, though there was one at an instant. */
export function disproved({ tally }: Lead, at: number): number[] {
  return tally.windows.flatMap((window, n) =>
    broken(window) && kindOf(window.stage) !== "disposition" && at <= Date.parse(window.breachedAt!) ? [n] : [],
  );
}

/**
 * Withdraws breaches that turned out to be none, as `by` had responded: later responses to the same are late no more, and
 * everybody who was told of the breach is told of this.
 */
export function withdrawBreaches(draft: Draft, wrong: readonly number[], by: string | null): void {
  if (wrong.length === 0) return;
  const { lead } = draft;
  const windows = wrong.map((n) => lead.tally.windows[n]!);
  const stages = windows.map(({ stage }) => stage);
  lead.responses = lead.responses.map(({ lateMs, ...response }) =>
    lateMs === undefined || stages.includes(response.stage) ? response : { ...response, lateMs },
  );
  for (const [i, window] of wrong.entries()) {
    const { stage, holder } = windows[i]!;
    note(draft, { is: "breach.withdrawn", stage, window, holder, by });
  }
  for (const to of new Set(windows.flatMap(({ told = [] }) => told))) notify(draft, { kind: "in-time", to, other: by });
}

/**
 * How late a response to a stage is, and how long the clock had stood still by then, in working time. Before the present owner's
 * window began another one's ran, which had ended or had not.
 */
export function timing(
  rulebook: Rulebook,
  { clock, tally }: Lead,
  stage: string,
  at: number,
): Pick<Response, "lateMs" | "pausedMs"> {
  if (!clock) return {};
  const before = at < Date.parse(clock.startedAt);
  const earlier = before
    ? tally.windows.findLast(
        (window) => broken(window) && window.stage === stage && Date.parse(window.breachedAt!) < at,
      )
    : undefined;
  const holder = earlier ? (earlier.holder ?? rulebook.topManager) : clock.holder;
  const { holder: _holder, ...rest } = clock;
  const window = earlier
    ? { ...rest, stage, respondBy: earlier.breachedAt!, ...(holder !== undefined && { holder }) }
    : clock;
  const lateMs = lateness(rulebook, window, at);
  const pausedMs = before ? 0 : pausedBy(rulebook, clock, at);
  return { ...(lateMs > 0 && { lateMs }), ...(pausedMs > 0 && { pausedMs }) };
}

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

/**
 * A contact turns out not to have taken place. Unless there was another one, the window that it ended begins anew, now and for whoever
 * has the lead, which opens again if the contact was what closed it.
 */
export function undoContact(rulebook: Rulebook, draft: Draft, undone: Response): void {
  const { lead, now } = draft;
  lead.responses = lead.responses.map((one) => (one === undone ? { ...one, undone: true } : one));
  const others = lead.responses.some(({ action, undone: off }) => action === "contacted" && !off);
  const window = lead.tally.windows.findLastIndex(
    ({ stage, ended }) => stage === undone.stage && ended?.result === "contacted",
  );
  const made = undone.at;
  const policy = lead.tally.windows[window]?.policy;
  const stage = rulebook.agreement.sla[policy ?? ""]?.stages.find(({ name }) => name === undone.stage);
  if (policy === undefined || !stage || others || (lead.closed && lead.closed.as !== "contacted")) {
    note(draft, { is: "contact.undone", made });
    return;
  }
  if (lead.clock) endWindow(rulebook, draft, { at: now, result: "undone", by: null });
  note(draft, { is: "contact.undone", made, window });
  if (lead.closed) {
    delete lead.closed;
    countAgain(rulebook, draft);
  }
  const holder = lead.owner ?? rulebook.topManager;
  startStage(rulebook, draft, { policy, stage, holder });
}

/** Working time since the lead's first window began, in that window's own calendar; null when none ever did. */
function workedBy(rulebook: Rulebook, lead: Lead, at: number): number | null {
  const [first] = lead.tally.windows;
  const policy = first && rulebook.agreement.sla[first.policy];
  if (!policy) return null;
  const from = Date.parse(first.startedAt);
  return at <= from
    ? 0
    : rulebook
        .clockTime(policy, { holder: first.holder ?? rulebook.topManager, zone: zoneOf(rulebook, lead) })
        .elapsed(from, at);
}
