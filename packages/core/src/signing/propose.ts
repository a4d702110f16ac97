import type { Finding } from "../agreement/finding.ts";
import type { Agreement } from "../agreement/model.ts";
import { askOnce } from "../asks/ask.ts";
import { BatonError } from "../error/index.ts";
import type { Relay } from "../ports/relay.ts";
import { afterWorkingDays } from "../rules/people/working-days.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { dispatch, retryFrom } from "./change.ts";
import type { Proposal, Signer } from "./model.ts";
import { mayStandIn, signersOf, subjectOf } from "./signers.ts";

/** Working days in which both sides have to sign. */
const LAPSES_DAYS = 10;
/** Findings of the proof that are kept. */
const MOST_FINDINGS = 50;

/** What is proposed, and beside what. */
export interface Proposing extends Pick<Proposal, "digest" | "text" | "agreement" | "base" | "changes"> {
  rollbackOf?: number | undefined;
  by?: string | undefined;
  why?: string | undefined;
  effective?: string | undefined;
  findings: Finding[];
  /** It is in force already, as this version. */
  version?: number;
}

/**
 * Has both sides sign: those who sign by the version before it, and whoever becomes a signer. An earlier proposal is void by it. Undefined
 * where nobody signs. Throws `proposal.signer` for a signer who is not in the version in force, and `proposal.busy`.
 */
export async function propose(
  relay: Relay,
  rulebook: Rulebook,
  former: Agreement,
  proposing: Proposing,
): Promise<Proposal | undefined> {
  const { store, time } = relay;
  const now = time.now();
  const { findings, by, why, effective, version, rollbackOf, ...given } = proposing;
  const signers = signersOf(rulebook.agreement, former, proposing.agreement);
  if (signers.length === 0) return undefined;
  const before = await store.proposal();
  // Proposed again, it is the same one, with its signatures.
  if (before && version === undefined && isSame(before, proposing)) {
    await dispatch(relay, { proposal: before, rulebook });
    return before;
  }
  const proposal: Proposal = {
    ...given,
    revision: (before?.revision ?? 0) + 1,
    state: "open",
    ...(by !== undefined && { by }),
    ...(why !== undefined && { why }),
    at: new Date(now).toISOString(),
    ...(effective !== undefined && { effective }),
    lapsesAt: new Date(
      Math.max(...signers.map(({ person }) => afterWorkingDays(rulebook, person, now, LAPSES_DAYS))),
    ).toISOString(),
    findings: findings.slice(0, MOST_FINDINGS),
    signers,
    signatures: [],
    ...(version !== undefined && { version }),
    ...(rollbackOf !== undefined && { rollbackOf }),
    ...replacing(rulebook, before),
    told: [],
    retryAt: retryFrom(now),
  };
  for (const signer of signers) await askToSign(relay, rulebook, proposal, signer);
  if ((await store.commitProposal(proposal)) === "conflict")
    throw new BatonError("proposal.busy", "Somebody else proposes something right now. Please try again.", {
      status: 503,
    });
  await dispatch(relay, { proposal, rulebook });
  return proposal;
}

/** What of an earlier proposal somebody should know of. */
function replacing({ agreement: { people } }: Rulebook, before: Proposal | undefined): Pick<Proposal, "replaces"> {
  if (!before || before.signatures.length === 0 || (before.state !== "open" && before.state !== "signed")) return {};
  const signed = before.signatures.map(({ by }) => people[by]?.name ?? by).join(" and ");
  return { replaces: `It takes the place of another proposal, which ${signed} had signed and which is void now.` };
}

const isSame = (before: Proposal, { digest, base, effective }: Proposing): boolean =>
  (before.state === "open" || before.state === "signed") &&
  before.digest === digest &&
  before.base === base &&
  before.effective === effective;

async function askToSign(relay: Relay, rulebook: Rulebook, proposal: Proposal, signer: Signer): Promise<void> {
  const choices = [{ id: "sign", name: `I sign for ${signer.side}` }];
  for (const person of mayStandIn(rulebook, signer))
    await askOnce(relay, {
      subject: subjectOf(proposal),
      person,
      question: "",
      respondBy: proposal.lapsesAt,
      choices,
      unlisted: true,
    });
}
