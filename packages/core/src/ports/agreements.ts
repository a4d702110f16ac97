import type { Agreement } from "../agreement/model.ts";
import type { Rulebook } from "../rules/rulebook.ts";

/** A version in the history of the agreement. */
export interface Version {
  version: number;
  appliedAt: string;
  /** Who published it, in their words. */
  by?: string;
  why?: string;
  /** The version whose text this one put in force again. */
  rollbackOf?: number;
}

export interface StoredAgreement extends Version {
  agreement: Agreement;
  /** As its authors wrote it. */
  text: string;
}

/** Versions of the agreement. */
export interface AgreementStore {
  activeVersion(): Promise<number | undefined>;
  agreement(version: number): Promise<StoredAgreement | undefined>;
  /** The active version whole, in one reading; undefined when none was ever published. */
  activeAgreement(): Promise<StoredAgreement | undefined>;
  /** Stores the next version and makes it active; undefined when `expected` is not the active version any more. */
  publish(entry: Omit<StoredAgreement, "version">, expected: number | undefined): Promise<number | undefined>;
  /** The version up to which it was seen to what comings and goings mean for open leads; undefined when never. */
  settledVersion(): Promise<number | undefined>;
  settleVersion(version: number): Promise<void>;
  /** Versions without their contents, newest first; those before a version, when given. */
  versions(options: { limit: number; before?: number }): Promise<Version[]>;
}

/** Agreement versions of this process: each is read and compiled once. */
export interface Rulebooks {
  /** The active version, not older than ten seconds unless the store does not answer. Throws `agreement.none` when none was ever applied. */
  active(): Promise<Rulebook>;
  version(version: number): Promise<Rulebook>;
  /** Tells which version a reading of the store found active. */
  noticed(version: number | undefined): void;
}
