import type { AccountRole, AccountValue, KnownAccount } from "../fields/facts.ts";
import type { PersonWrite } from "../person/person.ts";

/** Whose customers people and companies are, as far as it does not come with a lead. */
export interface OwnershipStore {
  /** Makes companies known; the last word about each counts. */
  setAccounts(entries: AccountEntry[]): Promise<void>;
  /** What was said of companies themselves, without their parents; those that are not known are left out. */
  accounts(domains: string[]): Promise<Record<string, KnownAccount>>;
  /** Changes a person by themselves. `person`: they are not as seen any more. */
  savePerson(write: PersonWrite): Promise<"done" | "person">;
}

/** What is said of a company: null takes away what was said before, and what is absent stays. */
export interface AccountEntry
  extends Partial<Record<Exclude<AccountRole, "owner"> | "tier" | "parent", string | null | undefined>> {
  /** In ASCII, as `accountCandidates` asks for it. */
  domain: string;
  /** A person's id; null makes it nobody's, and undefined leaves it whose it is. */
  owner: string | null | undefined;
  /** By the names of declared fields without `account.`. */
  fields?: Record<string, AccountValue | null>;
  /** When it was said, ISO 8601. */
  at: string;
}
