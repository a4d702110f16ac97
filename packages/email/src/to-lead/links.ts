import type { LeadView } from "@baton/core/mailing";
import { inEnglish, type Words } from "@baton/words";
import { oneLine } from "../clean.ts";
import { openingIn } from "./openings.ts";

export type Callable = Pick<LeadView, "name" | "firstName" | "company" | "email" | "copyTo" | "language">;

/**
 * An address a mail client can be pointed at. Narrower than RFC 5322 on purpose: `?`, `&` and `%` are legal in a local part, but
 * are also how a `mailto:` link smuggles in more headers, and no real lead has them.
 */
const plausibleAddress =
  /^[\p{L}\p{N}\p{M}!#$'*+/=^_`{|}~-]+(?:\.[\p{L}\p{N}\p{M}!#$'*+/=^_`{|}~-]+)*@(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?\.)+(?!\p{N}+$)[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])$/u;

export function isPlausibleAddress(address: string | undefined): address is string {
  return address !== undefined && address.length <= 254 && address.indexOf("@") <= 64 && plausibleAddress.test(address);
}

/** What a button calls the lead: "Jane", else the whole name as known, else what the reader calls somebody. */
export function callName(lead: Callable, { say }: Pick<Words, "say"> = inEnglish): string {
  return oneLine(lead.firstName, 40) || oneLine(lead.name, 40) || say("lead.them");
}

/** Whom a letter to the lead greets; without a person's name none is made up from a company or an address. */
function greeted(lead: Callable): string {
  const first = oneLine(lead.firstName, 40);
  if (first) return first;
  const name = oneLine(lead.name, 60);
  const isPerson = name !== "" && name !== "Someone" && !name.includes("@") && name !== oneLine(lead.company, 60);
  return isPerson ? name : "";
}

/**
 * A `mailto:` link (RFC 6068) to the lead with a clean subject and opening in their language, as far as there is one, and a blind copy to Baton where it receives mail; or
 * undefined when the address is not plausible. The lead reads what it opens, so nothing internal is in what they get: no score, no
 * reason, no id, no link.
 */
export function mailtoLead(lead: Callable): string | undefined {
  const address = lead.email?.trim().normalize("NFC");
  if (!isPlausibleAddress(address)) return undefined;
  const at = address.lastIndexOf("@");
  const to = `${encodeURIComponent(address.slice(0, at))}@${encodeURIComponent(address.slice(at + 1))}`;
  const { subject, greeting, thanks } = openingIn(lead.language);
  const body = `${greeting(greeted(lead))}\r\n\r\n${thanks}\r\n\r\n`;
  const copy = lead.copyTo === undefined ? "" : `bcc=${lead.copyTo}&`;
  return `mailto:${to}?${copy}subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
}

/** A `tel:` link (RFC 3966) for a number, `+4930555100 ext. 12` with its extension; or undefined when it cannot be dialled. */
export function telLead(phone: string | undefined): string | undefined {
  const [written = "", extension] = phone?.split(" ext. ") ?? [];
  // "+49 (0)30 …" is dialled without the zero.
  const number = written.replace(/^(\s*\+.*)\(0\)/, "$1").replace(/[\s()./-]/g, "");
  if (!/^\+?\d{5,15}$/.test(number) || !/^\d*$/.test(extension ?? "")) return undefined;
  return `tel:${number}${extension ? `;ext=${extension}` : ""}`;
}
