import pMap from "p-map";
import { kindOf, type StageKind } from "../facts/codes.ts";
import { isRequest, type Lead } from "../lead/lead.ts";
import { type LeadSummary, summaryOf } from "../lead/summary.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { worthOf } from "../rules/sorting.ts";
import { localDate } from "../zone/index.ts";
import { type Member, memberOf } from "./member.ts";
import { peopleUnder, rolesOf } from "./roles.ts";

/** A lead or a request in a list of what is to be done. Instants are epoch ms. */
export interface Item {
  id: string;
  isRequest: boolean;
  name: string;
  company: string | null;
  /** Who has it; null for nobody. */
  owner: string | null;
  /** What is awaited: by the stage it is in, or that somebody claims it; undefined where nothing is, as of one that waits. */
  awaits: StageKind | "claim" | undefined;
  /** The end of the window that runs. */
  due: number | undefined;
  /** What a lead of its segment is worth, as the agreement has it; 0 where it says nothing. */
  worth: number;
  segment: string | null;
  since: number;
}

/** A campaign that runs today. */
export interface Running {
  id: string;
  name: string;
  promise?: string;
  ends?: string;
}

/** What somebody has to see to now. */
export interface Now {
  /** Theirs, the first due first, of equals the most valuable. */
  own: Item[];
  /** What nobody has: of a rep what they may claim, of a manager all of it. */
  free: Item[];
  /** Of whom somebody manages: what is overdue or due within the hour, likewise sorted. */
  pressing: Item[];
  team: Member[];
  campaigns: Running[];
}

/** Stages that wait for nobody's answer. */
const waiting = new Set(["waiting", "held", "fetching", "unrouted", "closed"]);
const SOON_MS = 3_600_000;
/** People whose leads are read at a time. */
const AT_ONCE = { concurrency: 8 };

/** What somebody has to see to at an instant. `changed`: a lead as it has just become, which lists may not know yet. */
export async function nowOf(
  { store }: Pick<Relay, "store">,
  rulebook: Rulebook,
  person: string,
  now: number,
  changed?: Lead,
): Promise<Now> {
  const { agreement } = rulebook;
  const open = (owner: string | null) => openOf(store, owner, changed);
  const toItem = (lead: LeadSummary): Item => itemOf(agreement, lead);
  const isManager = rolesOf(rulebook, person).includes("manager");
  const under = isManager ? peopleUnder(rulebook, person) : [];
  const mine = Object.entries(agreement.teams).flatMap(([team, { members }]) =>
    members.some((member) => member.person === person) ? [team] : [],
  );
  const mayClaim = mine.some((team) => agreement.teams[team]!.pick === "claim");
  const [own, free, theirs, campaigns] = await Promise.all([
    open(person),
    isManager || mayClaim ? open(null) : [],
    pMap(under, async (id) => ({ id, leads: await open(id) }), AT_ONCE),
    store.campaigns(),
  ]);
  const today = localDate(rulebook.zone(person), now);
  return {
    own: own.map(toItem).sort(byDue),
    free: free
      .filter(({ stage, team }) => isManager || (stage === "offered" && team !== null && mine.includes(team)))
      .map(toItem)
      .sort(byDue),
    pressing: theirs
      .flatMap(({ leads }) => leads.map(toItem))
      .filter(({ due }) => due !== undefined && due <= now + SOON_MS)
      .sort(byDue),
    team: theirs.map(({ id, leads }) => memberOf(rulebook, id, leads, now)),
    campaigns: campaigns
      .filter(({ starts, ends }) => starts !== undefined && starts <= today && (ends === undefined || today <= ends))
      .map(({ id, name, promise, ends }) => ({
        id,
        name,
        ...(promise !== undefined && { promise }),
        ...(ends !== undefined && { ends }),
      })),
  };
}

export function itemOf(agreement: Rulebook["agreement"], lead: LeadSummary): Item {
  const { id, stage, name, email, company, owner, segment, respondBy, createdAt } = lead;
  return {
    id,
    isRequest: isRequest(id),
    name: name ?? company ?? email ?? id,
    company: name === null ? null : company,
    owner,
    awaits: stage === "offered" ? "claim" : waiting.has(stage) ? undefined : kindOf(stage),
    due: respondBy === null ? undefined : Date.parse(respondBy),
    worth: worthOf(agreement, segment),
    segment,
    since: Date.parse(createdAt),
  };
}

/** The first due first, of equals the most valuable; what nothing is due of comes last. */
export const byDue = (a: Item, b: Item): number =>
  (a.due ?? Number.POSITIVE_INFINITY) - (b.due ?? Number.POSITIVE_INFINITY) || b.worth - a.worth || a.since - b.since;

/** Open leads and requests of somebody, or of nobody, tests apart. `changed`: one as it has just become. */
export async function openOf(store: Relay["store"], owner: string | null, changed?: Lead): Promise<LeadSummary[]> {
  const found: LeadSummary[] = [];
  for await (const lead of store.openLeads(owner)) if (!lead.test && lead.id !== changed?.id) found.push(lead);
  if (changed && changed.owner === owner && !changed.closed && !changed.test) found.push(summaryOf(changed));
  return found;
}
