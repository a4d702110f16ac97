import type { Path } from "@baton/core/agreement";

/** What a proof found, before it has a line: where in the agreement, and an instant or loads that show it. */
export interface Problem {
  path: Path;
  /** Whether the key at the path is meant instead of its value. */
  atKey?: boolean;
  /** `noun.reason`. */
  code: string;
  severity?: "warning";
  message: string;
  /** A lead, as a dry run takes it. */
  lead?: Record<string, unknown>;
  /** Epoch ms. */
  at?: number;
  loads?: Loads;
  /** Positions of routing rules whose leads can show it, the surest first. */
  routes?: number[];
}

/** Open leads by person, and how many of them were given on the person's local date. */
export type Loads = Record<string, { open?: number; today?: number }>;
