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

/** Open leads by person or team, and how many new ones they got on their local date, in its week and in its month. */
export type Loads = Record<string, { open?: number; today?: number; thisWeek?: number; thisMonth?: number }>;
