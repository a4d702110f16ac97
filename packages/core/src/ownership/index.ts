import type { Agreement } from "../agreement/model.ts";
import type { EntryProblem, OwnershipSubject } from "./read.ts";

export { accountCandidates } from "./domain.ts";
export { type AccountLine, type LineProblem, readAccountFile } from "./file.ts";
export { importOwnership, type OwnershipEntry, type OwnershipProblem, recordOwnership } from "./import.ts";
export { withParents } from "./parents.ts";

/** Reads whom an entry is about; loads the lists of domains. */
export const loadSubjectReader = async (): Promise<(of: string) => OwnershipSubject | EntryProblem> =>
  (await import("./read.ts")).subjectReader();

/** Reads whom of an agreement's people a text means. */
export const loadOwnerReader = async (agreement: Agreement) => (await import("./read.ts")).ownerReader(agreement);
