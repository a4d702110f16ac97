import type { PersonWrite } from "../person/person.ts";

/** Whose customers people and companies are, as far as it does not come with a lead. */
export interface OwnershipStore {
  /** Makes companies known; the last word about each counts. */
  setAccounts(entries: AccountEntry[]): Promise<void>;
  /** Changes a person by themselves. `person`: they are not as seen any more. */
  savePerson(write: PersonWrite): Promise<"done" | "person">;
}

export interface AccountEntry {
  /** In ASCII, as `accountCandidates` asks for it. */
  domain: string;
  /** A person's id; null makes it nobody's, and undefined leaves it whose it is. */
  owner: string | null | undefined;
  /** When it was said, ISO 8601. */
  at: string;
}
