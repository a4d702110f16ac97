export { concerned, proposalDueAt } from "./change.ts";
export { changedParts, changesRules, digestOf } from "./classes.ts";
export { type Proposal, type ProposalState, proposalStates, type Signature, type Signer, waitingFor } from "./model.ts";
export { propose } from "./propose.ts";
export { advanceProposal, sign, voidProposal } from "./sign.ts";
export { subjectOf } from "./signers.ts";
export { currentProposal, type PostProposal, type ProposalView, shownProposal, tellOfProposal } from "./tell.ts";
