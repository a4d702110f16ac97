import type { Clock } from "../clock/index.ts";
import { recalculateClock } from "../clock/recalculate.ts";
import { BatonError } from "../error/index.ts";
import { running } from "../facts/tally.ts";
import { note } from "../lead/change/draft.ts";
import { edit } from "../lead/change/edit.ts";
import { nextStep } from "../lead/due.ts";
import { displayName, type Lead, teamOf } from "../lead/lead.ts";
import { coverOf } from "../lead/recipients.ts";
import { zoneOf } from "../lead/stages.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";

/** Leads of a page: few enough to be read and changed while a caller waits. */
const PAGE = 100;
/** Pages on which nothing is open are passed over, so many in one call. */
const MOST_EMPTY_PAGES = 10;

/** What another version makes of the clock of one lead; instants are ISO 8601. */
export interface RecalculatedLead {
  id: string;
  name: string;
  stage: string;
  /** Versions: the one the clock ran by, and the one it runs by then. */
  from: number;
  to: number;
  /** The next step; null when none is left. */
  dueBefore: string | null;
  dueAfter: string | null;
  respondByBefore: string;
  respondByAfter: string;
  /** Whether the next step or the end of the window is at another instant. */
  moved: boolean;
  /** Why the clock keeps its version. */
  reason?: string;
}

/** How the cursor begins once all leads were looked at: requests are listed apart. */
const OF_REQUESTS = "requests:";

/**
 * Says of a page of owned leads what the active version makes of their clocks, and with `apply` has them run by it. Every change is
 * conditional on the lead's revision, and a clock that runs by the active version is left alone: doing it again, or going on after a
 * crash, changes nothing that was done. Nobody is told. Leads that come meanwhile run by the active version anyhow.
 * Throws `agreement.conflict` when another version than `version` is active.
 */
export async function recalculateLeads(
  relay: Relay,
  options: { apply: boolean; version?: number; by?: string; cursor?: string },
): Promise<{ version: number; leads: RecalculatedLead[]; next: string | null }> {
  // What was published a moment ago may be news to this process.
  relay.rulebooks.noticed(await relay.store.current());
  const active = await relay.rulebooks.active();
  if (options.version !== undefined && options.version !== active.version)
    throw new BatonError("agreement.conflict", `Version ${active.version} is active, not ${options.version}.`, {
      status: 412,
    });
  const until = new Date(relay.time.now()).toISOString();
  let next = options.cursor ?? null;
  const found: RecalculatedLead[] = [];
  for (let pages = 0; pages < MOST_EMPTY_PAGES; pages++) {
    const requests = next?.startsWith(OF_REQUESTS) ?? false;
    const cursor = requests ? next!.slice(OF_REQUESTS.length) : next;
    // By creation, which no change of a lead moves, so that none is passed over; instants at which they are due change meanwhile.
    const page = await relay.store.leads({
      limit: PAGE,
      until,
      ...(requests && { requests }),
      ...(cursor && { cursor }),
    });
    if (page.next !== null) next = requests ? `${OF_REQUESTS}${page.next}` : page.next;
    else next = requests ? null : OF_REQUESTS;
    const open = page.items.filter(({ stage }) => stage !== "closed");
    const done = await Promise.all(open.map(({ id }) => recalculateLead(relay, active, id, options)));
    const leads = done.filter((lead) => lead !== undefined);
    found.push(...leads);
    if (next === null || (found.length > 0 && next !== OF_REQUESTS)) break;
  }
  return { version: active.version, leads: found, next };
}

async function recalculateLead(
  relay: Relay,
  active: Rulebook,
  id: string,
  { apply, by }: { apply: boolean; by?: string },
): Promise<RecalculatedLead | undefined> {
  const edited = await edit(relay, id, async (draft) => {
    const { lead, now } = draft;
    const { clock } = lead;
    if (!clock || lead.owner === null || clock.version === active.version) return undefined;
    const found = recalculated(await relay.rulebooks.version(clock.version), active, lead, now);
    if (typeof found === "string") return { ...compared(lead, clock, clock), reason: found };
    const result = compared(lead, clock, found);
    if (!apply) return result;
    lead.clock = found;
    delete lead.undo;
    const at = new Date(now).toISOString();
    const { from, to, dueBefore, dueAfter, respondByBefore, respondByAfter } = result;
    note(draft, {
      is: "clock.recalculated",
      from,
      to,
      dueBefore,
      dueAfter,
      respondByBefore,
      respondByAfter,
      ...(by !== undefined && { by }),
      skipped: found.steps
        .filter(({ state, doneAt }) => state === "skipped" && doneAt === at)
        .map((step) => ({ do: step.do, at: step.at })),
    });
    return result;
  });
  return edited?.answer;
}

/** The lead's clock by the active version, or why it keeps its own. */
function recalculated(before: Rulebook, active: Rulebook, lead: Lead, now: number): Clock | string {
  const clock = lead.clock!;
  const team = teamOf(lead);
  // Whom it may be given to is asked of the version that its clock runs by.
  if (team !== null && !active.agreement.teams[team]) return `There is no team "${team}" any more.`;
  const found = recalculateClock(
    before,
    active,
    clock,
    {
      holder: coverOf(lead) ?? lead.owner!,
      zone: zoneOf(active, lead),
      held: lead.held ?? false,
      pauses: pausesOf(lead, clock),
      told: wasTold(lead),
    },
    now,
  );
  return "kept" in found ? found.kept : found.clock;
}

function pausesOf({ responses }: Lead, { snoozedFrom }: Clock): { at: number; until: number }[] {
  if (snoozedFrom === undefined) return [];
  return responses.flatMap(({ action, at, until, undone }) =>
    action === "snooze" && until !== undefined && at >= snoozedFrom && !undone
      ? [{ at: Date.parse(at), until: Date.parse(until) }]
      : [],
  );
}

function wasTold({ tally }: Lead): boolean {
  return (running(tally)?.window.told ?? []).length > 0;
}

function compared(lead: Lead, before: Clock, after: Clock): RecalculatedLead {
  const [dueBefore, dueAfter] = [before, after].map((clock) => {
    const at = nextStep({ ...lead, clock });
    return at === undefined ? null : new Date(at).toISOString();
  }) as [string | null, string | null];
  return {
    id: lead.id,
    name: displayName(lead),
    stage: lead.stage,
    from: before.version,
    to: after.version,
    dueBefore,
    dueAfter,
    respondByBefore: before.respondBy,
    respondByAfter: after.respondBy,
    moved: dueBefore !== dueAfter || before.respondBy !== after.respondBy,
  };
}
