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
export const sightOf = (
  relay: Pick<Relay, "store">,
  rulebook: Rulebook,
  lead: Lead,
  person: string,
  now: number,
): Promise<Sight | undefined> => sightsOf(relay, rulebook, person, now)(lead);

/** The same of many leads: what it depends on besides a lead is read once. */
export function sightsOf(
  { store }: Pick<Relay, "store">,
  rulebook: Rulebook,
  person: string,
  now: number,
): (lead: Lead) => Promise<Sight | undefined> {
  const roles = rolesOf(rulebook, person);
  const before = putBefore({ store }, person);
  return async (lead) => {
    if (hasOrHad(rulebook, lead, person, now)) return whole;
    if (roles.includes("operator")) return whole;
    const isTold = lead.closed === undefined || rulebook.agreement.visibility === "names";
    if (manages(rulebook, lead, person) && isTold) return whole;
    if (!roles.includes("marketer") || lead.request !== undefined) return undefined;
    return { contact: ofTheirTeam(rulebook, lead, person) || (await before(lead)), acts: false };
  };
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

/** Whether a lead came of a campaign of theirs, a request that they have is about it, or they are asked what they think of its rejection. */
function putBefore({ store }: Pick<Relay, "store">, person: string): (lead: Lead) => Promise<boolean> {
  let campaigns: Promise<(lead: Lead) => boolean> | undefined;
  let asked: Promise<ReadonlySet<string>> | undefined;
  return async (lead) => {
    campaigns ??= ownCampaigns({ store }, person);
    if ((await campaigns)(lead)) return true;
    if (await store.ask(`rejection/${lead.id}`, person)) return true;
    asked ??= leadsAskedAbout({ store }, person);
    return (await asked).has(lead.id);
  };
}

async function ownCampaigns({ store }: Pick<Relay, "store">, person: string): Promise<(lead: Lead) => boolean> {
  const campaigns = await store.campaigns();
  const naming = namingOf(campaigns);
  const own = new Set(campaigns.filter(({ owner }) => owner === person).map(({ id }) => id));
  return ({ tally, source }) => own.has(naming(tally.campaign, source) ?? "");
}

async function leadsAskedAbout({ store }: Pick<Relay, "store">, person: string): Promise<ReadonlySet<string>> {
  const requests = await store.leads({
    owner: person,
    requests: true,
    open: true,
    until: "9999",
    limit: MOST_REQUESTS,
  });
  const about = await Promise.all(requests.items.map(({ id }) => store.lead(id)));
  return new Set(about.flatMap((one) => one?.request?.lead ?? []));
}
