import type { Side } from "../facts/codes.ts";
import type { Answers, Member, SoFar } from "./answers.ts";
import { naming } from "./names.ts";

/** Somebody that the answers name, once, with the hours they work. */
export interface Person {
  id: string;
  name: string;
  email: string;
  side: Side;
  /** Whether they work leads, or hold them, and not only lead the side. */
  isMember: boolean;
  calendar: string;
}

/** Hours of work that some of them share. */
export interface Place {
  id: string;
  zone: string;
  days: string;
  hours: string;
  holidays?: string;
}

/** One mailbox, however its address is written. */
export const addressKey = (email: string): string => email.trim().toLowerCase();

/** Everybody the answers name, the two leads first, and the calendars they need. */
export function peopleOf({ table, teams }: Pick<Answers, "table" | "teams">): { people: Person[]; places: Place[] } {
  const places = new Map<string, Place>();
  const placeId = naming("office");
  const calendarOf = (member: Partial<Member>): string => {
    const zone = member.zone ?? teams.zone;
    const hours = member.hours ?? teams.hours;
    const holidays = member.holidays ?? teams.holidays;
    const key = JSON.stringify([zone, hours, holidays]);
    const known = places.get(key);
    if (known) return known.id;
    const id = placeId(zone.split("/").at(-1)!);
    places.set(key, { id, zone, days: teams.days, hours, ...(holidays !== undefined && { holidays }) });
    return id;
  };

  const personId = naming("person");
  const people = new Map<string, Person>();
  const add = (side: Side, given: Member, isMember: boolean) => {
    const key = addressKey(given.email);
    const known = people.get(key);
    if (known) Object.assign(known, { isMember: true, calendar: calendarOf(given) });
    else {
      const [first = ""] = given.name.split(/\s+/);
      const id = personId(first, given.email.split("@")[0]!);
      people.set(key, { id, name: given.name, email: given.email, side, isMember, calendar: calendarOf(given) });
    }
  };
  // Whoever of the two works leads is one of the members, with hours of their own.
  const own = (side: Side) => teams[side].find(({ email }) => addressKey(email) === addressKey(table[side].email));
  for (const side of ["marketing", "sales"] as const)
    add(side, { ...own(side), ...table[side] }, own(side) !== undefined);
  for (const side of ["sales", "marketing"] as const) for (const member of teams[side]) add(side, member, true);
  return { people: [...people.values()], places: [...places.values()] };
}

/** Addresses of those who were named so far, by whom somebody can be meant. */
export function namedSoFar({ table, teams }: SoFar): string[] {
  return [table?.sales, table?.marketing, ...(teams?.sales ?? []), ...(teams?.marketing ?? [])].flatMap((one) =>
    one?.email === undefined ? [] : [one.email],
  );
}
