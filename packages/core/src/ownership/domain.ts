import { domainToASCII } from "node:url";

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

/** A domain as the domain name system knows it, in lower case and without a final dot; undefined when it is none. */
export function asciiDomain(text: string): string | undefined {
  // `domainToASCII` reads on where a URL's host would end.
  if (/[\s/\\?#%@:[\]]/.test(text)) return undefined;
  const domain = domainToASCII(text.trim()).replace(/\.$/, "");
  const valid = domain.length <= 253 && domain.split(".").every((label) => /^(?!-)[a-z0-9-]{1,63}(?<!-)$/.test(label));
  return valid ? domain : undefined;
}
