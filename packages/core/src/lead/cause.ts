import { ranFor } from "../clock/index.ts";
import { kindOf } from "../facts/codes.ts";
import type { FactOf } from "../facts/facts.ts";
import type { Window } from "../facts/tally.ts";
import { lackOf } from "../rules/choosing/against.ts";
import { awayUntil } from "../rules/people/availability.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { localDate } from "../zone/index.ts";
import { type Lead, type NoticeKind, teamOf, unreachedOf } from "./lead.ts";

/** Notices by which somebody learns that a lead is theirs. */
export const handing: ReadonlySet<NoticeKind> = new Set([
  "handover",
  "reassigned-to",
  "recycled",
  "reopened",
  "returned",
]);

/** What one window takes of somebody's time, as far as a burst of them goes. */
const EFFORT_MS = 10 * 60_000;
/** The part of a window by which a hand-over may be late before that is what broke the promise. */
const LATE = 0.1;

/** Windows of somebody that end within one of theirs, and how many fit into it. */
export type Burst = NonNullable<FactOf<"stage.breached">["burst"]>;

/** What broke a promise, with what shows it. */
export type Judged = Pick<FactOf<"stage.breached">, "cause" | "burst" | "toldAt">;

/**
 * Why a window ended without a response, by what is known of it: what the platform did comes first, then marketing's data, the rules, whoever handed it
 * on, and whether anybody was there; only then that it was left unanswered.
 */
export function causeOf(rulebook: Rulebook, lead: Lead, n: number, burst: Burst | undefined): Judged {
  const window = lead.tally.windows[n]!;
  const { holder } = window;
  if (holder === null) return { cause: lead.decision.rule === null && !lead.request ? "routing" : "roster" };
  const given = lead.owners.findLast(({ person }) => person === holder);
  // Of later windows nobody is told anew.
  const isFirst = given !== undefined && window.startedAt <= given.from;
  const late = isFirst ? toldLate(rulebook, lead, window) : undefined;
  if (late) return { cause: "platform", ...late };
  if (kindOf(window.stage) === "contact" && lead.tally.sales?.lacks.includes("contact")) return { cause: "data" };
  if (isFirst && given.how === "routed" && wronglyRouted(rulebook, lead, window, holder, Date.parse(given.from)))
    return { cause: "routing" };
  if (isFirst && given.how === "taken" && lead.handed?.[holder] !== undefined) return { cause: "handed" };
  if (nobodyThere(rulebook, lead, window, holder)) return { cause: "roster" };
  if (burst && burst.windows > burst.fit) return { cause: "roster", burst };
  return { cause: "unanswered" };
}

/** That whoever has a window heard of it late, or not at all: a mail was late, came back, or the clock ran before there was one. */
function toldLate(
  rulebook: Rulebook,
  lead: Lead,
  { holder, startedAt, promisedBy }: Window,
): Pick<Judged, "toldAt"> | undefined {
  const { handed = {}, clock, notices } = lead;
  if (unreachedOf(lead).untold?.includes(holder!)) return {};
  const toldAt = handed[holder!];
  if (toldAt === undefined) return notices.some(({ kind, to }) => handing.has(kind) && to === holder) ? {} : undefined;
  if (!clock) return undefined;
  const ran = (to: string) => ranFor(rulebook, clock, Date.parse(startedAt), Date.parse(to));
  return ran(toldAt) > LATE * ran(promisedBy) ? { toldAt } : undefined;
}

/** Whether the rules gave a lead to somebody who was away, full, not at work in all its window, or without a skill that they ask for. */
function wronglyRouted(rulebook: Rulebook, lead: Lead, window: Window, holder: string, from: number): boolean {
  const { people, routing, sla } = rulebook.agreement;
  if (awayUntil(rulebook, holder, from) !== undefined && !saidAway(rulebook, holder, window)) return true;
  const limit = people[holder]?.capacity.open;
  const load = lead.decision.inputs?.loads[holder];
  if (limit !== undefined && load !== undefined && load.open >= limit) return true;
  const colleagues = membersOf(rulebook, lead, holder).filter((person) => person !== holder);
  const offDuty = sla[window.policy]?.calendar !== "owner" && worked(rulebook, holder, window) === 0;
  if (offDuty && colleagues.some((person) => worked(rulebook, person, window) > 0)) return true;
  const rule = routing.find(({ name }) => name === lead.decision.rule);
  const asked = (rule?.require ?? []).filter((match) => match !== "familiar");
  return lackOf(rulebook, holder, asked, { fields: lead.fields, familiar: [] }) !== undefined;
}

/** Whether nobody of the team worked in a window, or whoever had it was away by their own notice. */
const nobodyThere = (rulebook: Rulebook, lead: Lead, window: Window, holder: string): boolean =>
  saidAway(rulebook, holder, window) ||
  membersOf(rulebook, lead, holder).every((person) => worked(rulebook, person, window) === 0);

/** Whether somebody said, beside the agreement, that they are away on a day of a window. */
function saidAway({ absences, zone }: Rulebook, holder: string, { startedAt, respondBy }: Window): boolean {
  const [first, last] = [startedAt, respondBy].map((at) => localDate(zone(holder), Date.parse(at)));
  return absences.some(({ person, from, until }) => person === holder && from <= last! && until >= first!);
}

const membersOf = ({ agreement: { teams } }: Rulebook, lead: Lead, holder: string): string[] =>
  teams[teamOf(lead) ?? ""]?.members.map(({ person }) => person) ?? [holder];

/** How long somebody worked in a window, ms. */
const worked = (rulebook: Rulebook, person: string, { startedAt, respondBy }: Window): number =>
  rulebook.agreement.people[person] === undefined
    ? 0
    : rulebook.workingTime(person).elapsed(Date.parse(startedAt), Date.parse(respondBy));

/** How many windows fit into one of somebody's. */
export const fitting = (rulebook: Rulebook, holder: string, window: Window): number =>
  Math.max(1, Math.floor(worked(rulebook, holder, window) / EFFORT_MS));
