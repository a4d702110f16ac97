import type { Entry, Noted } from "../facts/facts.ts";
import type { Lead } from "../lead/lead.ts";
import type { PlacedRows, RowPlace } from "../lead/row.ts";
import type { LeadSummary } from "../lead/summary.ts";
import type { PersonWrite } from "../person/person.ts";
import type { LoadChange } from "./loads.ts";

/** Some of a list, and the cursor of the rest. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

/** What goes with a change of a lead. */
export interface Commit {
  facts: Noted[];
  rows: { put: PlacedRows[]; remove: RowPlace[] };
  loads: LoadChange[];
  /** The lead's person belongs to its owner from now on. */
  newOwner: boolean;
  person?: PersonWrite;
  /** Ids of deals that are this lead's from now on; none of them may be another's. */
  deals?: string[];
}

/** Leads, with what happened to them. */
export interface LeadStore {
  lead(id: string): Promise<Lead | undefined>;
  /**
   * Puts a lead in the place of its revision before, of which there is none for the first, with all that goes with it or not at all.
   * `conflict`: that is not the revision there is. `load`: a load moved on. `person`: the person did, or a deal
   * is another lead's.
   */
  commit(lead: Lead, also: Commit): Promise<"done" | "conflict" | "load" | "person">;
  /** The facts of a lead's latest commits, at most `limit` of these, in their order; of those before a revision, when given. */
  facts(lead: string, options?: { limit?: number; before?: number }): Promise<Entry[]>;
  /** Takes the words out of a lead's facts: what happened and when stays. */
  eraseWords(lead: string): Promise<void>;
  /**
   * Leads, or requests, newest first: those of an owner (`""`: nobody's), when given, open or closed ones, and those of which `where` is true. A page
   * looks at `most` of them, however few that is true of, and may be empty before the last one.
   */
  leads(filter: {
    owner?: string;
    /** Requests instead of leads. */
    requests?: boolean;
    open?: boolean;
    /** ISO 8601; neither is exclusive. */
    since?: string;
    until: string;
    limit: number;
    cursor?: string;
    where?(lead: LeadSummary): boolean;
    most?: number;
  }): Promise<Page<LeadSummary>>;

  /** What somebody has that is open, leads and requests, or with `null` what nobody has, the oldest first. May miss the changes of the last moments. */
  openLeads(owner: string | null): AsyncIterable<LeadSummary>;

  /** What is due at or before `until`, earliest first within a shard. */
  due(
    until: number,
  ): AsyncIterable<{ kind: "lead" | "delivery" | "day" | "round" | "proposal"; id: string; at: number }>;
}
