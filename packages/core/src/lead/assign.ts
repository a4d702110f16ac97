import { sideOf } from "../agreement/side.ts";
import { restart, stageOf, start } from "../clock/index.ts";
import { type HandoverNeed, handoverNeeds } from "../facts/codes.ts";
import type { FactOf } from "../facts/facts.ts";
import type { LoadChange } from "../ports/loads.ts";
import type { Candidate } from "../rules/exclusion.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { type Draft, note } from "./change/draft.ts";
import { countFor, freeLoad } from "./change/load.ts";
import type { Lead, NoticeKind } from "./lead.ts";
import { endWindow, startWindow, untilOf, zoneOf } from "./stages.ts";

/** Notices that tell somebody to see to a lead of theirs. */
const forOwner: NoticeKind[] = ["handover", "reminder", "reassigned-to", "reopened", "recycled", "offered", "touched"];

/** The stage of a lead that somebody holds without a clock. */
export const HELD = "held";

type Assigned = FactOf<"lead.assigned">;

/** Whose a lead becomes, and how. */
export interface Assignment
  extends Pick<Assigned, "by" | "why" | "held" | "waitedMs" | "window" | "candidates" | "turns"> {
  to: string;
  how: Exclude<Assigned["how"], "released">;
  /** The loads that they and their team take on. */
  loads: readonly LoadChange[];
  /** The policy by which the clock starts anew; else it goes on, with a fresh window. */
  policy?: string;
  /** With `policy`: from its first stage on, whichever the lead is in. */
  afresh?: true;
  /** What somebody wrote to them. */
  note?: string | undefined;
}

/** Gives a lead to somebody, with the load that goes with it, and a window of their own: a whole clock when nobody had it. */
export function assign(
  rulebook: Rulebook,
  draft: Draft,
  { loads, policy: named, afresh, note: said, ...given }: Assignment,
): void {
  const { lead, now } = draft;
  // While it waited no clock ran: whoever takes it by hand has the one that its rule says.
  const policy = named ?? (lead.waiting ? (lead.decision.policy ?? undefined) : undefined);
  const { to, how, held } = given;
  const from = lead.owner;
  freeLoad(draft);
  draft.newOwner = true;
  // What has not been sent and asks something of the former owner, or says that it has gone from the new one, is no longer true.
  lead.notices = lead.notices.filter((notice) =>
    notice.to === to ? notice.kind !== "reassigned-from" && notice.kind !== "offered" : !forOwner.includes(notice.kind),
  );
  delete lead.waiting;
  lead.owner = to;
  lead.owners = [...lead.owners, { person: to, from: new Date(now).toISOString(), how }];
  countFor(draft, to, lead.request ? [] : loads);
  lead.held = held ?? false;
  // Whoever has it once more is told once more.
  const { [to]: _told, ...others } = lead.handed ?? {};
  if (lead.handed) lead.handed = others;
  const side = sideOf(rulebook.agreement, to);
  note(
    draft,
    { is: "lead.assigned", from, side, lacks: lacksOf(rulebook, lead), ...given },
    said === undefined ? {} : { words: { note: said } },
  );

  const { clock } = lead;
  const holding = { holder: to, zone: zoneOf(rulebook, lead), at: now, until: untilOf(lead), noReassign: lead.held };
  const { stages } = rulebook.agreement.sla[policy ?? clock?.policy ?? ""] ?? { stages: [] };
  const anew = policy !== undefined || from === null;
  const same = afresh ? undefined : stages.find(({ name }) => name === lead.stage);
  const stage = same ?? (policy === undefined ? undefined : stages[0]);
  endWindow(rulebook, draft, { at: now, result: "handed", by: given.by ?? null });
  if (anew && stage)
    startWindow(rulebook, draft, start(rulebook, { policy: policy ?? clock!.policy, stage, ...holding }));
  else if (clock && stageOf(rulebook, clock)) startWindow(rulebook, draft, restart(rulebook, clock, holding));
}

/** Gives a lead to somebody who holds it without mail and clock, until it comes to more. */
export function holdWithoutClock(rulebook: Rulebook, draft: Draft, given: Omit<Assignment, "policy" | "afresh">): void {
  const { lead, now } = draft;
  endWindow(rulebook, draft, { at: now, result: "handed", by: given.by ?? null });
  delete lead.clock;
  assign(rulebook, draft, given);
  lead.stage = HELD;
}

/** Takes a lead from its owner: nobody has it any more. `candidates`: why nobody can take it. */
export function release(
  draft: Draft,
  { candidates, ...how }: Pick<Assigned, "why" | "by"> & { candidates: Candidate[] },
): void {
  const { lead, now } = draft;
  const from = lead.owner;
  freeLoad(draft);
  lead.owner = null;
  lead.held = false;
  lead.notices = lead.notices.filter(({ kind, to }) => to !== from || !forOwner.includes(kind));
  lead.decision = { ...lead.decision, waited: { from: new Date(now).toISOString(), candidates } };
  note(draft, { is: "lead.assigned", from, to: null, how: "released", side: null, lacks: [], ...how });
}

/** What the hand-over of a lead lacks of all that it should have. */
export function lacksOf(
  { agreement }: Pick<Rulebook, "agreement">,
  { fields, touched, request }: Pick<Lead, "fields" | "touched" | "request">,
): HandoverNeed[] {
  if (request) return [];
  const has = (...names: string[]) => names.some((name) => fields[name] !== undefined);
  const met: Record<HandoverNeed, boolean> = {
    name: has("name", "firstName", "lastName"),
    contact: has("email", "phone"),
    company: has("company"),
    words: has("message") || touched === true,
  };
  return (agreement.handover?.needs ?? handoverNeeds).filter((need) => !met[need]);
}
