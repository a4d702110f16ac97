import { restart, stageOf, start } from "../clock/index.ts";
import type { Lead, LeadEvent } from "../lead/index.ts";
import type { NoticeKind } from "../notice/view.ts";
import type { PersonWrite } from "../person/index.ts";
import type { Choice } from "../route/index.ts";
import type { Rulebook } from "../rulebook/index.ts";
import type { LoadChange } from "../store/index.ts";
import { takes } from "./load.ts";

/** What a step or an answer made of a lead: committed together. `notices` are queued after the commit. */
export interface Change {
  lead: Lead;
  events: LeadEvent[];
  loads: LoadChange[];
  notices: string[];
  /** The lead has another owner, who is the person's owner from now on. */
  newOwner: boolean;
  /** Its person, where they change with it. */
  person?: PersonWrite;
}

/** The change that has changed nothing yet but the revision. */
export const changeOf = (lead: Lead): Change => ({
  lead: { ...lead, revision: lead.revision + 1 },
  events: [],
  loads: [],
  notices: [],
  newOwner: false,
});

/** Notices that tell somebody to see to a lead of theirs. */
const forOwner: NoticeKind[] = ["handover", "reminder", "reassigned-to"];

/** Changes the owner, their loads and the clock. An unowned lead's new owner gets a fresh clock, another one a fresh window. */
export function handOver(
  rulebook: Rulebook,
  change: Change,
  options: {
    to: string;
    now: number;
    how: "reassigned" | "taken";
    held?: boolean;
    seen?: Choice["seen"];
    team?: string | null;
  },
): void {
  const { lead, loads } = change;
  const { to, now } = options;
  if (lead.counted && lead.owner !== null) loads.push({ person: lead.owner, change: -1 });
  const load =
    options.how === "reassigned" && !options.held
      ? takes(rulebook, { seen: options.seen ?? {}, team: options.team ?? null }, to, now)
      : unlimited(rulebook, to, now);
  if (load) loads.push(load);
  const wasUnowned = lead.owner === null;
  change.newOwner = true;
  // What has not been sent and asks something of the former owner, or says that it has gone from the new one, is no longer true.
  lead.notices = lead.notices.filter(({ kind, to }) =>
    to === options.to ? kind !== "reassigned-from" : !forOwner.includes(kind),
  );
  lead.owner = to;
  lead.owners = [...lead.owners, { person: to, from: new Date(now).toISOString(), how: options.how }];
  lead.counted = load !== undefined;
  lead.held = options.held ?? false;
  if (!lead.clock) return;
  const holding = { holder: to, at: now, noReassign: lead.held };
  const stage = stageOf(rulebook, lead.clock);
  lead.clock =
    wasUnowned && stage
      ? start(rulebook, { policy: lead.clock.policy, stage, ...holding })
      : restart(rulebook, lead.clock, holding);
}

/** Load of somebody who was given the lead by hand: counted, but no limit refuses it. */
function unlimited(rulebook: Rulebook, person: string, at: number): LoadChange | undefined {
  const load = takes(rulebook, { seen: {}, team: null }, person, at);
  return load && { person: load.person, change: 1, day: load.day! };
}
