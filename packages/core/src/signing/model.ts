import type { Finding } from "../agreement/finding.ts";
import type { Agreement } from "../agreement/model.ts";
import type { Side } from "../facts/codes.ts";

/** Somebody's word on a text that has a digest. */
export interface Signature {
  /** Who signed. */
  by: string;
  /** For whom, where that is another: their deputy did. */
  for?: string;
  side: Side;
  /** ISO 8601. */
  at: string;
}

/** Who has to sign. `countersigns`: they become a signer by it. */
export interface Signer {
  person: string;
  side: Side;
  countersigns?: true;
}

/**
 * `open`: somebody still has to sign · `signed`: it comes into force on its day · `inForce` · `void`: another one took its place, or the agreement it
 * was made from is no longer the one in force · `lapsed`: not signed in time.
 */
export const proposalStates = ["open", "signed", "inForce", "void", "lapsed"] as const;
export type ProposalState = (typeof proposalStates)[number];

/** A change of the rules of engagement that waits for both sides, or a version in force that nobody signed yet. Instants are ISO 8601. */
export interface Proposal {
  /** Counts commits; every change is conditional on it. */
  revision: number;
  /** SHA-256 over the RFC 8785 JSON of the agreement as parsed, in hex. */
  digest: string;
  state: ProposalState;
  /** As its authors wrote it, and as it was understood. */
  text: string;
  agreement: Agreement;
  /** The version that it was made from, as `baseOf` knows it. */
  base: string;
  by?: string;
  why?: string;
  at: string;
  /** Not before this instant it comes into force. */
  effective?: string;
  lapsesAt: string;
  /** What it changes, in words, and what the proof found. */
  changes: string[];
  findings: Finding[];
  signers: Signer[];
  signatures: Signature[];
  /** The version that it became, or that it is about: one in force since an emergency. */
  version?: number;
  /** When it was no longer open, and why where it is void. */
  ended?: { at: string; why?: string };
  /** The version whose text it puts in force again: with the rows that its tables had. */
  rollbackOf?: number;
  /** What it takes the place of, in words, where somebody had signed that. */
  replaces?: string;
  /** Who was told of the state it is in. */
  told: string[];
  /** When it is looked at again whether all were told; absent once they were. */
  retryAt?: string;
}

/** Who has not signed yet. */
export const waitingFor = ({ signers, signatures }: Pick<Proposal, "signers" | "signatures">): Signer[] =>
  signers.filter(({ person }) => !signatures.some((one) => (one.for ?? one.by) === person));

/** When something is to be done about a proposal next, epoch ms; undefined when nothing is. */
export function proposalDueAt(proposal: Omit<Proposal, "revision" | "text" | "agreement">): number | undefined {
  const { retryAt } = proposal;
  const instants = [turnsAt(proposal), retryAt === undefined ? undefined : Date.parse(retryAt)];
  const known = instants.filter((instant) => instant !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** When a proposal comes into another state by itself, epoch ms. */
export function turnsAt({
  state,
  lapsesAt,
  effective,
  ended,
}: Pick<Proposal, "state" | "lapsesAt" | "effective" | "ended">): number | undefined {
  if (state === "open") return Date.parse(lapsesAt);
  return state === "signed" ? Date.parse(effective ?? ended!.at) : undefined;
}
