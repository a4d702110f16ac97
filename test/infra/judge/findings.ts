/** The problems that there are, each after what it is about. */
export const findings = (about: string, problems: Record<string, boolean>): string[] =>
  Object.entries(problems)
    .filter(([, is]) => is)
    .map(([problem]) => `${about}: ${problem}`);
