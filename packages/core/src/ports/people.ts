import type { KnownAccount } from "../fields/facts.ts";
import type { KnownPeople, Person, PersonWrite, StoredTouch } from "../person/person.ts";
import type { Load } from "../rules/people/capacity.ts";
import type { Current } from "./agreements.ts";

/** What is known of the people in a delivery. */
export interface PersonReading extends KnownPeople {
  current: Current;
  account: KnownAccount;
  loads: Record<string, Load>;
}

/** People, and what they saw and did. */
export interface PersonStore {
  /** Everything a decision may rest on, in one reading. `accounts` are domains, the most specific first; the first that is known counts, and what is not said of it is as with its parent. */
  known(keys: { identities: string[]; accounts: string[]; loads: string[] }): Promise<PersonReading>;

  /** People who gave an address of a company's domain, at most `limit`, the newest first. A new one may be missed for a moment. */
  colleagues(domain: string, limit: number): Promise<Person[]>;

  /** Adds touches to a person's timeline, each once by its id, with the person where they change. `person`: they moved on. */
  addTouches(person: string, touches: StoredTouch[], also: { write?: PersonWrite }): Promise<"done" | "person">;
  /** The newest touches of a person under all of their identities, newest first. */
  touches(identities: readonly string[], limit: number): Promise<StoredTouch[]>;
}
