import { cutText } from "../text/index.ts";

const LONGEST_NAME = 120;

/** The name of a campaign, for facts, which are about nobody; null for what may be an address, or the person's own number. */
export function impersonal(text: string, phone: unknown): string | null {
  const digits = (from: string) => from.replace(/\D/g, "");
  const theirs = typeof phone === "string" ? digits(phone).slice(-7) : "";
  if (text.includes("@") || /%40/i.test(text) || (theirs.length === 7 && digits(text).includes(theirs))) return null;
  return cutText(text, LONGEST_NAME).trim() || null;
}
