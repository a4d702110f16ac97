import { domainToUnicode } from "node:url";
import { asciiDomain } from "./domain.ts";

/** Characters that show nothing: soft hyphens, blanks without width, marks of direction. */
const INVISIBLE = /\p{Cf}+/gu;
/** RFC 5321's dot-string with RFC 6531's letters; what needs quotes nobody has. */
const LOCAL = /^[^\s@<>()[\]\\,;:".\p{C}\ufffd]+(?:\.[^\s@<>()[\]\\,;:".\p{C}\ufffd]+)*$/u;
const PLAIN_DOMAIN = /^(?!.*(?:^|\.)xn--)[a-z0-9.-]+$/i;

/**
 * An e-mail address in the one spelling it is kept in: NFC, without invisible characters, the domain in lower case and Unicode and
 * without a final dot; upper and lower case before the `@` stay, though they are one mailbox. Undefined for what is no address.
 */
export function mailbox(text: string): string | undefined {
  const plain = text.replace(INVISIBLE, "").normalize("NFC").trim();
  const at = plain.lastIndexOf("@");
  const local = plain.slice(0, at);
  if (at < 1 || at > 64 || plain.length > 254 || !LOCAL.test(local)) return undefined;
  const domain = mailDomain(plain.slice(at + 1));
  return domain === undefined ? undefined : `${local}@${domain}`;
}

/** The domain of an address, in lower case and Unicode; undefined for what mail cannot be sent to. */
function mailDomain(text: string): string | undefined {
  const ascii = asciiDomain(text);
  const labels = ascii?.split(".") ?? [];
  const last = labels.at(-1) ?? "";
  if (ascii === undefined || labels.length < 2 || last.length < 2 || /^\d+$/.test(last)) return undefined;
  return PLAIN_DOMAIN.test(ascii) ? ascii : domainToUnicode(ascii).normalize("NFC") || undefined;
}

/** What stands around an address where people copy it from: a link, a name and brackets, a full stop after it. */
const WRAPPED = /[<>"(),;]/;

/**
 * The address in what somebody gave as one: `jane@acme.example`, `Jane <jane@acme.example>`, `mailto:jane@acme.example?subject=Hi`.
 * Undefined where there is none, or several.
 */
export async function readAddress(given: string): Promise<string | undefined> {
  const text = given.replace(INVISIBLE, "").trim();
  const link = /^mailto:([^?]*)/i.exec(text)?.[1];
  if (link !== undefined) return mailbox(decoded(link));
  if (!WRAPPED.test(text)) return mailbox(text);
  const { default: addressparser } = await import("nodemailer/lib/addressparser/index.js");
  const [only, ...more] = addressparser(text, { flatten: true }).filter(({ address }) => address.includes("@"));
  return only && more.length === 0 ? mailbox(only.address) : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
