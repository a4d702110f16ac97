export { digestOf } from "./classes.ts";
export { type Proposal, proposalDueAt, proposalStates, waitingFor } from "./model.ts";
export { sign } from "./sign.ts";
export { subjectOf } from "./signers.ts";
export { currentProposal, type ProposalView, tellOfProposal } from "./tell.ts";
