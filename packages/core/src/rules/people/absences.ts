import type { TeamMember } from "../../agreement/model.ts";

/** From when until when somebody is away who says so beside the agreement: local dates of theirs, both included. */
export interface Away {
  person: string;
  from: string;
  until: string;
  /** Who gets meanwhile what would come to them by name; else the deputy that the agreement names. */
  deputy?: string;
}

/** That somebody is away, with who said so and when. */
export interface Absence extends Away {
  id: string;
  by: string;
  /** ISO 8601. */
  at: string;
  /** Whom a mail told of it. */
  told: string[];
}

/** Who says they are away, beside the agreement and in force at once; of who is back again nothing is kept. */
export interface Roster {
  /** Counts changes; 0 when there was none. */
  version: number;
  absences: Absence[];
}

export const emptyRoster: Roster = { version: 0, absences: [] };

/** People of an agreement, with leave that they have said beside it. */
export function peopleWith(people: Record<string, TeamMember>, absences: readonly Away[]): Record<string, TeamMember> {
  const changed: Record<string, TeamMember> = Object.assign(Object.create(null), people);
  for (const { person, from, until } of absences) {
    const known = changed[person];
    if (known) changed[person] = { ...known, away: [...known.away, { from, to: until }] };
  }
  return changed;
}
