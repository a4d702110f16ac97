import { BatonError, loggable } from "../error/index.ts";
import { gate } from "../gate/index.ts";
import { delaySeconds } from "../lead/change/dispatch.ts";
import type { Relay } from "../ports/relay.ts";
import { awayUntil } from "../rules/people/availability.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { type Proposal, type ProposalState, proposalDueAt, waitingFor } from "./model.ts";
import { mayStandIn } from "./signers.ts";

/** A mail that nobody reports as sent is queued again after this. */
const RETRY_MS = 300_000;
/** While somebody has to sign, it is looked at so often whether their deputy has to hear of it by now. */
const AGAIN_MS = 86_400_000;

/** When it is looked at again whether all were told, of a state that begins at an instant (epoch ms). */
export const retryFrom = (now: number): string => new Date(now + RETRY_MS).toISOString();

interface Draft {
  readonly before: Proposal;
  readonly now: number;
  proposal: Proposal;
}

/** The one way in which a proposal changes; its id is its digest. */
export const edit = gate<Proposal, Draft, "conflict">({
  name: "proposal",
  async read({ store }, digest) {
    const found = await store.proposal();
    return found?.digest === digest ? found : undefined;
  },
  open: (before, now) => ({ before, now, proposal: before }),
  after: ({ proposal }) => proposal,
  async commit({ store }, { before, proposal }) {
    return proposal === before ? "unchanged" : store.commitProposal({ ...proposal, revision: before.revision + 1 });
  },
  dispatch: async (relay, draft) => {
    // That somebody was told asks for nothing more.
    const { before, proposal } = draft;
    if (before.state !== proposal.state || before.retryAt !== proposal.retryAt)
      await dispatch(relay, { ...draft, rulebook: await relay.rulebooks.active() });
    return true;
  },
});

/** A proposal in another state: everybody whom it concerns is told of that. */
export const inState = (
  proposal: Proposal,
  state: ProposalState,
  { at, ...more }: { at: number; why?: string; version?: number },
): Proposal => ({
  ...proposal,
  state,
  ...(more.version !== undefined && { version: more.version }),
  ended: { at: new Date(at).toISOString(), ...(more.why !== undefined && { why: more.why }) },
  told: [],
  retryAt: retryFrom(at),
});

/** Who hears of the state of a proposal: who still has to sign, and when it is decided all who had to, and the operator. */
export function concerned(rulebook: Rulebook, proposal: Proposal, now: number): string[] {
  const { people, operator, manager } = rulebook.agreement;
  const hears = (id: string | undefined): id is string => id !== undefined && people[id] !== undefined;
  // What comes into force at once is told by that.
  if (proposal.state === "signed" && proposal.effective === undefined) return [];
  if (proposal.state !== "open")
    return [...new Set([...proposal.signers.map(({ person }) => person), operator ?? manager])].filter(hears);
  return waitingFor(proposal)
    .flatMap((signer) =>
      mayStandIn(rulebook, signer).filter(
        (id) => id === signer.person || awayUntil(rulebook, signer.person, now) !== undefined,
      ),
    )
    .filter(hears);
}

/** Who is still to be told of the state of a proposal. */
const untold = (rulebook: Rulebook, proposal: Proposal, now: number): string[] =>
  concerned(rulebook, proposal, now).filter((id) => !proposal.told.includes(id));

/** A proposal once it was looked at whether all were told: then it is not looked at again, but while a deputy may have to hear of it. */
export function looked(rulebook: Rulebook, { retryAt: _before, ...proposal }: Proposal, now: number): Proposal {
  if (untold(rulebook, proposal, now).length > 0) return { ...proposal, retryAt: retryFrom(now) };
  return proposal.state === "open" ? { ...proposal, retryAt: new Date(now + AGAIN_MS).toISOString() } : proposal;
}

/** Queues the mails that tell of the state of a proposal, and the check of what comes next. */
export async function dispatch(
  relay: Relay,
  { proposal, rulebook }: { proposal: Proposal; rulebook: Rulebook },
): Promise<void> {
  const { digest } = proposal;
  const left = untold(rulebook, proposal, relay.time.now());
  const due = proposalDueAt(proposal);
  const delay = due === undefined ? undefined : delaySeconds(relay.time, due);
  try {
    if (left.length > 0) await relay.queues.notices(left.map((to) => ({ message: { proposal: digest, to } })));
    if (delay !== undefined)
      await relay.queues.checks([{ message: { proposal: new Date(due!).toISOString() }, delaySeconds: delay }]);
  } catch (error) {
    relay.log("warn", "queue refused a message; the sweep will follow up", { proposal: digest, ...loggable(error) });
  }
}

/** Throws for a proposal that nobody can sign any more. */
export function refuseSettled({ state }: Proposal): void {
  if (state === "open") return;
  throw new BatonError("signature.settled", settledWords[state], { status: 409 });
}

const settledWords: Record<Exclude<ProposalState, "open">, string> = {
  signed: "Both sides have signed this already.",
  inForce: "This is in force already.",
  void: "This proposal is void: nobody can sign it any more.",
  lapsed: "This proposal was not signed in time; it has to be made anew.",
};
