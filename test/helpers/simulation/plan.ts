import type { Rulebook } from "@baton/core/rules";
import type { Faults } from "./faults.ts";
import type { Arrival } from "./provider.ts";

/** What a run is about. Instants are epoch ms. */
export interface Plan {
  rulebook: Rulebook;
  /** A version that takes its place; who is there, and in which team, is the same. */
  published?: { at: number; rulebook: Rulebook };
  start: number;
  arrivals: Arrival[];
  faults: Faults;
  /** Stretches in which the sweep does not run, or nothing does. */
  outages: { of: "sweep" | "everything"; from: number; until: number }[];
  /** From then on nothing fails any more. */
  faultsUntil: number;
  /** When it is judged: late enough after the last fault for everything to have come right. */
  end: number;
  /** How likely somebody is to act on a mail. */
  diligence: number;
  /** How likely somebody is to say, when they read a mail, that they are away. */
  leave: number;
  /** How often each message is delivered. */
  copies: number;
  /** Whether mails come round, with what they ask. */
  rounds?: true;
  /** Whether everybody is available all the time, so that shares are exact. */
  constant: boolean;
}

/** The agreement's rules as a version has them. */
export const versionOf = ({ rulebook, published }: Pick<Plan, "rulebook" | "published">, version: number): Rulebook =>
  published?.rulebook.version === version ? published.rulebook : rulebook;
