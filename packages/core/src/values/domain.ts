import { domainToASCII } from "node:url";

/** A domain as the domain name system knows it, in lower case and without a final dot; undefined when it is none. */
export function asciiDomain(text: string): string | undefined {
  // `domainToASCII` reads on where a URL's host would end.
  if (/[\s/\\?#%@:[\]]/.test(text)) return undefined;
  const domain = domainToASCII(text.trim()).replace(/\.$/, "");
  const valid = domain.length <= 253 && domain.split(".").every((label) => /^(?!-)[a-z0-9-]{1,63}(?<!-)$/.test(label));
  return valid ? domain : undefined;
}
