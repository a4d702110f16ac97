import pMap from "p-map";
import type { Capacity } from "../agreement/model.ts";
import { BatonError } from "../error/index.ts";
import { companyDomain } from "../fields/facts.ts";
import type { LeadSummary } from "../lead/summary.ts";
import type { Relay } from "../ports/relay.ts";
import { currentAbsences } from "../roster/absences.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { localDate } from "../zone/index.ts";
import { type Member, memberOf } from "./member.ts";
import { byDue, type Item, itemOf, openOf } from "./now.ts";
import { peopleUnder, rolesOf } from "./roles.ts";
import { sightsOf } from "./sees.ts";

/** Leave that somebody is on or will be: local dates of theirs, both included. */
export interface Leave {
  /** Of one that was said beside the agreement, which may be ended. */
  id?: string;
  from: string;
  until: string;
  deputy?: string;
  now: boolean;
}

/** Somebody of whom one answers for what is open, as far as it matters for that: nothing of how they do. */
export interface Standing extends Member {
  name: string;
  capacity: Capacity;
  /** When they are at work next, epoch ms; undefined while they are, and of somebody who never is. */
  nextOnDuty?: number;
  /** The earliest first. */
  leave: Leave[];
}

/** People, or leads, that are read at a time. */
const AT_ONCE = { concurrency: 8 };

/** Whose open leads somebody answers for on the board: the operator for everybody's. */
export const answersFor = (rulebook: Rulebook, person: string): string[] =>
  rolesOf(rulebook, person).includes("operator")
    ? Object.keys(rulebook.agreement.people)
    : peopleUnder(rulebook, person);

/** Everybody whom somebody answers for, by name. */
export async function peopleOf(relay: Relay, rulebook: Rulebook, reader: string, now: number): Promise<Standing[]> {
  const { people } = rulebook.agreement;
  const said = await currentAbsences(relay);
  const found = await pMap(
    answersFor(rulebook, reader),
    async (id): Promise<Standing> => {
      const open = await openOf(relay.store, id);
      const member = memberOf(rulebook, id, open, now);
      const next = member.onDuty ? undefined : nextOnDuty(rulebook, id, now);
      return {
        ...member,
        name: people[id]!.name,
        capacity: people[id]!.capacity,
        ...(next !== undefined && { nextOnDuty: next }),
        leave: leaveOf(
          rulebook,
          id,
          said.filter(({ person }) => person === id),
          now,
        ),
      };
    },
    AT_ONCE,
  );
  return found.sort((a, b) => a.name.localeCompare(b.name));
}

/** What somebody said of their leave, and what the agreement says of it besides. */
function leaveOf(
  rulebook: Rulebook,
  id: string,
  said: readonly { id: string; from: string; until: string; deputy?: string; now: boolean }[],
  now: number,
): Leave[] {
  const today = localDate(rulebook.zone(id), now);
  const { away } = rulebook.agreement.people[id]!;
  const agreed = away
    .filter(({ hours, to }) => !hours && to >= today)
    .filter(({ from, to }) => !said.some((one) => one.from === from && one.until === to))
    .map(({ from, to }): Leave => ({ from, until: to, now: from <= today }));
  const own = said.map(
    ({ id, from, until, deputy, now }): Leave => ({ id, from, until, now, ...(deputy !== undefined && { deputy }) }),
  );
  const deputy = rulebook.agreement.people[id]!.deputy;
  return [...agreed, ...own]
    .map((one) => (one.deputy === undefined && deputy !== undefined ? { ...one, deputy } : one))
    .sort((a, b) => (a.from < b.from ? -1 : 1));
}

function nextOnDuty(rulebook: Rulebook, id: string, now: number): number | undefined {
  try {
    return rulebook.workingTime(id).nextOpening(now);
  } catch (error) {
    if (error instanceof BatonError && error.code === "calendar.empty") return undefined;
    throw error;
  }
}

/** An open lead of somebody, as a list has it. */
export interface OpenItem extends Item {
  /** Its company's, unless it wrote from a mailbox that anybody can have. */
  domain?: string;
}

/**
 * What somebody has open, the first due first, as far as whoever asks may say something to it. Throws `person.unknown` where they do not
 * answer for them. Of somebody who has left the operator sees what is left behind.
 */
export async function openOfPerson(
  relay: Pick<Relay, "store">,
  rulebook: Rulebook,
  { reader, person, now }: { reader: string; person: string; now: number },
): Promise<OpenItem[]> {
  const isOperator = rolesOf(rulebook, reader).includes("operator");
  const isKnown = Object.hasOwn(rulebook.agreement.people, person);
  if (isKnown ? !answersFor(rulebook, reader).includes(person) : !isOperator) throw unknown(person);
  const open = await openOf(relay.store, person);
  if (!isKnown && open.length === 0) throw unknown(person);
  const above = rulebook.managersAbove(person);
  const seesAll = isOperator || above.includes(reader) || (above.length === 0 && reader === rulebook.topManager);
  const seen = seesAll ? open : await visible(relay, rulebook, open, { reader, now });
  const items = seen.map(async (lead): Promise<OpenItem> => {
    const domain = await companyDomain(lead.email ?? undefined);
    return { ...itemOf(rulebook.agreement, lead), ...(domain !== undefined && { domain }) };
  });
  return (await Promise.all(items)).sort(byDue);
}

/** Those of some leads to which somebody may say something. */
async function visible(
  { store }: Pick<Relay, "store">,
  rulebook: Rulebook,
  open: readonly LeadSummary[],
  { reader, now }: { reader: string; now: number },
): Promise<LeadSummary[]> {
  const sightOf = sightsOf({ store }, rulebook, reader, now);
  const found = await pMap(
    open,
    async (summary) => {
      const lead = await store.lead(summary.id);
      return lead && (await sightOf(lead))?.acts ? [summary] : [];
    },
    AT_ONCE,
  );
  return found.flat();
}

const unknown = (person: string) =>
  new BatonError("person.unknown", `You answer for nobody called "${person}".`, { status: 404 });
