import type { Problem, Subject } from "./read.ts";

export { accountCandidates } from "./domain.ts";
export { importOwnership, type OwnershipEntry, type OwnershipProblem, recordOwnership } from "./import.ts";

/** Reads whom an entry is about; loads the lists of domains. */
export const subjectReader = async (): Promise<(of: string) => Subject | Problem> =>
  (await import("./read.ts")).subjectReader();
