import { BatonError } from "../error/index.ts";
import type { StoredAgreement } from "../ports/agreements.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { withRowsOf } from "../tables/keep.ts";
import { edit, inState, looked, refuseSettled } from "./change.ts";
import { baseOf } from "./classes.ts";
import { type Proposal, proposalDueAt, type Signature, turnsAt, waitingFor } from "./model.ts";
import { signsFor } from "./signers.ts";

/**
 * Somebody signs what they have read, for themselves or whoever they stand in for; signed by both sides it comes into force, on its day.
 * Again, it changes nothing. Throws `signature.settled` or `signature.other`.
 */
export async function sign(relay: Relay, digest: string, by: string): Promise<Proposal> {
  const rulebook = await relay.rulebooks.active();
  const edited = await edit(relay, digest, (draft) => {
    const { proposal, now } = draft;
    if (proposal.signatures.some((one) => one.by === by)) return;
    refuseSettled(proposal);
    if (Date.parse(proposal.lapsesAt) <= now) refuseSettled({ ...proposal, state: "lapsed" });
    const signature = signatureOf(rulebook, proposal, by, now);
    const signed = { ...proposal, signatures: [...proposal.signatures, signature] };
    draft.proposal = waitingFor(signed).length > 0 ? signed : inState(signed, "signed", { at: now });
  });
  if (!edited)
    throw new BatonError("signature.settled", "Another proposal has taken the place of this one.", { status: 409 });
  await bringIntoForce(relay, edited.thing);
  return edited.thing;
}

function signatureOf(rulebook: Rulebook, proposal: Proposal, by: string, now: number): Signature {
  const signer = signsFor(rulebook, proposal, by);
  if (!signer)
    throw new BatonError("signature.other", "Nothing is left for you to sign: others sign this.", { status: 403 });
  const at = new Date(now).toISOString();
  return { by, ...(signer.person !== by && { for: signer.person }), side: signer.side, at };
}

/** Does what is due about the proposal that there is: it comes into force, or lapses; and who was not told yet is told. */
export async function advanceProposal(relay: Relay): Promise<void> {
  const found = await relay.store.proposal();
  if (!found) return;
  const now = relay.time.now();
  const due = proposalDueAt(found);
  if (due === undefined || due > now) return;
  const turns = turnsAt(found);
  if (turns === undefined || turns > now) {
    const rulebook = await relay.rulebooks.active();
    await edit(relay, found.digest, (draft) => {
      draft.proposal = looked(rulebook, draft.proposal, draft.now);
    });
  } else if (found.state === "signed") await bringIntoForce(relay, found);
  else
    await edit(relay, found.digest, (draft) => {
      if (draft.proposal.state === "open") draft.proposal = inState(draft.proposal, "lapsed", { at: draft.now });
    });
}

/** Publishes what both sides have signed, if the version in force is still the one that it was made from. */
async function bringIntoForce(relay: Relay, proposal: Proposal): Promise<void> {
  const { store, time } = relay;
  const { digest, state, effective, signatures } = proposal;
  if (state !== "signed" || (effective !== undefined && Date.parse(effective) > time.now())) return;
  const active = await store.activeAgreement();
  if (proposal.version !== undefined) {
    // It is in force: what it lacked are signatures.
    const { version } = active?.digest === digest ? active : proposal;
    if (active?.digest === digest) await store.signVersion(active.version, signatures);
    await settle(relay, digest, { version: version! });
  } else if (active?.digest === digest) await settle(relay, digest, { version: active.version });
  else if (!active || baseOf(active) !== proposal.base)
    await settle(relay, digest, { why: "Another version is in force than the one that it was made from." });
  else {
    const version = await store.publish(published(proposal, active, time.now()), active.version);
    // Somebody else published at the same moment: it is looked at again.
    if (version === undefined) return advanceAgain(relay, proposal);
    relay.rulebooks.noticed({ version });
    await settle(relay, digest, { version });
  }
}

const published = (
  { agreement, text, by, why, digest, signatures, changes, rollbackOf }: Proposal,
  active: StoredAgreement,
  now: number,
): Omit<StoredAgreement, "version"> => ({
  agreement: rollbackOf === undefined ? withRowsOf(agreement, active.agreement) : agreement,
  ...(rollbackOf !== undefined && { rollbackOf }),
  text,
  appliedAt: new Date(now).toISOString(),
  ...(by !== undefined && { by }),
  ...(why !== undefined && { why }),
  digest,
  signatures,
  changes,
});

async function settle(relay: Relay, digest: string, ended: { version?: number; why?: string }): Promise<void> {
  await edit(relay, digest, (draft) => {
    if (draft.proposal.state === "signed")
      draft.proposal = inState(draft.proposal, ended.version === undefined ? "void" : "inForce", {
        at: draft.now,
        ...ended,
      });
  });
}

const advanceAgain = (relay: Relay, { ended }: Proposal): Promise<void> =>
  relay.queues.checks([{ message: { proposal: ended!.at }, delaySeconds: 1 }]);

/** Another version has come into force: what was proposed beside the one before is void. */
export async function voidProposal(relay: Relay, digest: string): Promise<void> {
  const found = await relay.store.proposal();
  if (!found || found.base === digest || found.digest === digest) return;
  if (found.state !== "open" && found.state !== "signed") return;
  await edit(relay, found.digest, (draft) => {
    const { proposal, now } = draft;
    if (proposal.state !== "open" && proposal.state !== "signed") return;
    const why = "Another version is in force than the one that it was made from.";
    draft.proposal = inState(proposal, "void", { at: now, why });
  });
}
