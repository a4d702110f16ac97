export { digestOf } from "./classes.ts";
export { type Proposal, proposalDueAt, proposalStates, type Signature, waitingFor } from "./model.ts";
export { sign } from "./sign.ts";
export { signsFor, subjectOf } from "./signers.ts";
export { currentProposal, type ProposalView, tellOfProposal } from "./tell.ts";
