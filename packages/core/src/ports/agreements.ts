import type { Agreement } from "../agreement/model.ts";
import type { Roster } from "../rules/people/absences.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import type { Proposal, Signature } from "../signing/model.ts";
import type { TableRows } from "../tables/table.ts";

/** A version in the history of the agreement. */
export interface Version {
  version: number;
  appliedAt: string;
  /** Who published it, in their words. */
  by?: string;
  why?: string;
  /** The version whose text this one put in force again. */
  rollbackOf?: number;
  /** SHA-256 of what it says, as it is signed; absent in versions from before there were signatures. */
  digest?: string;
  /** Who signed it. */
  signatures?: Signature[];
  /** Why it is in force though its signers have not signed it. */
  unsigned?: string;
  /** What it changed, in words. */
  changes?: string[];
}

export interface StoredAgreement extends Version {
  agreement: Agreement;
  /** As its authors wrote it. */
  text: string;
}

/** That open leads have followed who came, who went and who is on leave. Instants are ISO 8601. */
export interface Settled {
  /** The last version of whose differences nothing is left to be done. */
  version: number;
  /** Digest of the active version and who is on leave, and when all leads were first seen to by it. */
  roster: string;
  since: string;
  /** When they have to be looked at again, though the roster stays; undefined while somebody may not know it yet. */
  until?: string;
}

/** What is in force: the active version, none before the first is published, and who says they are away. */
export interface Current {
  version: number | undefined;
  roster: Roster;
}

/** Versions of the agreement. */
export interface AgreementStore {
  current(): Promise<Current>;
  /** The active version whole with who is away, in one reading; undefined when none was ever published. */
  currentAgreement(): Promise<{ stored: StoredAgreement; roster: Roster } | undefined>;
  /** Puts a roster in the place of the version before; false when that is not the one there is. */
  saveRoster(roster: Roster): Promise<boolean>;
  agreement(version: number): Promise<StoredAgreement | undefined>;
  /** The active version whole, in one reading; undefined when none was ever published. */
  activeAgreement(): Promise<StoredAgreement | undefined>;
  /** Stores the next version and makes it active; undefined when `expected` is not the active version any more. */
  publish(entry: Omit<StoredAgreement, "version">, expected: number | undefined): Promise<number | undefined>;
  /** The rows of a table, by their digest; undefined when they are not stored. */
  table(id: string): Promise<TableRows | undefined>;
  /** Stores rows, and answers their digest. */
  saveTable(rows: TableRows): Promise<string>;
  /** Up to which change of the roster open leads have followed the people; undefined when never. */
  settled(): Promise<Settled | undefined>;
  settle(settled: Settled): Promise<void>;
  /** What was proposed last; undefined when nothing ever was. */
  proposal(): Promise<Proposal | undefined>;
  /** Puts a proposal in the place of the revision before, whichever that was of. `conflict`: that is not the one there is. */
  commitProposal(proposal: Proposal): Promise<"done" | "conflict">;
  /** Notes who signed a version that is in force. */
  signVersion(version: number, signatures: Signature[]): Promise<void>;
  /** Writes what was understood of a version anew; it stays the same version, published when and by whom it was. */
  renew(entry: StoredAgreement): Promise<void>;
  /** Versions without their contents, newest first; those before a version, when given. */
  versions(options: { limit: number; before?: number }): Promise<Version[]>;
}

/** Agreement versions of this process: each is read and compiled once. */
export interface Rulebooks {
  /** The active version with the absences of now, not older than ten seconds unless the store does not answer. Throws `agreement.none` when none was ever applied. */
  active(): Promise<Rulebook>;
  /** A version as it was published. */
  version(version: number): Promise<Rulebook>;
  /** Tells what a reading of the store found in force. */
  noticed(found: Partial<Current>): void;
  /** Tells that a version was written anew, so that it is read again. */
  renewed(version: number): void;
}
