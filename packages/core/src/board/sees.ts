import { namingOf } from "../campaigns/naming.ts";
import { type Lead, teamOf } from "../lead/lead.ts";
import { coverOf, manages } from "../lead/recipients.ts";
import type { Relay } from "../ports/relay.ts";
import { deputyOf } from "../rules/people/availability.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { rolesOf } from "./roles.ts";

/** How much of a lead somebody sees, and whether they may say something to it. */
export interface Sight {
  /** With how to reach its person. */
  contact: boolean;
  acts: boolean;
}

const whole: Sight = { contact: true, acts: true };
/** Requests of somebody that are looked at for the leads they are about. */
const MOST_REQUESTS = 50;

/**
 * What somebody sees of a lead at an instant; undefined where they may not know that there is such a one. Their own, past or present, and
 * what was offered to them; managers what is open of their people, and all of it where the agreement says `visibility: names`; the operator
 * everything; marketers all leads, those of their campaigns, their teams and of what is put before them with how to reach the person.
 */
export async function sightOf(
  { store }: Pick<Relay, "store">,
  rulebook: Rulebook,
  lead: Lead,
  person: string,
  now: number,
): Promise<Sight | undefined> {
  if (hasOrHad(rulebook, lead, person, now)) return whole;
  const roles = rolesOf(rulebook, person);
  if (roles.includes("operator")) return whole;
  const isTold = lead.closed === undefined || rulebook.agreement.visibility === "names";
  if (manages(rulebook, lead, person) && isTold) return whole;
  if (!roles.includes("marketer") || lead.request !== undefined) return undefined;
  const contact = ofTheirTeam(rulebook, lead, person) || (await isPutBefore({ store }, lead, person));
  return { contact, acts: false };
}

function hasOrHad(rulebook: Rulebook, lead: Lead, person: string, now: number): boolean {
  const { owner, owners, request, offeredTo, tally } = lead;
  return (
    owner === person ||
    coverOf(lead) === person ||
    (owner !== null && deputyOf(rulebook, owner, now) === person) ||
    request?.by === person ||
    owners.some((one) => one.person === person) ||
    tally.windows.some(({ holder, told }) => holder === person || told?.includes(person)) ||
    (offeredTo?.includes(person) ?? false)
  );
}

function ofTheirTeam({ agreement: { teams } }: Rulebook, lead: Lead, person: string): boolean {
  const team = teams[teamOf(lead) ?? ""];
  return team !== undefined && (team.manager === person || team.members.some((member) => member.person === person));
}

/** Whether it came of a campaign of theirs, a request that they have is about it, or they are asked what they think of its rejection. */
async function isPutBefore({ store }: Pick<Relay, "store">, lead: Lead, person: string): Promise<boolean> {
  const campaigns = await store.campaigns();
  const id = namingOf(campaigns)(lead.tally.campaign, lead.source);
  if (campaigns.some((campaign) => campaign.id === id && campaign.owner === person)) return true;
  if (await store.ask(`rejection/${lead.id}`, person)) return true;
  const requests = (
    await store.leads({ owner: person, requests: true, open: true, until: "9999", limit: MOST_REQUESTS })
  ).items;
  const about = await Promise.all(requests.map((request) => store.lead(request.id)));
  return about.some((one) => one?.request?.lead === lead.id);
}
