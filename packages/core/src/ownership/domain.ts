import { asciiDomain } from "../values/domain.ts";

/** Most domains asked for; more levels are no company's. */
const MOST_CANDIDATES = 5;

/**
 * The domains under which the company of an e-mail domain may be known: itself and those above it, the most specific first. No
 * list of public suffixes is needed to ask, because nothing can be written under one.
 */
export function accountCandidates(emailDomain: string): string[] {
  const labels = asciiDomain(emailDomain)?.split(".") ?? [];
  return labels
    .slice(0, -1)
    .map((_, level) => labels.slice(level).join("."))
    .slice(-MOST_CANDIDATES);
}
